//! The server as authenticators know it, and what the library keeps until an answer comes.

use crate::{config::Config, rules::relying_party};
use contract::passkey::PasskeyKind;
use std::fmt;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{Url, WebauthnError},
};

/// The server as authenticators know it.
pub struct RelyingParty {
    pub(super) webauthn: Webauthn,
    pub(super) id: String,
    pub(super) origins: Vec<String>,
}

/// Why the settings make no relying party, and which of them.
#[derive(Debug, thiserror::Error)]
pub enum SetUpWrongly {
    /// The domain does not fit the origin.
    #[error("{0}")]
    RpId(&'static str),
    /// There are too many related origins.
    #[error("{0}")]
    RelatedOrigins(&'static str),
}

/// What the verifier must remember until the answer comes, as JSON. It holds the challenge, and does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct State(String);

impl State {
    /// As the database keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn write(state: &impl serde::Serialize) -> Result<Self, Broken> {
        serde_json::to_string(state).map(Self).map_err(|_| Broken)
    }

    pub(super) fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, Broken> {
        serde_json::from_str(&self.0).map_err(|_| Broken)
    }
}

impl From<String> for State {
    fn from(json: String) -> Self {
        Self(json)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("State(…)")
    }
}

/// The library failed, or what was kept for it cannot be read. Neither says why: that could hold what it was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the passkey library cannot work with this")]
pub struct Broken;

impl From<WebauthnError> for Broken {
    fn from(_: WebauthnError) -> Self {
        Self
    }
}

impl RelyingParty {
    /// By the settings; nothing when the origin is an IP address, to which no passkey can be bound (§5.1.2).
    pub fn new(config: &Config) -> Result<Option<Self>, SetUpWrongly> {
        let own = config.origin();
        let wanted = config.settings.rp_id.as_deref();
        let id = relying_party::rp_id(own.domain(), wanted).map_err(SetUpWrongly::RpId)?;
        let Some(id) = id else {
            return Ok(None);
        };
        let all = || std::iter::once(own).chain(config.related_origins());
        if !relying_party::are_few_labels(all().filter_map(|origin| origin.domain())) {
            return Err(SetUpWrongly::RelatedOrigins(
                "they have more than five different names with LATCHKEY_ORIGIN, and browsers look at no more",
            ));
        }
        let origins: Vec<String> = all().map(|origin| origin.as_str().to_owned()).collect();
        let webauthn = build(&id, config.name(), &origins)
            .map_err(|_| SetUpWrongly::RpId("does not fit LATCHKEY_ORIGIN"))?;
        Ok(Some(Self {
            webauthn,
            id,
            origins,
        }))
    }

    /// The domain that passkeys are bound to.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The origins whose pages may use them, the server's own first.
    pub fn origins(&self) -> &[String] {
        &self.origins
    }
}

/// The origins are looked at letter by letter before the library does; it must know them too.
fn build(id: &str, name: &str, origins: &[String]) -> Result<Webauthn, Broken> {
    let urls = origins.iter().map(|origin| Url::parse(origin));
    let urls: Vec<Url> = urls.collect::<Result<_, _>>().map_err(|_| Broken)?;
    let (own, related) = urls.split_first().ok_or(Broken)?;
    let builder = WebauthnBuilder::new(id, own)?.rp_name(name);
    let builder = related.iter().fold(builder, |builder, origin| {
        builder.append_allowed_origin(origin)
    });
    Ok(builder.build()?)
}

/// Whether a ceremony with this kind needs the authenticator to check who holds it.
pub(super) const fn must_verify_person(kind: PasskeyKind) -> bool {
    matches!(kind, PasskeyKind::Passkey)
}

#[cfg(test)]
pub(super) mod tests {
    use super::{RelyingParty, SetUpWrongly, State};
    use crate::config::{Config, Settings};
    use clap::{Args as _, Command, FromArgMatches as _};

    pub fn relying_party(arguments: &[&str]) -> Result<Option<RelyingParty>, SetUpWrongly> {
        let given = std::iter::once("latchkey").chain(arguments.iter().copied());
        let matches = Settings::augment_args(Command::new("latchkey"))
            .try_get_matches_from(given)
            .unwrap();
        let settings = Settings::from_arg_matches(&matches).unwrap();
        RelyingParty::new(&Config::new(settings, None))
    }

    #[test]
    fn the_settings_make_a_relying_party() {
        let party = relying_party(&[]).unwrap().unwrap();
        assert_eq!(party.id(), "localhost");
        assert_eq!(party.origins(), ["http://localhost:8080"]);
        let party = relying_party(&[
            "--origin",
            "https://login.example.org",
            "--rp-id",
            "example.org",
            "--related-origins",
            "https://example.net,https://example.com",
        ]);
        let party = party.unwrap().unwrap();
        assert_eq!(party.id(), "example.org");
        assert_eq!(
            party.origins(),
            [
                "https://login.example.org",
                "https://example.net",
                "https://example.com"
            ]
        );
    }

    #[test]
    fn an_ip_address_makes_none() {
        assert!(
            relying_party(&["--origin", "http://127.0.0.1:8080"])
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn settings_that_do_not_fit_are_refused() {
        let foreign = relying_party(&["--rp-id", "example.org"]);
        assert!(matches!(foreign, Err(SetUpWrongly::RpId(_))));
        let many = "https://b.example,https://c.example,https://d.example,https://e.example,https://f.example";
        let many = relying_party(&["--origin", "https://a.example", "--related-origins", many]);
        assert!(matches!(many, Err(SetUpWrongly::RelatedOrigins(_))));
    }

    #[test]
    fn a_state_does_not_print() {
        let state = State::from("{\"challenge\":\"…\"}".to_owned());
        assert_eq!(format!("{state:?}"), "State(…)");
    }
}
