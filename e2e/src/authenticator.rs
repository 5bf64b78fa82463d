//! Authenticators that exist only in the browser: a phone's fingerprint reader, a security key (`WebAuthn` Level 3 §11).
//!
//! Each belongs to the tab in front when it is made, and its commands need that tab in front. What the standard has no
//! command for is asked of Chromium (`DevTools`, the domain `WebAuthn`).
//!
//! Chromium 156 as measured: an authenticator that [`Authenticator::answers`] answers autofill by itself, at once, when
//! it has a passkey that can be found; when it has none, the browser ends autofill at once, where a real one would
//! wait. A challenge that came while it [`Authenticator::ignores`] is never answered any more: it has to be stopped
//! and asked anew.

use crate::{Failure, Outcome, browser::Browser};
use serde_json::{Value, json};

/// What an authenticator can do (§11.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    protocol: &'static str,
    transport: &'static str,
    keeps_passkeys: bool,
    checks_the_person: bool,
    is_synced: bool,
}

impl Model {
    /// The fingerprint reader of this device: it keeps passkeys, and only here.
    pub const DEVICE: Self = Self {
        protocol: "ctap2",
        transport: "internal",
        keeps_passkeys: true,
        checks_the_person: true,
        is_synced: false,
    };
    /// A password manager that copies passkeys to other devices.
    pub const SYNCED: Self = Self {
        is_synced: true,
        ..Self::DEVICE
    };
    /// A plain security key: it keeps nothing, and takes whoever touches it.
    pub const KEY: Self = Self {
        protocol: "ctap2",
        transport: "usb",
        keeps_passkeys: false,
        checks_the_person: false,
        is_synced: false,
    };
    /// A security key from before passkeys.
    pub const OLD_KEY: Self = Self {
        protocol: "ctap1/u2f",
        ..Self::KEY
    };
}

/// A way in which an authenticator can be false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// It signs something else.
    Signature,
    /// It says that it did not check who is there, though it was asked to.
    PersonNotChecked,
}

/// What an authenticator keeps for one account (§11.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential(Value);

impl Credential {
    /// What the authenticator calls it, in base64url.
    pub fn id(&self) -> &str {
        text(&self.0, "credentialId")
    }

    /// The account it is for, as the authenticator knows it: the user handle, in base64url.
    pub fn user_handle(&self) -> &str {
        text(&self.0, "userHandle")
    }

    /// How many signatures it has made.
    pub fn count(&self) -> u64 {
        let count = self.0.get("signCount").and_then(Value::as_u64);
        count.unwrap_or_default()
    }

    /// The same one as it was, or will be, after so many signatures.
    #[must_use]
    pub fn counting(mut self, count: u64) -> Self {
        self.0["signCount"] = json!(count);
        self
    }
}

/// An authenticator of one tab.
pub struct Authenticator<'a> {
    browser: &'a Browser,
    id: String,
}

impl Browser {
    /// Gives the tab in front an authenticator. It answers whatever it is asked.
    pub async fn authenticator(&self, model: Model) -> Outcome<Authenticator<'_>> {
        let wanted = json!({
            "protocol": model.protocol,
            "transport": model.transport,
            "hasResidentKey": model.keeps_passkeys,
            "hasUserVerification": model.checks_the_person,
            "isUserConsenting": true,
            "isUserVerified": model.checks_the_person,
            "defaultBackupEligibility": model.is_synced,
            "defaultBackupState": model.is_synced,
        });
        let made = self.post("webauthn/authenticator", wanted).await?;
        let id = made.as_str();
        let id = id.ok_or_else(|| Failure::new("the driver gave the authenticator no name"))?;
        Ok(Authenticator {
            browser: self,
            id: id.to_owned(),
        })
    }
}

impl Authenticator<'_> {
    /// From now on somebody answers at once when it asks.
    pub async fn answers(&self) -> Outcome {
        self.is_touched(true).await
    }

    /// From now on nobody answers: whatever asks for it waits.
    pub async fn ignores(&self) -> Outcome {
        self.is_touched(false).await
    }

    /// Whether it finds that it is the right person (§11.9).
    pub async fn verifies(&self, is_right: bool) -> Outcome {
        let verified = json!({ "isUserVerified": is_right });
        self.browser.post(self.path("uv"), verified).await.map(drop)
    }

    /// From now on it is false in this way, and in no other.
    pub async fn lies(&self, lie: Lie) -> Outcome {
        self.override_bits(match lie {
            Lie::Signature => json!({ "isBogusSignature": true }),
            Lie::PersonNotChecked => json!({ "isBadUV": true }),
        })
        .await
    }

    /// From now on it is honest again.
    pub async fn is_honest(&self) -> Outcome {
        self.override_bits(json!({})).await
    }

    /// Everything that it keeps (§11.6).
    pub async fn credentials(&self) -> Outcome<Vec<Credential>> {
        let found = self.browser.get(self.path("credentials")).await?;
        let found = found.as_array().cloned().unwrap_or_default();
        Ok(found.into_iter().map(Credential).collect())
    }

    /// The only thing that it keeps.
    pub async fn credential(&self) -> Outcome<Credential> {
        let mut all = self.credentials().await?;
        match (all.pop(), all.is_empty()) {
            (Some(only), true) => Ok(only),
            _ => Err(Failure::new("it keeps none, or more than one")),
        }
    }

    /// Puts one in, in the place of the one of the same name (§11.5).
    pub async fn takes(&self, credential: &Credential) -> Outcome {
        let all = self.credentials().await?;
        if all.iter().any(|kept| kept.id() == credential.id()) {
            let path = self.path(&format!("credentials/{}", credential.id()));
            self.browser.delete(path).await?;
        }
        let path = self.path("credential");
        self.browser
            .post(path, credential.0.clone())
            .await
            .map(drop)
    }

    /// Pulls it out.
    pub async fn is_unplugged(self) -> Outcome {
        let path = format!("webauthn/authenticator/{}", self.id);
        self.browser.delete(path).await.map(drop)
    }

    async fn is_touched(&self, enabled: bool) -> Outcome {
        let command = "WebAuthn.setAutomaticPresenceSimulation";
        let parameters = json!({ "authenticatorId": self.id, "enabled": enabled });
        self.browser.devtools(command, parameters).await.map(drop)
    }

    async fn override_bits(&self, mut parameters: Value) -> Outcome {
        parameters["authenticatorId"] = json!(self.id);
        let command = "WebAuthn.setResponseOverrideBits";
        self.browser.devtools(command, parameters).await.map(drop)
    }

    fn path(&self, below: &str) -> String {
        format!("webauthn/authenticator/{}/{below}", self.id)
    }
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}
