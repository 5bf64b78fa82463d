//! What stands between the server and everybody: the names of its cookies, https, and how many connections are kept for
//! how long.

use super::choices::{CookiePrefix, Hsts};
use clap::Args;

/// The settings as they are given.
#[derive(Args, Clone, Debug)]
pub struct ConnectionSettings {
    /// What the names of the cookies begin with. Two servers on one host, whatever their ports, need two different ones:
    /// cookies know no port. Changing it signs everybody out.
    #[arg(
        long,
        env = "LATCHKEY_COOKIE_PREFIX",
        default_value = "latchkey",
        global = true
    )]
    pub cookie_prefix: CookiePrefix,
    /// What browsers are told about coming by https alone, where the origin is https (RFC 6797).
    #[arg(
        long,
        env = "LATCHKEY_HSTS",
        value_enum,
        default_value = "host",
        global = true
    )]
    pub hsts: Hsts,
    /// Connections at the same time. When there are so many, the one that was idle longest makes room.
    #[arg(
        long, env = "LATCHKEY_CONNECTIONS", default_value_t = 1_024,
        value_parser = clap::value_parser!(u32).range(16..=65_536), global = true
    )]
    pub connections: u32,
    /// Connections from one network at the same time; those of the trusted proxies are not counted.
    #[arg(
        long, env = "LATCHKEY_CONNECTIONS_PER_NETWORK", default_value_t = 256,
        value_parser = clap::value_parser!(u32).range(8..=65_536), global = true
    )]
    pub connections_per_network: u32,
    /// Seconds for which a connection may wait for its next request: longer than the proxy in front keeps it, or the proxy
    /// now and then sends a request into one that was just closed.
    #[arg(
        long, env = "LATCHKEY_KEEP_ALIVE_SECONDS", default_value_t = 150,
        value_parser = clap::value_parser!(u32).range(5..=3_600), global = true
    )]
    pub keep_alive_seconds: u32,
    /// Minutes after which the next answer on a connection is its last; it says so.
    #[arg(
        long, env = "LATCHKEY_CONNECTION_MINUTES", default_value_t = 60,
        value_parser = clap::value_parser!(u32).range(1..=1_440), global = true
    )]
    pub connection_minutes: u32,
    /// The largest head of a request, in KiB: its address, its cookies and all other headers.
    #[arg(
        long, env = "LATCHKEY_HEAD_KIB", default_value_t = 64,
        value_parser = clap::value_parser!(u32).range(16..=1_024), global = true
    )]
    pub head_kib: u32,
    /// The most headers of a request.
    #[arg(
        long, env = "LATCHKEY_HEADERS", default_value_t = 200,
        value_parser = clap::value_parser!(u32).range(64..=2_000), global = true
    )]
    pub headers: u32,
}
