//! What passkeys and security keys say on the wire, frozen.

use super::{bare_overview, codes, file, frozen, set};
use contract::{
    Secret, Timestamp,
    account::SecurityOverview,
    endpoint::{AddPasskey, Endpoint, SignInWithPasskey, SubmitProof},
    passkey::{
        CeremonyId, NewPasskey, OfferAnswer, OfferDeclined, Passkey, PasskeyAdded, PasskeyAnswer,
        PasskeyCreation, PasskeyId, PasskeyKind, PasskeyName, PasskeyOwner, PasskeyRequest,
        PasskeyStorage, WhichKind, WhichPasskey,
    },
    sign_in::{Method, Proof},
    webauthn::{Assertion, Attestation, CreationOptions, CredentialId, RequestOptions},
};
use serde_json::{Value, json};

/// 32 bytes, counted up.
const CHALLENGE: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
/// 16 bytes, counted up.
const CREDENTIAL: &str = "oKGio6SlpqeoqaqrrK2urw";
/// 16 bytes, counted up.
const USER: &str = "QEFCQ0RFRkdISUpLTE1OTw";
/// Of `https://example.com`, for a proof.
const CLIENT_DATA_OF_GET: &str = "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQUFFQ0F3UUZCZ2NJQ1FvTERBME9EeEFSRWhNVUZSWVhHQmthR3h3ZEhoOCIsIm9yaWdpbiI6Imh0dHBzOi8vZXhhbXBsZS5jb20iLCJjcm9zc09yaWdpbiI6ZmFsc2V9";
/// The same, for a new passkey.
const CLIENT_DATA_OF_CREATE: &str = "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiQUFFQ0F3UUZCZ2NJQ1FvTERBME9EeEFSRWhNVUZSWVhHQmthR3h3ZEhoOCIsIm9yaWdpbiI6Imh0dHBzOi8vZXhhbXBsZS5jb20iLCJjcm9zc09yaWdpbiI6ZmFsc2V9";
/// Of `example.com`: present, verified, backed up; the counter is 0.
const AUTHENTICATOR_DATA: &str = "o3mm9u6vuaVeN4wRgDTidR5oL6ufLTCrE9ISVYbOGUcdAAAAAA";
/// Without attestation, with a key on P-256.
const ATTESTATION: &str = "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUo3mm9u6vuaVeN4wRgDTidR5oL6ufLTCrE9ISVYbOGUddAAAAABAREhMUFRYXGBkaGxwdHh8AEKChoqOkpaanqKmqq6ytrq-lAQIDJiABIVggaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpYiWCBP40Li_hp_m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q";
/// Two numbers in ASN.1, of 32 bytes each. It signs nothing.
const SIGNATURE: &str = "MEQCIBERERERERERERERERERERERERERERERERERERERERERAiAiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIg";

fn ceremony() -> CeremonyId {
    CeremonyId("fedcba9876543210fedcba9876543210".to_owned())
}

fn passkey_id() -> PasskeyId {
    PasskeyId("00112233445566778899aabbccddeeff".to_owned())
}

fn question(allowed: &str, hints: &str) -> PasskeyRequest {
    let options = format!(
        r#"{{"challenge":"{CHALLENGE}","timeout":300000,"rpId":"example.com","allowCredentials":{allowed},"userVerification":"required"{hints}}}"#
    );
    PasskeyRequest {
        ceremony: ceremony(),
        options: RequestOptions::from_json(options),
        expires_in: 300,
    }
}

fn order() -> PasskeyCreation {
    let options: CreationOptions = serde_json::from_value(json!({
        "rp": {"name": "Latchkey", "id": "example.com"},
        "user": {"id": USER, "name": "ann@example.com", "displayName": "ann@example.com"},
        "challenge": CHALLENGE,
        "pubKeyCredParams": [
            {"type": "public-key", "alg": -7},
            {"type": "public-key", "alg": -257},
        ],
        "timeout": 300_000,
        "excludeCredentials": [
            {"type": "public-key", "id": CREDENTIAL, "transports": ["internal", "hybrid"]},
        ],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "required",
        },
        "attestation": "none",
        "extensions": {"credProps": true},
    }))
    .unwrap();
    PasskeyCreation {
        ceremony: ceremony(),
        options,
        expires_in: 300,
    }
}

/// As `toJSON()` of the browser gives it.
fn assertion() -> Value {
    json!({
        "id": CREDENTIAL,
        "rawId": CREDENTIAL,
        "response": {
            "clientDataJSON": CLIENT_DATA_OF_GET,
            "authenticatorData": AUTHENTICATOR_DATA,
            "signature": SIGNATURE,
            "userHandle": USER,
        },
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "type": "public-key",
    })
}

/// As `toJSON()` of the browser gives it.
fn attestation() -> Value {
    json!({
        "id": CREDENTIAL,
        "rawId": CREDENTIAL,
        "response": {
            "clientDataJSON": CLIENT_DATA_OF_CREATE,
            "attestationObject": ATTESTATION,
            "transports": ["internal", "hybrid"],
            "authenticatorData": AUTHENTICATOR_DATA,
            "publicKeyAlgorithm": -7,
        },
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {"credProps": {"rk": true}},
        "type": "public-key",
    })
}

/// As the page puts it together.
fn answer() -> PasskeyAnswer {
    let json = format!(
        r#"{{"id":"{CREDENTIAL}","rawId":"{CREDENTIAL}","response":{{"clientDataJSON":"{CLIENT_DATA_OF_GET}","authenticatorData":"{AUTHENTICATOR_DATA}","signature":"{SIGNATURE}","userHandle":"{USER}"}},"clientExtensionResults":{{}},"type":"public-key"}}"#
    );
    PasskeyAnswer {
        ceremony: ceremony(),
        credential: Assertion::from_json(CredentialId(CREDENTIAL.to_owned()), json),
    }
}

fn new_passkey() -> NewPasskey {
    let credential: Attestation = serde_json::from_value(attestation()).unwrap();
    NewPasskey {
        ceremony: ceremony(),
        credential,
        name: "Laptop".to_owned(),
        fallback_name: "Passkey on Linux".to_owned(),
    }
}

fn passkey() -> Passkey {
    Passkey {
        id: passkey_id(),
        kind: PasskeyKind::Passkey,
        name: "Laptop".to_owned(),
        credential_id: CredentialId(CREDENTIAL.to_owned()),
        provider: Some("1Password".to_owned()),
        storage: PasskeyStorage::Synced,
        created_at: Timestamp(1_700_000_000_000),
        last_used_at: Some(Timestamp(1_700_000_100_000)),
        counter_went_back_at: None,
    }
}

fn security_key() -> Passkey {
    Passkey {
        kind: PasskeyKind::SecurityKey,
        name: "Security key".to_owned(),
        provider: None,
        storage: PasskeyStorage::OneDevice,
        last_used_at: None,
        counter_went_back_at: Some(Timestamp(1_700_000_200_000)),
        ..passkey()
    }
}

#[test]
fn a_passkey_question_is_frozen() {
    frozen("passkey_question", &question("[]", ""));
    let key =
        format!(r#"[{{"type":"public-key","id":"{CREDENTIAL}","transports":["usb","nfc"]}}]"#);
    frozen(
        "passkey_question_second_step",
        &question(&key, r#","hints":["security-key"]"#),
    );
}

#[test]
fn a_passkey_answer_is_frozen() {
    frozen("passkey_answer", &answer());
    frozen("proof_passkey", &Proof::Passkey(answer()));
    frozen("proof_security_key", &Proof::SecurityKey(answer()));
    assert_eq!(Proof::Passkey(answer()).method(), Method::Passkey);
    assert_eq!(Proof::SecurityKey(answer()).method(), Method::SecurityKey);
}

#[test]
fn an_enrolment_of_a_passkey_is_frozen() {
    frozen(
        "which_kind_passkey",
        &WhichKind {
            kind: PasskeyKind::Passkey,
        },
    );
    frozen(
        "which_kind_security_key",
        &WhichKind {
            kind: PasskeyKind::SecurityKey,
        },
    );
    frozen("passkey_order", &order());
    frozen("new_passkey", &new_passkey());
    let added = |backup_codes: Option<Vec<Secret>>| PasskeyAdded {
        passkey: passkey(),
        backup_code_set: backup_codes.as_ref().map(|_| set()),
        backup_codes,
    };
    frozen("passkey_added", &added(None));
    frozen("passkey_added_first", &added(Some(codes())));
}

#[test]
fn looking_after_passkeys_is_frozen() {
    let overview = SecurityOverview {
        second_step_required: true,
        passkeys: vec![passkey(), security_key()],
        passkey_owner: Some(PasskeyOwner {
            rp_id: "example.com".to_owned(),
            user_handle: USER.to_owned(),
        }),
        password_min: 8,
        ..bare_overview()
    };
    frozen("security_overview_with_passkeys", &overview);
    let id = passkey_id();
    frozen("which_passkey", &WhichPasskey { id: id.clone() });
    let name = "Work laptop".to_owned();
    frozen("passkey_name", &PasskeyName { id, name });
    for (answer, name) in [
        (OfferAnswer::NotNow, "offer_declined_not_now"),
        (OfferAnswer::Never, "offer_declined_never"),
    ] {
        frozen(name, &OfferDeclined { answer });
    }
    let storages = [
        (PasskeyStorage::OneDevice, "one_device"),
        (PasskeyStorage::NotYetSynced, "not_yet_synced"),
        (PasskeyStorage::Synced, "synced"),
    ];
    for (storage, name) in storages {
        assert_eq!(serde_json::to_value(storage).unwrap(), name);
    }
}

#[test]
fn the_names_may_be_left_out_of_a_new_passkey() {
    let mut short: Value = serde_json::from_str(&file("new_passkey")).unwrap();
    for name in ["name", "fallback_name"] {
        short.as_object_mut().unwrap().remove(name);
    }
    let read: NewPasskey = serde_json::from_value(short.clone()).unwrap();
    assert_eq!((read.name.as_str(), read.fallback_name.as_str()), ("", ""));
    assert_eq!(serde_json::to_value(read).unwrap(), short);
}

/// Browsers give these fields when they know them (WebAuthn L3 §5.1).
#[test]
fn what_browsers_leave_out_of_an_answer_may_be_missing() {
    let mut bare = assertion();
    bare["response"]
        .as_object_mut()
        .unwrap()
        .remove("userHandle");
    bare.as_object_mut()
        .unwrap()
        .remove("authenticatorAttachment");
    let read: Assertion = serde_json::from_value(bare).unwrap();
    assert_eq!(read.credential_id(), CredentialId(CREDENTIAL.to_owned()));
    assert!(read.parse().unwrap().response.user_handle.is_none());
    let mut bare = attestation();
    bare["response"]
        .as_object_mut()
        .unwrap()
        .remove("transports");
    let read: Attestation = serde_json::from_value(bare).unwrap();
    assert!(read.0.response.transports.is_none());
}

/// What the page adds around the browser's answer is Latchkey's own, and strict; inside, browsers may add what they like.
#[test]
fn an_answer_takes_new_fields_from_the_browser_but_none_beside_it() {
    type IsRead = fn(&Value) -> bool;
    fn is_read<E: Endpoint>(body: &Value) -> bool {
        serde_json::from_value::<E::Request>(body.clone()).is_ok()
    }
    let read = |name| serde_json::from_str::<Value>(&file(name)).unwrap();
    let checks: [(IsRead, Value); 4] = [
        (is_read::<SignInWithPasskey>, read("passkey_answer")),
        (is_read::<SubmitProof>, read("proof_passkey")),
        (is_read::<SubmitProof>, read("proof_security_key")),
        (is_read::<AddPasskey>, read("new_passkey")),
    ];
    for (is_read, body) in checks {
        let mut inside = body.clone();
        inside["credential"]["response"]["ofTheFuture"] = json!({"a": [1]});
        assert!(is_read(&inside), "{inside}");
        for field in ["user_id", "userHandle", "mfa_verified", "code", "kind"] {
            let mut beside = body.clone();
            beside[field] = json!("x");
            assert!(!is_read(&beside), "{beside}");
        }
        let mut bare = body.clone();
        bare.as_object_mut().unwrap().remove("ceremony");
        assert!(!is_read(&bare), "{bare}");
    }
}

#[test]
fn what_crosses_unread_does_not_print() {
    let printed = format!(
        "{:?} {:?} {:?} {:?}",
        answer(),
        new_passkey(),
        order(),
        question("[]", "")
    );
    for canary in ["challenge", "AAECAwQF", "0, 1, 2, 3", "signature"] {
        assert!(!printed.contains(canary), "{printed}");
    }
}
