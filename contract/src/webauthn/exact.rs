//! What a browser gives, read to the letter. Members with bytes are base64url without padding (WebAuthn Level 3 §5.1): a
//! server that took other texts for the same bytes would have several names for one credential. The types of
//! `webauthn-rs-proto` take padding.

use super::{Attestation, base64url};
use serde::{Deserialize, Deserializer, de};
use std::borrow::Cow;
use webauthn_rs_proto::{
    AuthenticationExtensionsClientOutputs, AuthenticatorAssertionResponseRaw,
    AuthenticatorAttestationResponseRaw, AuthenticatorTransport, PublicKeyCredential,
    RegisterPublicKeyCredential, RegistrationExtensionsClientOutputs,
};

/// Bytes in base64url without padding.
struct Exact(Vec<u8>);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        base64url::decode(&text)
            .map(Self)
            .ok_or_else(|| de::Error::custom("not base64url without padding"))
    }
}

#[derive(Deserialize)]
struct Credential<R, E> {
    id: String,
    #[serde(rename = "rawId")]
    raw_id: Exact,
    response: R,
    #[serde(rename = "clientExtensionResults", alias = "extensions", default)]
    extensions: E,
    #[serde(rename = "type")]
    type_: String,
}

#[derive(Deserialize)]
struct AssertionResponse {
    #[serde(rename = "authenticatorData")]
    authenticator_data: Exact,
    #[serde(rename = "clientDataJSON")]
    client_data_json: Exact,
    signature: Exact,
    #[serde(rename = "userHandle", default)]
    user_handle: Option<Exact>,
}

#[derive(Deserialize)]
struct AttestationResponse {
    #[serde(rename = "attestationObject")]
    attestation_object: Exact,
    #[serde(rename = "clientDataJSON")]
    client_data_json: Exact,
    #[serde(default)]
    transports: Option<Vec<AuthenticatorTransport>>,
}

/// The answer of `get()`.
pub(super) fn assertion(json: &str) -> Option<PublicKeyCredential> {
    type Given = Credential<AssertionResponse, AuthenticationExtensionsClientOutputs>;
    let given: Given = serde_json::from_str(json).ok()?;
    Some(PublicKeyCredential {
        id: given.id,
        raw_id: given.raw_id.0,
        response: AuthenticatorAssertionResponseRaw {
            authenticator_data: given.response.authenticator_data.0,
            client_data_json: given.response.client_data_json.0,
            signature: given.response.signature.0,
            user_handle: given.response.user_handle.map(|handle| handle.0),
        },
        extensions: given.extensions,
        type_: given.type_,
    })
}

impl<'de> Deserialize<'de> for Attestation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        type Given = Credential<AttestationResponse, RegistrationExtensionsClientOutputs>;
        let given = Given::deserialize(deserializer)?;
        Ok(Self(RegisterPublicKeyCredential {
            id: given.id,
            raw_id: given.raw_id.0,
            response: AuthenticatorAttestationResponseRaw {
                attestation_object: given.response.attestation_object.0,
                client_data_json: given.response.client_data_json.0,
                transports: given.response.transports,
            },
            extensions: given.extensions,
            type_: given.type_,
        }))
    }
}
