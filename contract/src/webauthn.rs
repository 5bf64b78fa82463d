//! What the browser's own passkey interface takes and gives (WebAuthn Level 3 §5), in the JSON that it has for itself.
//!
//! These are the types of `webauthn-rs-proto` under our names. Nobody looks inside but the page's one file that calls
//! the browser and the server's one file that verifies.

mod exact;

use serde::{Deserialize, Serialize};
use std::fmt;
use webauthn_rs_proto::{
    PublicKeyCredential, PublicKeyCredentialCreationOptions, PublicKeyCredentialRequestOptions,
    RegisterPublicKeyCredential,
};

/// What to make: the options of `navigator.credentials.create()` (§5.4, `PublicKeyCredentialCreationOptionsJSON`).
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreationOptions(pub PublicKeyCredentialCreationOptions);

/// What to ask for: the options of `navigator.credentials.get()` (§5.5, `PublicKeyCredentialRequestOptionsJSON`).
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestOptions(pub PublicKeyCredentialRequestOptions);

/// What was made: the answer of `create()` (§5.1, `RegistrationResponseJSON`).
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct Attestation(pub RegisterPublicKeyCredential);

/// The proof: the answer of `get()` (§5.1, `AuthenticationResponseJSON`).
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct Assertion(pub PublicKeyCredential);

/// The name that an authenticator gave a credential, in base64url without padding. The browser's signals name it so
/// (§5.1.10).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

impl Assertion {
    /// Which credential proves it.
    #[must_use]
    pub fn credential_id(&self) -> CredentialId {
        CredentialId(self.0.id.clone())
    }
}

// A challenge is drawn once, and an answer holds a challenge: comparing these compares everything.

impl PartialEq for CreationOptions {
    fn eq(&self, other: &Self) -> bool {
        self.0.challenge == other.0.challenge
    }
}

impl PartialEq for RequestOptions {
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

impl PartialEq for Assertion {
    fn eq(&self, other: &Self) -> bool {
        let (this, other) = (&self.0.response, &other.0.response);
        this.client_data_json == other.client_data_json && this.signature == other.signature
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
