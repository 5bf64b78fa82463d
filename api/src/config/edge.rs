//! What stands between the server and everybody: the names of its cookies, and https.

use super::{Config, CookiePrefix, Hsts};
use crate::cookies::Naming;
use clap::Args;

/// The settings as they are given.
#[derive(Args, Clone, Debug)]
pub struct EdgeSettings {
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
}

impl Config {
    /// How the cookies are named and guarded.
    pub fn cookie_naming(&self) -> Naming<'_> {
        Naming {
            prefix: &self.settings.edge.cookie_prefix,
            is_https: self.origin().is_https(),
        }
    }

    /// What browsers are told about https: nothing where people come by http, where it would mean nothing.
    pub fn hsts(&self) -> Option<&'static str> {
        let hsts = self.settings.edge.hsts;
        match hsts {
            _ if !self.origin().is_https() => None,
            Hsts::Off => None,
            Hsts::Forget => Some("max-age=0"),
            Hsts::Host => Some("max-age=31536000"),
            Hsts::Subdomains => Some("max-age=31536000; includeSubDomains"),
        }
    }
}
