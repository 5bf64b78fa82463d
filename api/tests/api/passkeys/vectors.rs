//! The test vectors of WebAuthn Level 3 §16 (WA-18), and a ceremony of another authenticator in software: what others
//! signed, through the whole of the server. Their challenges are put in the place of the server's own; everything else
//! is as it always is.

use crate::support::{
    TestApp,
    authenticator::{AT, base64url},
    browser::Browser,
    cbor::{Cbor, text},
    passkey::{
        PASSKEY, Purpose, SECURITY_KEY, add, creation_options, elsewhere, submit_second_step,
    },
    person::{EMAIL, PASSWORD, newcomer, sign_up, submit_password},
};
use contract::{
    Problem,
    passkey::{PasskeyAdded, PasskeyKind},
    sign_in::NextStep,
};
use data_encoding::HEXLOWER;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{fs, path::Path};

const UV: u8 = crate::support::authenticator::UV;

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    section: String,
    algorithm: i64,
    registration: Registration,
    authentication: Authentication,
}

#[derive(Deserialize)]
struct Registration {
    challenge: String,
    credential_id: String,
    client_data_json: String,
    attestation_object: String,
}

#[derive(Deserialize)]
struct Authentication {
    challenge: String,
    authenticator_data: String,
    client_data_json: String,
    signature: String,
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    HEXLOWER.decode(hexadecimal.as_bytes()).unwrap()
}

fn as_base64url(hexadecimal: &str) -> String {
    base64url(&bytes(hexadecimal))
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support");
    let text = fs::read_to_string(folder.join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn vectors() -> Vec<Vector> {
    read::<File>("webauthn_test_vectors.json").vectors
}

fn vector(section: &str) -> Vector {
    let mut vectors = vectors().into_iter();
    vectors.find(|it| it.section == section).unwrap()
}

impl Vector {
    fn made(&self) -> Value {
        let it = &self.registration;
        self.made_with(&bytes(&it.attestation_object))
    }

    /// As a browser passes it on that was asked for no attestation (§5.1.3 step 22): the statement is dropped.
    fn made_without_attestation(&self) -> Value {
        let object = bytes(&self.registration.attestation_object);
        let name = [&[0x68][..], b"authData"].concat();
        let at = object.windows(9).position(|it| it == name).unwrap() + 9;
        let auth_data = Cbor::Raw(object[at..].to_vec());
        let object = Cbor::Map(vec![
            (text("fmt"), text("none")),
            (text("attStmt"), Cbor::Map(Vec::new())),
            (text("authData"), auth_data),
        ]);
        self.made_with(&object.to_bytes())
    }

    fn made_with(&self, object: &[u8]) -> Value {
        let it = &self.registration;
        json!({
            "id": as_base64url(&it.credential_id),
            "rawId": as_base64url(&it.credential_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": as_base64url(&it.client_data_json),
                "attestationObject": base64url(object),
                "transports": ["usb"],
            },
            "clientExtensionResults": {},
        })
    }

    fn proved(&self) -> Value {
        let it = &self.authentication;
        json!({
            "id": as_base64url(&self.registration.credential_id),
            "rawId": as_base64url(&self.registration.credential_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": as_base64url(&it.client_data_json),
                "authenticatorData": as_base64url(&it.authenticator_data),
                "signature": as_base64url(&it.signature),
            },
            "clientExtensionResults": {},
        })
    }

    /// The flags of what was made, and of the proof.
    fn flags(&self) -> (u8, u8) {
        let object = bytes(&self.registration.attestation_object);
        let hash = crate::support::authenticator::sha256(b"example.org");
        let at = object.windows(32).position(|it| it == hash).unwrap();
        let made = object[at + 32];
        assert_eq!(made & AT, AT);
        (made, bytes(&self.authentication.authenticator_data)[32])
    }
}

/// The server of the vectors, with somebody signed in.
async fn fixture() -> (TestApp, Browser) {
    let app = TestApp::with(&["--origin", "https://example.org"]).await;
    let browser = newcomer(&app, EMAIL).await;
    (app, browser)
}

/// Puts another challenge in the place of the one that was drawn.
async fn plant(app: &TestApp, options: &impl serde::Serialize, challenge: &str) {
    let options = serde_json::to_value(options).unwrap();
    let drawn = options["challenge"].as_str().unwrap();
    let states = app.texts("SELECT state FROM ceremonies").await;
    assert!(states.iter().any(|it| it.contains(drawn)), "{states:?}");
    let planted = as_base64url(challenge);
    let sql = format!("UPDATE ceremonies SET state = replace(state, '{drawn}', '{planted}')");
    app.execute(&sql).await;
}

async fn register(
    app: &TestApp,
    browser: &Browser,
    kind: PasskeyKind,
    vector: &Vector,
    made: &Value,
) -> Result<PasskeyAdded, Problem> {
    let asked = creation_options(browser, kind).await.unwrap();
    plant(app, &asked.options, &vector.registration.challenge).await;
    add(browser, &asked, made).await
}

async fn prove(app: &TestApp, kind: PasskeyKind, vector: &Vector) -> Result<NextStep, Problem> {
    let pending = crate::support::person::pending_sign_in(app, EMAIL).await;
    let request = Purpose::SecondStep(kind)
        .request_options(&pending)
        .await
        .unwrap();
    plant(app, &request.options, &vector.authentication.challenge).await;
    submit_second_step(&pending, kind, &request, &vector.proved()).await
}

#[tokio::test]
async fn the_vectors_of_the_offered_algorithms_register_and_prove() {
    // ES256 and ES384 with no attestation, with that of the key itself, and with a certificate; the longest id.
    for section in ["16.2", "16.3", "16.6", "16.7", "16.8"] {
        let vector = vector(section);
        for made in [vector.made(), vector.made_without_attestation()] {
            let (app, browser) = fixture().await;
            let added = register(&app, &browser, SECURITY_KEY, &vector, &made).await;
            assert!(added.is_ok(), "§{section}: {added:?}");
            let (flags_made, flags_proved) = vector.flags();
            if flags_made & UV != 0 && flags_proved & UV == 0 {
                // WA-5 is stricter than the vector: what once checked its holder always does.
                let refused = prove(&app, SECURITY_KEY, &vector).await;
                assert_eq!(refused, Err(Problem::PersonNotVerified), "§{section}");
                app.execute("UPDATE passkeys SET uv_initialized = 0").await;
            }
            let step = prove(&app, SECURITY_KEY, &vector).await;
            assert!(
                matches!(step, Ok(NextStep::SignedIn(_))),
                "§{section}: {step:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_vector_of_a_verified_person_registers_as_a_passkey() {
    let vector = vector("16.3");
    let (app, browser) = fixture().await;
    let added = register(&app, &browser, PASSKEY, &vector, &vector.made()).await;
    assert!(added.is_ok(), "{added:?}");
    let refused = prove(&app, PASSKEY, &vector).await;
    assert_eq!(refused, Err(Problem::PersonNotVerified));
}

#[tokio::test]
async fn a_vector_that_is_changed_by_a_bit_is_refused() {
    // Otherwise the others would show nothing.
    let mut vector = vector("16.2");
    let (app, browser) = fixture().await;
    register(&app, &browser, SECURITY_KEY, &vector, &vector.made())
        .await
        .unwrap();
    let last = vector.authentication.signature.pop().unwrap();
    let flipped = if last == '0' { '1' } else { '0' };
    vector.authentication.signature.push(flipped);
    let refused = prove(&app, SECURITY_KEY, &vector).await;
    assert_eq!(refused, Err(Problem::WrongPasskey));
}

#[tokio::test]
async fn the_vectors_from_frames_of_other_sites_are_refused() {
    // WR-4: this server is in no frame.
    for section in ["16.4", "16.5"] {
        let vector = vector(section);
        let (app, browser) = fixture().await;
        let before = app.kept().await;
        let refused = register(&app, &browser, SECURITY_KEY, &vector, &vector.made()).await;
        assert_eq!(refused, Err(Problem::PasskeyRefused), "§{section}");
        assert_eq!(app.kept().await, before);
    }
}

#[tokio::test]
async fn the_vectors_of_keys_that_are_not_taken_are_refused() {
    // WR-8. Ed25519 is not offered, because webauthn-rs does not verify it. RS256 is, but for moduli of 2048 bits alone:
    // the one of the vector has 3482, which no authenticator makes.
    for (section, algorithm) in [("16.10", -257), ("16.11", -8)] {
        let vector = vector(section);
        assert_eq!(vector.algorithm, algorithm);
        let (app, browser) = fixture().await;
        let before = app.kept().await;
        for made in [vector.made(), vector.made_without_attestation()] {
            let refused = register(&app, &browser, SECURITY_KEY, &vector, &made).await;
            assert_eq!(refused, Err(Problem::PasskeyRefused), "§{section}");
            assert_eq!(app.kept().await, before);
        }
    }
}

/// A passkey that others made and signed with.
#[derive(Deserialize)]
struct Recorded {
    user_handle: String,
    registration: Answered,
    authentication: Answered,
}

#[derive(Deserialize)]
struct Answered {
    challenge: String,
    answer: Value,
}

#[tokio::test]
async fn what_another_client_and_authenticator_made_registers_and_signs_in_alone() {
    let recorded: Recorded = read("passkey_crates_ceremony.json");
    let app = TestApp::with(&["--origin", "https://example.org"]).await;
    sign_up(&app, EMAIL, PASSWORD).await.unwrap();
    // Theirs signed for this account. What happened to it hangs on its name.
    app.execute("DELETE FROM activity").await;
    let rename = format!("UPDATE accounts SET id = '{}'", recorded.user_handle);
    app.execute(&rename).await;
    let browser = app.browser();
    submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    let creation = creation_options(&browser, PASSKEY).await.unwrap();
    plant(&app, &creation.options, &recorded.registration.challenge).await;
    let added = add(&browser, &creation, &recorded.registration.answer).await;
    assert!(added.is_ok(), "{added:?}");
    let asker = elsewhere(&app);
    let request = Purpose::Alone.request_options(&asker).await.unwrap();
    plant(&app, &request.options, &recorded.authentication.challenge).await;
    let answer = &recorded.authentication.answer;
    let proved = Purpose::Alone.submit(&asker, &request, answer).await;
    assert_eq!(proved, Ok(()));
}
