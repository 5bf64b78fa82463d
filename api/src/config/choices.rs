//! The values that some settings can have.

use clap::ValueEnum;

/// Whether there is something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It is there.
    On,
    /// It is not there.
    Off,
}

/// Whether people may make accounts themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SignUp {
    /// People make accounts themselves.
    Open,
    /// The operator makes them: `latchkey user add` makes them.
    Closed,
}

/// Whether every account must have a second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SecondStepPolicy {
    /// Whoever wants one enrols one.
    Optional,
    /// Nothing else is open until one is enrolled.
    Required,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// What the service calls itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceName(String);

impl ServiceName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for ServiceName {
    type Err = &'static str;

    /// A colon parts the issuer from the account in an `otpauth:` address, so a name has none.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim();
        let is_fit = !name.contains(|c: char| c == ':' || c.is_control());
        if name.is_empty() || name.chars().count() > 64 || !is_fit {
            return Err(
                "must have 1 to 64 characters, none of them a colon or a control character",
            );
        }
        Ok(Self(name.to_owned()))
    }
}

/// What browsers are told about coming by https alone (RFC 6797), where the origin is https.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Hsts {
    /// Nothing: a proxy says it, or nobody does.
    Off,
    /// To forget what they were told before.
    Forget,
    /// For a year, and this host alone.
    Host,
    /// For a year, and every host below this one as well, whoever runs it.
    Subdomains,
}

/// What the names of this server's cookies begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookiePrefix(String);

impl CookiePrefix {
    /// The prefix.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for CookiePrefix {
    type Err = &'static str;

    /// Without a hyphen, so that no prefix begins with another one's cookie; a letter first, so that it is none of the
    /// prefixes that browsers know (RFC 6265bis §4.1.3).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_fit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let starts_well = text.starts_with(|it: char| it.is_ascii_lowercase());
        if !starts_well || text.len() > 32 || !text.bytes().all(is_fit) {
            return Err(
                "must begin with a lower-case letter, and have 32 of those, digits and underscores at most",
            );
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::ServiceName;

    #[test]
    fn a_service_name_fits_into_an_otpauth_address() {
        assert_eq!(
            "  Café du Nord ".parse::<ServiceName>().unwrap().as_str(),
            "Café du Nord"
        );
        for given in ["", "  ", "a:b", "a\nb", &"x".repeat(65)] {
            assert!(given.parse::<ServiceName>().is_err(), "{given:?}");
        }
    }
}
