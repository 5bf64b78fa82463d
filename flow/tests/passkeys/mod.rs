//! Passkeys for tests: a browser that can do everything, and what it and the server say.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::{
    Timestamp,
    passkey::{
        CeremonyId, NewPasskey, Passkey, PasskeyAnswer, PasskeyCreation, PasskeyId, PasskeyKind,
        PasskeyRequest, PasskeyStorage,
    },
    webauthn::{Assertion, Attestation, CreationOptions, CredentialId, RequestOptions},
};
use flow::passkey_support::{Rp, Support};
use serde_json::json;

/// A browser that can do everything.
pub const WORKS: Support = Support {
    is_secure: true,
    has_api: true,
    is_allowed: true,
    in_frame: false,
    is_autofill_there: true,
    has_platform_authenticator: Some(true),
    can_use_phone: Some(true),
    has_signals: true,
    parses_json: true,
    rp: Rp::Fits,
};

/// A question, good for five minutes. Its name is its ceremony's and its challenge.
pub fn question(name: &str) -> PasskeyRequest {
    let options = json!({
        "challenge": name,
        "timeout": 300_000,
        "rpId": "example.org",
        "allowCredentials": [],
        "userVerification": "required",
    });
    PasskeyRequest {
        ceremony: CeremonyId(name.to_owned()),
        options: RequestOptions::from_json(options.to_string()),
        expires_in: 300,
    }
}

/// An answer to the question of that name.
pub fn answer(name: &str) -> PasskeyAnswer {
    let credential = json!({
        "id": "credential",
        "rawId": "AAAA",
        "response": {"clientDataJSON": name, "authenticatorData": "AAAA", "signature": "AAAA"},
        "type": "public-key",
    });
    PasskeyAnswer {
        ceremony: CeremonyId(name.to_owned()),
        credential: Assertion::from_json(credential_id(), credential.to_string()),
    }
}

/// What [`answer`] and [`made`] prove with.
pub fn credential_id() -> CredentialId {
    CredentialId("credential".to_owned())
}

/// Creation options, good for five minutes.
pub fn creation(name: &str) -> PasskeyCreation {
    let options = json!({
        "rp": {"name": "Latchkey", "id": "example.org"},
        "user": {"id": "AAAA", "name": "ann@example.org", "displayName": "ann@example.org"},
        "challenge": "",
        "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
    });
    let mut options: CreationOptions = serde_json::from_value(options).unwrap();
    options.0.challenge = name.into();
    PasskeyCreation {
        ceremony: CeremonyId(name.to_owned()),
        options,
        expires_in: 300,
    }
}

/// What the browser made after the order of that name.
pub fn made(name: &str) -> NewPasskey {
    let credential = json!({
        "id": "credential",
        "rawId": "AAAA",
        "response": {"clientDataJSON": "", "attestationObject": "AAAA", "transports": []},
        "type": "public-key",
    });
    let mut credential: Attestation = serde_json::from_value(credential).unwrap();
    credential.0.response.client_data_json = name.into();
    NewPasskey {
        ceremony: CeremonyId(name.to_owned()),
        credential,
        name: String::new(),
        fallback_name: "Laptop".to_owned(),
    }
}

/// It, once it is kept.
pub fn passkey(kind: PasskeyKind) -> Passkey {
    Passkey {
        id: PasskeyId("p1".to_owned()),
        kind,
        name: "Laptop".to_owned(),
        credential_id: credential_id(),
        provider: None,
        storage: PasskeyStorage::Synced,
        created_at: Timestamp(0),
        last_used_at: None,
        counter_went_back_at: None,
    }
}
