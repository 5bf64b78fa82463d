//! What a browser gives, read to the letter. Members with bytes are base64url without padding (WebAuthn Level 3 §5.1): a
//! server that took other texts for the same bytes would have several names for one credential. The types of
//! `webauthn-rs-proto` take padding.

use super::{Assertion, Attestation};
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
        decode(&text)
            .map(Self)
            .ok_or_else(|| de::Error::custom("not base64url without padding"))
    }
}

/// The bytes of a text in base64url without padding, which has one text for them and no other (RFC 4648 §3.5, §5).
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut length) = (0_u32, 0);
    for digit in text.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        length += 6;
        if length >= 8 {
            length -= 8;
            bytes.push(u8::try_from(bits >> length).ok()?);
            bits &= (1 << length) - 1;
        }
    }
    // What is left over says nothing: less than a digit, and no bit of it set.
    (length < 6 && bits == 0).then_some(bytes)
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

impl<'de> Deserialize<'de> for Assertion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        type Given = Credential<AssertionResponse, AuthenticationExtensionsClientOutputs>;
        let given = Given::deserialize(deserializer)?;
        Ok(Self(PublicKeyCredential {
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
        }))
    }
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

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn bytes_have_one_text_and_no_other() {
        assert_eq!(decode(""), Some(vec![]));
        assert_eq!(decode("AQ"), Some(vec![1]));
        assert_eq!(decode("AQI"), Some(vec![1, 2]));
        assert_eq!(decode("AQID"), Some(vec![1, 2, 3]));
        assert_eq!(decode("-_-_"), Some(vec![0xfb, 0xff, 0xbf]));
        for other in [
            "AQ=", "AQ==", "AQI=", "AQID=", "AR", "AQJ", "A", "AQIDA", "+/+/", " AQ", "AQ\n",
            "A Q", "=", "ÄQ",
        ] {
            assert_eq!(decode(other), None, "{other:?}");
        }
    }
}
