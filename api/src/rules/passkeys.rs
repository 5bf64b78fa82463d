//! What must be right about what a browser sends for a passkey, before anybody looks at its signature, and what a
//! signature counter tells (WebAuthn L3 §7.1, §7.2). The library checks much of it once more; what it leaves out is
//! checked here alone: the exact origin, frames, the length of identifiers, and forms that are not canonical.

use crate::rules::authenticator_data::AuthenticatorData;
use contract::{Problem, passkey::PasskeyKind};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::{Deserialize, de::IgnoredAny};

/// Bytes of the longest credential identifier (§6.5.1).
const CREDENTIAL_ID_MAX: usize = 1_023;
const PUBLIC_KEY: &str = "public-key";

/// What the database calls a kind.
pub const fn kind_name(kind: PasskeyKind) -> &'static str {
    match kind {
        PasskeyKind::Passkey => "passkey",
        PasskeyKind::SecurityKey => "security_key",
    }
}

/// The kind that the database calls so.
pub fn kind_named(name: &str) -> Option<PasskeyKind> {
    [PasskeyKind::Passkey, PasskeyKind::SecurityKey]
        .into_iter()
        .find(|kind| kind_name(*kind) == name)
}

/// What authenticators call an account: the random bytes of its identifier, which mean nothing and never change
/// (§14.6.1).
pub fn user_handle(account_id: &str) -> Option<[u8; 16]> {
    let bytes = HEXLOWER.decode(account_id.as_bytes()).ok()?;
    bytes.try_into().ok()
}

/// What a browser was asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// To make a credential.
    Create,
    /// To prove that one is there.
    Get,
}

/// What is wrong with what a browser sent. It names a fact and holds nothing of what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The client data is not what a browser writes.
    ClientData,
    /// The browser was asked for the other call.
    Type,
    /// The page has another origin.
    Origin,
    /// The page stood in a frame of another origin.
    Frame,
    /// The identifier is empty, too long, or written in two ways.
    CredentialId,
    /// The authenticator's data has not the form that it must have.
    AuthenticatorData,
    /// The attestation has not the form that it must have, or does not verify.
    Attestation,
    /// It says that it is backed up, though it cannot be.
    BackupState,
    /// The authenticator did not check who holds it.
    PersonNotVerified,
    /// Nobody was present.
    NobodyPresent,
    /// The user handle is missing, or another account's.
    UserHandle,
    /// The challenge is another one.
    Challenge,
    /// It is bound to another domain.
    RpId,
    /// Its key is of a kind that was not asked for.
    Algorithm,
    /// The browser says that it cannot be found without its name.
    NotDiscoverable,
    /// It may be on several devices now and could not be before, or the other way round.
    BackupEligibility,
    /// The signature is wrong.
    Signature,
    /// The signature is right, but its counter went backwards.
    Counter,
    /// Nobody has it.
    Unknown,
    /// The library refused it for another reason.
    Other,
}

impl Flaw {
    /// What is told to somebody who wants to prove something. Whatever depends on what the server knows is told
    /// apart from nothing else (§14.6.2).
    pub const fn of_proof(self) -> Problem {
        match self {
            Self::PersonNotVerified => Problem::PersonNotVerified,
            _ => Problem::WrongPasskey,
        }
    }

    /// What is told to somebody who registers one.
    pub const fn of_registration(self) -> Problem {
        match self {
            Self::PersonNotVerified => Problem::PersonNotVerified,
            _ => Problem::PasskeyRefused,
        }
    }
}

/// The client data, as far as it is looked at (§5.8.1). It may say more; a member that is there twice is refused.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    type_: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    is_cross_origin: bool,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<IgnoredAny>,
}

/// Looks at the client data: the call, the form of the challenge, the origin, letter by letter, and that the page stood in no
/// foreign frame (§7.1 steps 7 to 11; §7.2 steps 10 to 14). Browsers write a challenge in base64url without padding (§5.8.1);
/// the library compares its bytes, and would take other texts for them.
pub fn check_client_data(json: &[u8], call: Call, origins: &[String]) -> Result<(), Flaw> {
    let data: ClientData = serde_json::from_slice(json).map_err(|_| Flaw::ClientData)?;
    let wanted = match call {
        Call::Create => "webauthn.create",
        Call::Get => "webauthn.get",
    };
    if data.type_ != wanted {
        return Err(Flaw::Type);
    }
    if BASE64URL_NOPAD.decode(data.challenge.as_bytes()).is_err() {
        return Err(Flaw::Challenge);
    }
    if !origins.contains(&data.origin) {
        return Err(Flaw::Origin);
    }
    if data.is_cross_origin || data.top_origin.is_some() {
        return Err(Flaw::Frame);
    }
    Ok(())
}

/// Looks at the identifier: it is one, and both of its forms say the same (§5.1, §6.5.1).
pub fn check_credential_id(type_: &str, id: &str, raw_id: &[u8]) -> Result<(), Flaw> {
    let has_length = (1..=CREDENTIAL_ID_MAX).contains(&raw_id.len());
    if type_ == PUBLIC_KEY && has_length && BASE64URL_NOPAD.encode(raw_id) == id {
        Ok(())
    } else {
        Err(Flaw::CredentialId)
    }
}

/// Looks at the flags that tell of the ceremony alone (§7.1 steps 15 to 17; §7.2 steps 17 to 19).
pub fn check_flags(data: &AuthenticatorData, must_verify_person: bool) -> Result<(), Flaw> {
    if !data.is_person_present() {
        return Err(Flaw::NobodyPresent);
    }
    if data.is_backed_up() && !data.is_backup_eligible() {
        return Err(Flaw::BackupState);
    }
    if must_verify_person && !data.is_person_verified() {
        return Err(Flaw::PersonNotVerified);
    }
    Ok(())
}

/// Whether a counter of a right answer is one that may come after the stored one (§6.1.1): it grew, or the
/// authenticator has none.
pub const fn is_counter_fine(stored: u32, given: u32) -> bool {
    given > stored || (stored == 0 && given == 0)
}

/// The model of an authenticator as text; nothing when it does not say (§6.5.1).
pub fn aaguid_text(aaguid: [u8; 16]) -> Option<String> {
    if aaguid == [0; 16] {
        return None;
    }
    let hex = HEXLOWER.encode(&aaguid);
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or(""));
    Some(parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::{
        Call, Flaw, aaguid_text, check_client_data, check_credential_id, is_counter_fine,
        user_handle,
    };
    use contract::Problem;

    const ORIGINS: [&str; 2] = ["https://example.org", "https://example.net:8443"];

    fn looked_at(json: &str, call: Call) -> Result<(), Flaw> {
        check_client_data(json.as_bytes(), call, &ORIGINS.map(str::to_owned))
    }

    fn with_origin(origin: &str) -> Result<(), Flaw> {
        let json = serde_json::json!({"type": "webauthn.get", "challenge": "AA", "origin": origin});
        looked_at(&json.to_string(), Call::Get)
    }

    #[test]
    fn client_data_of_the_page_is_taken_whatever_else_it_says() {
        for json in [
            r#"{"type":"webauthn.get","challenge":"AA","origin":"https://example.org","crossOrigin":false}"#,
            r#"{"origin":"https://example.net:8443","type":"webauthn.get","challenge":"AA","other_keys":{"a":[1]}}"#,
            r#"{"type":"webauthn.get","challenge":"AA","origin":"https:\/\/example.org"}"#,
        ] {
            assert_eq!(looked_at(json, Call::Get), Ok(()), "{json}");
        }
    }

    #[test]
    fn the_call_must_be_the_one_that_was_asked_for() {
        let create =
            r#"{"type":"webauthn.create","challenge":"AA","origin":"https://example.org"}"#;
        assert_eq!(looked_at(create, Call::Create), Ok(()));
        assert_eq!(looked_at(create, Call::Get), Err(Flaw::Type));
        for type_ in ["webauthn.Create", "webauthn.create ", "", "payment.get"] {
            let json =
                serde_json::json!({"type": type_, "challenge": "AA", "origin": "https://example.org"})
                    .to_string();
            assert_eq!(looked_at(&json, Call::Create), Err(Flaw::Type), "{type_}");
        }
    }

    #[test]
    fn an_origin_is_compared_letter_by_letter() {
        for origin in [
            "http://example.org",
            "https://example.org/",
            "https://example.org:443",
            "https://example.org.",
            "https://EXAMPLE.org",
            "https://sub.example.org",
            "https://org",
            "https://example.net",
            "https://user@example.org",
            "https://example.org.evil.example",
            "https://exаmple.org",
            "null",
            "",
        ] {
            assert_eq!(with_origin(origin), Err(Flaw::Origin), "{origin}");
        }
        assert_eq!(with_origin("https://example.org"), Ok(()));
    }

    #[test]
    fn a_page_in_a_foreign_frame_is_refused() {
        for more in [
            r#""crossOrigin":true"#,
            r#""topOrigin":"https://example.org""#,
            r#""crossOrigin":false,"topOrigin":"""#,
        ] {
            let json = format!(
                r#"{{"type":"webauthn.get","challenge":"AA","origin":"https://example.org",{more}}}"#
            );
            assert_eq!(looked_at(&json, Call::Get), Err(Flaw::Frame), "{json}");
        }
    }

    #[test]
    fn client_data_that_no_browser_writes_is_refused() {
        for json in [
            "",
            "[]",
            "null",
            r#"{"type":"webauthn.get"}"#,
            r#"{"origin":"https://example.org"}"#,
            r#"{"type":"webauthn.get","challenge":"AA","origin":["https://example.org"]}"#,
            r#"{"type":"webauthn.get","challenge":"AA","origin":"https://example.org","crossOrigin":"false"}"#,
            r#"{"type":"webauthn.get","challenge":"AA","origin":"https://evil.example","origin":"https://example.org"}"#,
            r#"{"type":"webauthn.get","challenge":"AA","origin":"https://example.org"} "extra""#,
        ] {
            assert_eq!(looked_at(json, Call::Get), Err(Flaw::ClientData), "{json}");
        }
    }

    #[test]
    fn an_identifier_has_one_form_and_a_length() {
        assert_eq!(check_credential_id("public-key", "AQI", &[1, 2]), Ok(()));
        let longest = vec![7; 1_023];
        let text = data_encoding::BASE64URL_NOPAD.encode(&longest);
        assert_eq!(check_credential_id("public-key", &text, &longest), Ok(()));
        let longer = vec![7; 1_024];
        let longer_text = data_encoding::BASE64URL_NOPAD.encode(&longer);
        for (type_, id, raw) in [
            ("public-key", longer_text.as_str(), longer.as_slice()),
            ("public-key", "", &[]),
            ("public-key", "AQI=", &[1, 2]),
            ("public-key", "AQM", &[1, 2]),
            ("Public-Key", "AQI", &[1, 2]),
            ("", "AQI", &[1, 2]),
        ] {
            assert_eq!(
                check_credential_id(type_, id, raw),
                Err(Flaw::CredentialId),
                "{id}"
            );
        }
    }

    #[test]
    fn a_counter_grows_or_is_not_there() {
        for (stored, given, is_fine) in [
            (0, 0, true),
            (0, 1, true),
            (5, 6, true),
            (5, 5, false),
            (5, 4, false),
            (5, 0, false),
            (u32::MAX, u32::MAX, false),
            (u32::MAX - 1, u32::MAX, true),
        ] {
            assert_eq!(is_counter_fine(stored, given), is_fine, "{stored} {given}");
        }
    }

    #[test]
    fn a_model_is_written_as_a_uuid_and_none_is_none() {
        let aaguid = [
            0xEA, 0x9B, 0x8D, 0x66, 0x4D, 0x01, 0x1D, 0x21, 0x3C, 0xE4, 0xB6, 0xB4, 0x8C, 0xB5,
            0x75, 0xD4,
        ];
        assert_eq!(
            aaguid_text(aaguid).as_deref(),
            Some("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4")
        );
        assert_eq!(aaguid_text([0; 16]), None);
    }

    #[test]
    fn a_user_handle_is_the_account_s_identifier_as_bytes() {
        let handle = user_handle("000102030405060708090a0b0c0d0e0f");
        assert_eq!(
            handle,
            Some([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
        );
        assert_eq!(user_handle("anna@example.org"), None);
    }

    #[test]
    fn only_a_fact_of_the_request_is_told_apart() {
        assert_eq!(
            Flaw::PersonNotVerified.of_proof(),
            Problem::PersonNotVerified
        );
        for flaw in [
            Flaw::Unknown,
            Flaw::Signature,
            Flaw::UserHandle,
            Flaw::Challenge,
        ] {
            assert_eq!(flaw.of_proof(), Problem::WrongPasskey, "{flaw:?}");
            assert_eq!(flaw.of_registration(), Problem::PasskeyRefused, "{flaw:?}");
        }
    }
}
