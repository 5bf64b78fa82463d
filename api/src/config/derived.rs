//! What follows from the settings of accounts and of connections.

use super::{Config, Hsts, connection_limits::Limits, cookie_naming::Naming, origin::Origin};
use crate::rules::{limits::Limit, next};
use contract::site::Support;
use std::time::Duration;

const DAY_SECONDS: i64 = 24 * 60 * 60;

impl Config {
    /// Whom people can ask for help, where the settings say so.
    pub const fn support(&self) -> Option<&Support> {
        self.settings.account.support.as_ref()
    }

    /// Seconds for which a browser can be trusted; 0 when none can.
    pub fn trust_seconds(&self) -> i64 {
        i64::from(self.trust_days()) * DAY_SECONDS
    }

    /// Days for which a browser can be trusted; 0 when none can.
    pub fn trust_days(&self) -> u32 {
        self.settings.account.trust_days
    }

    /// Hours of waiting in a recovery.
    pub const fn recovery_hours(&self) -> u32 {
        self.settings.account.recovery_hours
    }

    /// Where to go after signing in, when somebody may be sent there: a path of the server's own origin, or an address at
    /// one of the others that the settings name.
    pub fn allowed_next(&self, next: &str) -> Option<String> {
        let others = self.settings.account.next_origins.0.iter();
        let others: Vec<&str> = others.map(Origin::as_str).collect();
        next::allowed(next, self.origin().as_str(), &others)
    }

    /// The limit that is in force: the built-in one, or that of the settings.
    pub fn limit(&self, built_in: &Limit) -> Limit {
        let limits = &self.settings.account.limits.0;
        let given = limits.iter().find(|limit| limit.what == built_in.what);
        *given.unwrap_or(built_in)
    }

    /// How the cookies are named and guarded.
    pub fn cookie_naming(&self) -> Naming<'_> {
        Naming {
            prefix: &self.settings.edge.cookie_prefix,
            is_https: self.origin().is_https(),
        }
    }

    /// What browsers are told about https: nothing where people come by http, where it would mean nothing.
    pub fn hsts(&self) -> Option<&'static str> {
        if !self.origin().is_https() {
            return None;
        }
        match self.settings.edge.hsts {
            Hsts::Off => None,
            Hsts::Forget => Some("max-age=0"),
            Hsts::Host => Some("max-age=31536000"),
            Hsts::Subdomains => Some("max-age=31536000; includeSubDomains"),
        }
    }

    /// How many connections there may be, and for how long.
    pub fn connection_limits(&self) -> Limits {
        let edge = &self.settings.edge;
        let seconds = |seconds: u32| Duration::from_secs(u64::from(seconds));
        Limits {
            connections: edge.connections as usize,
            per_network: edge.connections_per_network as usize,
            keep_alive: seconds(edge.keep_alive_seconds),
            max_age: seconds(edge.connection_minutes * 60),
            head_bytes: edge.head_kib as usize * 1_024,
            headers: edge.headers as usize,
            ..Limits::default()
        }
    }
}
