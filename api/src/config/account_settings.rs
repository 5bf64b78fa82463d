//! How long trust and waiting last, where people may go, and how often something may be tried.

use super::support::support;
use crate::{
    config::origin::Origin,
    rules::limits::{ALL, LONGEST_WINDOW_SECONDS, Limit},
};
use clap::Args;
use contract::site::Support;
use std::str::FromStr;

/// The settings as they are given.
#[derive(Args, Clone, Debug)]
pub struct AccountSettings {
    /// Days for which a browser that its owner trusts is not asked for the second step; 0 lets nobody trust one.
    #[arg(
        long, env = "LATCHKEY_TRUST_DAYS", default_value_t = 30,
        value_parser = clap::value_parser!(u32).range(0..=30), global = true
    )]
    pub trust_days: u32,
    /// Hours that somebody who lost the second step waits, while their owner is told and can stop it.
    #[arg(
        long, env = "LATCHKEY_RECOVERY_HOURS", default_value_t = 24,
        value_parser = clap::value_parser!(u32).range(1..=336), global = true
    )]
    pub recovery_hours: u32,
    /// Whom people can ask for help, as an email address or an https address: the page shows it where nothing else helps.
    /// [default: none]
    #[arg(long, env = "LATCHKEY_SUPPORT", value_parser = support, global = true)]
    pub support: Option<Support>,
    /// Origins, separated by commas, that people may be sent to after they signed in, beside the server's own.
    /// [default: none]
    #[arg(
        long,
        env = "LATCHKEY_NEXT_ORIGINS",
        default_value = "",
        hide_default_value = true,
        global = true
    )]
    pub next_origins: NextOrigins,
    /// Other limits than the built-in ones, separated by commas, each as name=tries/seconds: up to the bound of each
    /// (docs/limits.md), in its built-in time or a longer one, of at most a day. [default: none]
    #[arg(
        long,
        env = "LATCHKEY_LIMITS",
        default_value = "",
        hide_default_value = true,
        global = true
    )]
    pub limits: Limits,
}

/// Origins that people may be sent to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NextOrigins(pub(super) Vec<Origin>);

/// Limits that stand in the place of the built-in ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits(pub(super) Vec<Limit>);

impl FromStr for NextOrigins {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let origins = items(text).map(str::parse::<Origin>);
        origins.collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Limits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut limits: Vec<Limit> = Vec::new();
        for item in items(text) {
            let limit = within_bounds(item)?;
            if limits.iter().any(|other| other.what == limit.what) {
                return Err(format!("{} is there twice", limit.what));
            }
            limits.push(limit);
        }
        Ok(Self(limits))
    }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// Reads `name=tries/seconds`. What would allow more than the bound of this limit is refused.
fn within_bounds(item: &str) -> Result<Limit, String> {
    let (name, numbers) = item.split_once('=').ok_or("must be name=tries/seconds")?;
    let (max, seconds) = numbers
        .split_once('/')
        .ok_or("must be name=tries/seconds")?;
    let built_in = ALL.iter().find(|limit| limit.what == name);
    let built_in = built_in.ok_or_else(|| {
        let names: Vec<&str> = ALL.iter().map(|limit| limit.what).collect();
        format!("there is no limit {name:?}; there are {}", names.join(", "))
    })?;
    let limit = Limit {
        what: built_in.what,
        max: max.parse().map_err(|_| "the tries must be a number")?,
        most: built_in.most,
        window_seconds: seconds
            .parse()
            .map_err(|_| "the seconds must be a number")?,
    };
    let (most, seconds) = (built_in.most, built_in.window_seconds);
    if !(1..=most).contains(&limit.max) || limit.window_seconds < seconds {
        return Err(format!(
            "{name} may not be looser than {most}/{seconds}, and leaves 1 try at least"
        ));
    }
    if limit.window_seconds > LONGEST_WINDOW_SECONDS {
        return Err(format!("{name} may not look back longer than a day"));
    }
    Ok(limit)
}

#[cfg(test)]
mod tests {
    use super::{Limits, NextOrigins};
    use crate::rules::limits::{ALL, AUTHENTICATOR, LONGEST_WINDOW_SECONDS, PASSWORD};

    #[test]
    fn limits_can_be_made_tighter_or_looser() {
        let Limits(limits) = "authenticator=3/900, password=50/3600,".parse().unwrap();
        let read: Vec<_> = limits
            .iter()
            .map(|limit| (limit.what, limit.max, limit.window_seconds))
            .collect();
        assert_eq!(
            read,
            [(AUTHENTICATOR.what, 3, 900), (PASSWORD.what, 50, 3_600)]
        );
        assert_eq!("".parse(), Ok(Limits::default()));
    }

    #[test]
    fn limits_cannot_leave_their_bounds_or_be_none() {
        for text in [
            "authenticator=11/900",
            "authenticator=5/899",
            "authenticator=0/900",
            "authenticator=-1/900",
            "authenticator=5/86401",
            "authenticator=5",
            "authenticator",
            "nobody=1/900",
            "authenticator=4/900,authenticator=3/900",
            "authenticator=4/900;password=3/900",
        ] {
            assert!(text.parse::<Limits>().is_err(), "{text}");
        }
    }

    #[test]
    fn every_limit_can_be_given_as_it_is_built_in() {
        for limit in ALL {
            let text = format!("{}={}/{}", limit.what, limit.max, limit.window_seconds);
            assert_eq!(text.parse(), Ok(Limits(vec![*limit])), "{text}");
            assert!(limit.window_seconds <= LONGEST_WINDOW_SECONDS, "{text}");
        }
    }

    #[test]
    fn every_limit_has_a_name_of_its_own() {
        let names: std::collections::HashSet<_> = ALL.iter().map(|limit| limit.what).collect();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn origins_to_go_to_are_origins() {
        let NextOrigins(origins) = "https://app.example, http://localhost:3000"
            .parse()
            .unwrap();
        assert_eq!(origins.len(), 2);
        for text in ["https://app.example/path", "app.example", "*"] {
            assert!(text.parse::<NextOrigins>().is_err(), "{text}");
        }
    }
}
