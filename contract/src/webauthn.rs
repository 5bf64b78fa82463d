//! What the browser's own passkey interface takes and gives (WebAuthn Level 3 §5), in the JSON that it has for itself.
//!
//! Nobody looks inside but the page's one folder that calls the browser and the server's one room that verifies. What is
//! asked for and answered at a sign-in is JSON that crosses unread: browsers read and write it themselves, and the types
//! for it would be a twentieth of the program that signs in. What a new passkey is made by are the types of
//! `webauthn-rs-proto` under our names.

pub mod base64url;
mod exact;
mod opaque;

use crate::json::{Json, ReadJson, Value, WriteJson};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;
use webauthn_rs_proto::{
    PublicKeyCredential, PublicKeyCredentialCreationOptions, RegisterPublicKeyCredential,
};

/// What to make: the options of `navigator.credentials.create()` (§5.4, `PublicKeyCredentialCreationOptionsJSON`).
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreationOptions(pub PublicKeyCredentialCreationOptions);

/// What to ask for: the options of `navigator.credentials.get()` (§5.5, `PublicKeyCredentialRequestOptionsJSON`).
#[derive(Clone, PartialEq)]
pub struct RequestOptions(String);

/// What was made: the answer of `create()` (§5.1, `RegistrationResponseJSON`).
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct Attestation(pub RegisterPublicKeyCredential);

/// The proof: the answer of `get()` (§5.1, `AuthenticationResponseJSON`).
#[derive(Clone, PartialEq)]
pub struct Assertion {
    id: CredentialId,
    json: String,
}

/// The name that an authenticator gave a credential, in base64url without padding. The browser's signals name it so
/// (§5.1.10).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct CredentialId(pub String);

impl Attestation {
    /// Which credential was made.
    #[must_use]
    pub fn credential_id(&self) -> CredentialId {
        CredentialId(self.0.id.clone())
    }
}

impl RequestOptions {
    /// These, as JSON.
    #[must_use]
    pub const fn from_json(json: String) -> Self {
        Self(json)
    }

    /// Their JSON.
    #[must_use]
    pub fn as_json(&self) -> &str {
        &self.0
    }
}

impl Assertion {
    /// This one, as JSON, with the `id` that stands in it.
    #[must_use]
    pub const fn from_json(id: CredentialId, json: String) -> Self {
        Self { id, json }
    }

    /// Which credential proves it.
    #[must_use]
    pub fn credential_id(&self) -> CredentialId {
        self.id.clone()
    }

    /// What it says, for whoever verifies it, read to the letter. `None` when it does not have the form.
    #[must_use]
    pub fn parse(&self) -> Option<PublicKeyCredential> {
        exact::assertion(&self.json)
    }
}

// A challenge is drawn once, and an answer holds a challenge: comparing these compares everything.

impl PartialEq for CreationOptions {
    fn eq(&self, other: &Self) -> bool {
        self.0.challenge == other.0.challenge
    }
}

impl PartialEq for Attestation {
    fn eq(&self, other: &Self) -> bool {
        let (this, other) = (&self.0.response, &other.0.response);
        this.client_data_json == other.client_data_json
            && this.attestation_object == other.attestation_object
    }
}

/// By the library's own types, which the page has for these alone.
macro_rules! by_serde {
    ($($name:ident)*) => {
        $(
            impl ReadJson for $name {
                fn read(value: &Value) -> Option<Self> {
                    parsed(value)
                }
            }

            impl WriteJson for $name {
                fn write(&self, out: &mut String) {
                    put(self, out);
                }
            }
        )*
    };
}

by_serde! { CreationOptions Attestation }

fn parsed<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_str(&value.to_json()).ok()
}

fn put(it: &impl Serialize, out: &mut String) {
    // These types have nothing that JSON has not.
    if let Ok(json) = serde_json::to_string(it) {
        out.push_str(&json);
    }
}

macro_rules! opaque {
    ($($name:ident: $spec:literal;)*) => {
        $(
            impl Eq for $name {}

            impl fmt::Debug for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str(concat!(stringify!($name), "(…)"))
                }
            }

            #[cfg(feature = "openapi")]
            impl utoipa::ToSchema for $name {
                fn name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }
            }

            #[cfg(feature = "openapi")]
            impl utoipa::PartialSchema for $name {
                fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                    utoipa::openapi::ObjectBuilder::new()
                        .description(Some(concat!("`", $spec, "` of WebAuthn Level 3 §5.")))
                        .into()
                }
            }
        )*
    };
}

opaque! {
    CreationOptions: "PublicKeyCredentialCreationOptionsJSON";
    RequestOptions: "PublicKeyCredentialRequestOptionsJSON";
    Attestation: "RegistrationResponseJSON";
    Assertion: "AuthenticationResponseJSON";
}
