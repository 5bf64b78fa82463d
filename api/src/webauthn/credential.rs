//! How a credential is kept: the library's JSON, and our columns, which hold where the two say the same.

use super::relying_party::Broken;
use crate::rules::passkeys::Flaw;
use webauthn_rs::prelude::{COSEAlgorithm, COSEKey, COSEKeyType, Credential, ECDSACurve};
use webauthn_rs_proto::AuthenticatorTransport;

/// What the columns say about a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its signature counter.
    pub sign_count: u32,
    /// Whether its authenticator checked who held it when it was made.
    pub uv_initialized: bool,
    /// Whether it may be on several devices.
    pub backup_eligible: bool,
    /// Whether it is.
    pub backed_up: bool,
}

/// A credential that can be verified with.
pub struct StoredCredential(Credential);

impl StoredCredential {
    /// Reads it from the database.
    pub fn read(json: &str, kept: Kept) -> Result<Self, Broken> {
        let mut stored = Self::read_whole(json)?;
        stored.0.counter = kept.sign_count;
        stored.0.user_verified = kept.uv_initialized;
        stored.0.backup_eligible = kept.backup_eligible;
        stored.0.backup_state = kept.backed_up;
        Ok(stored)
    }

    /// Reads one of which there is nothing but its JSON.
    pub fn read_whole(json: &str) -> Result<Self, Broken> {
        serde_json::from_str(json).map(Self).map_err(|_| Broken)
    }

    /// Its JSON, with what the columns said in it.
    pub fn write_whole(&self) -> Result<String, Broken> {
        serde_json::to_string(&self.0).map_err(|_| Broken)
    }

    /// One that nobody has, so that a name that is unknown costs as much as one that is known (§14.6.2). It takes the
    /// flags of the answer, so that the work goes as far as the signature. Its key is the generator of P-256, which
    /// anybody can sign with: no answer to it may ever count.
    pub fn dummy(credential_id: &[u8], is_backup_eligible: bool) -> Result<Self, Broken> {
        let kept = Kept {
            sign_count: 0,
            uv_initialized: false,
            backup_eligible: is_backup_eligible,
            backed_up: is_backup_eligible,
        };
        let mut stored = Self::read(NOBODY, kept)?;
        stored.0.cred_id = credential_id.to_vec();
        Ok(stored)
    }

    /// As the library takes it.
    pub(super) const fn as_credential(&self) -> &Credential {
        &self.0
    }
}

/// A key that fits its algorithm. The library looks whether the algorithm was asked for and whether the point is on the
/// curve, but takes any curve with any algorithm (RFC 9053 §2.1, WebAuthn L3 §5.8.5).
pub(super) fn check_key(key: &COSEKey) -> Result<(), Flaw> {
    match (key.type_, &key.key) {
        (COSEAlgorithm::ES256, COSEKeyType::EC_EC2(key)) if key.curve == ECDSACurve::SECP256R1 => {
            Ok(())
        }
        (COSEAlgorithm::ES384, COSEKeyType::EC_EC2(key)) if key.curve == ECDSACurve::SECP384R1 => {
            Ok(())
        }
        (COSEAlgorithm::RS256, COSEKeyType::RSA(_)) => Ok(()),
        _ => Err(Flaw::Algorithm),
    }
}

/// How an authenticator can be reached, as the database keeps it. What is unknown today is left out.
pub(super) fn write_transports(transports: Option<&[AuthenticatorTransport]>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for transport in transports.unwrap_or_default() {
        let name = transport.as_ref();
        let is_known = !matches!(
            transport,
            AuthenticatorTransport::Unknown | AuthenticatorTransport::Test
        );
        if is_known && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(",")
}

/// How an authenticator can be reached; nothing when it did not say.
pub(super) fn read_transports(names: &str) -> Option<Vec<AuthenticatorTransport>> {
    let transports: Vec<AuthenticatorTransport> = names
        .split(',')
        .filter_map(|name| name.parse().ok())
        .collect();
    (!transports.is_empty()).then_some(transports)
}

const NOBODY: &str = r#"{
    "cred_id": "",
    "cred": {
        "type_": "ES256",
        "key": {
            "EC_EC2": {
                "curve": "SECP256R1",
                "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
                "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
            }
        }
    },
    "counter": 0,
    "transports": null,
    "user_verified": false,
    "backup_eligible": false,
    "backup_state": false,
    "registration_policy": "preferred",
    "extensions": {
        "cred_protect": "NotRequested",
        "hmac_create_secret": "NotRequested",
        "appid": "NotRequested",
        "cred_props": "NotRequested"
    },
    "attestation": {"data": "None", "metadata": "None"},
    "attestation_format": "none"
}"#;

#[cfg(test)]
mod tests {
    use super::{StoredCredential, check_key, read_transports, write_transports};
    use crate::rules::passkeys::Flaw;
    use webauthn_rs::prelude::{COSEAlgorithm, COSEKeyType, ECDSACurve};
    use webauthn_rs_proto::AuthenticatorTransport::{Hybrid, Internal, Test, Unknown, Usb};

    #[test]
    fn the_credential_of_nobody_has_a_key_on_the_curve() {
        let stored = StoredCredential::dummy(b"id", true).unwrap();
        let credential = stored.as_credential();
        assert_eq!(credential.cred_id, b"id");
        // A signature that is none is refused by the curve, not before it: a wrong key would be an error instead.
        let signature = [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];
        let verified = credential.cred.verify_signature(&signature, b"data");
        assert!(!verified.unwrap());
        assert_eq!(check_key(&credential.cred), Ok(()));
    }

    #[test]
    fn a_key_of_another_kind_than_its_algorithm_is_refused() {
        let stored = StoredCredential::dummy(b"id", true).unwrap();
        let mut key = stored.as_credential().cred.clone();
        key.type_ = COSEAlgorithm::ES384;
        assert_eq!(check_key(&key), Err(Flaw::Algorithm));
        key.type_ = COSEAlgorithm::RS256;
        assert_eq!(check_key(&key), Err(Flaw::Algorithm));
        key.type_ = COSEAlgorithm::ES256;
        if let COSEKeyType::EC_EC2(point) = &mut key.key {
            point.curve = ECDSACurve::SECP384R1;
        }
        assert_eq!(check_key(&key), Err(Flaw::Algorithm));
    }

    #[test]
    fn transports_are_kept_as_they_were_said() {
        let said = [Internal, Hybrid, Unknown, Internal, Test, Usb];
        let names = write_transports(Some(&said));
        assert_eq!(names, "internal,hybrid,usb");
        assert_eq!(read_transports(&names), Some(vec![Internal, Hybrid, Usb]));
        assert_eq!(write_transports(None), "");
        assert_eq!(read_transports(""), None);
    }
}
