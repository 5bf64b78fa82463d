//! What no authenticator and no browser sends: refused quickly, and nothing falls over (WR-15).

use super::corpus::{auth_data, objects};
use crate::support::{
    TestApp,
    authenticator::{Authenticator, base64url},
    browser::Browser,
    cbor::Cbor,
    passkey::{Fixture, PASSKEY, Purpose, creation_options, elsewhere, register},
    person::{EMAIL, newcomer},
};
use axum::http::StatusCode;
use contract::{Problem, limits::BODY_MAX_BYTES};
use proptest::{
    prelude::{any, prop},
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// Far longer than any of it takes (some milliseconds), because other programs may want the computer at the same time;
/// and far shorter than what grows with the depth or the lengths that are claimed.
const QUICKLY: Duration = Duration::from_secs(2);

async fn refused_quickly(browser: &Browser, path: &str, body: Value, shown: &str) -> Problem {
    let begun = Instant::now();
    let answer = browser.post(path, body.to_string()).await;
    let took = begun.elapsed();
    assert!(took < QUICKLY, "{shown} took {took:?}");
    let status = answer.status.as_u16();
    assert!((400..500).contains(&status), "{shown}: {status}");
    answer.problem()
}

#[tokio::test]
async fn malformed_attestations_are_refused_quickly_and_leave_nothing() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let device = Authenticator::synced();
    let before = app.kept().await;
    let count = {
        let creation = creation_options(&browser, PASSKEY).await.unwrap();
        let making = device.making(&creation).unwrap();
        objects(&making).len() + auth_data(&making).len()
    };
    for number in 0..count {
        let creation = creation_options(&browser, PASSKEY).await.unwrap();
        let making = device.making(&creation).unwrap();
        let mut forged: Vec<(&str, Value)> = Vec::new();
        for (name, object) in objects(&making) {
            forged.push((name, making.answer_with(&object)));
        }
        for (name, making) in auth_data(&making) {
            forged.push((name, making.answer()));
        }
        let (name, answer) = forged.swap_remove(number);
        let body = json!({"ceremony": creation.ceremony, "credential": answer});
        let path = "/api/account/passkeys/add";
        let problem = refused_quickly(&browser, path, body, name).await;
        assert_eq!(problem, Problem::PasskeyRefused, "{name}");
        assert_eq!(app.kept().await, before, "{name} changed something");
    }
    register(&browser, &mut device.clone(), PASSKEY).await;
}

#[tokio::test]
async fn malformed_proofs_are_refused_quickly_and_change_nothing() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let asker = elsewhere(&fixture.app);
    let before = fixture.app.kept().await;
    let extensions = [
        ("extensions without end", vec![0xbf, 0xff]),
        ("extensions that never end", vec![0xbf]),
        ("extensions as a list", vec![0x80]),
        ("extensions twice", vec![0xa2, 0x61, b'a', 1, 0x61, b'a', 2]),
        (
            "deep extensions",
            [&[0xa1, 0x61, b'a'][..], &[0x81].repeat(10_000)].concat(),
        ),
        (
            "long extensions",
            vec![0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ),
        ("no extensions", Vec::new()),
        ("more behind the extensions", vec![0xa0, 0xa0]),
    ];
    for (name, bytes) in extensions {
        let request = Purpose::Alone.request_options(&asker).await.unwrap();
        let mut proving = fixture.device.proving(&request).unwrap();
        proving.extensions = Some(Cbor::Raw(bytes));
        let body = json!({"ceremony": request.ceremony, "credential": proving.answer()});
        let path = "/api/sign-in/passkey";
        let problem = refused_quickly(&asker, path, body, name).await;
        assert_eq!(problem, Problem::WrongPasskey, "{name}");
        assert_eq!(fixture.app.kept().await, before, "{name}");
    }
    let proved = Purpose::Alone.prove(&asker, &mut fixture.device).await;
    assert_eq!(proved, Ok(()));
}

/// Bodies in which the credential itself has not the form of one.
fn misshapen(answer: &Value) -> Vec<Value> {
    let mut bodies = Vec::new();
    for field in ["id", "rawId", "response", "type"] {
        for value in [
            Value::Null,
            json!(1),
            json!([]),
            json!({}),
            json!([1, 2]),
            json!(true),
        ] {
            let mut body = answer.clone();
            body[field] = value;
            bodies.push(body);
        }
        let mut body = answer.clone();
        body.as_object_mut().unwrap().remove(field);
        bodies.push(body);
    }
    let inner: Vec<String> = answer["response"]
        .as_object()
        .unwrap()
        .keys()
        .filter(|key| !matches!(key.as_str(), "userHandle" | "transports"))
        .cloned()
        .collect();
    for field in inner {
        for value in [
            Value::Null,
            json!(1),
            json!([1, 2, 3]),
            json!({}),
            json!("not base 64!"),
            json!("A"),
            json!("+/+/"),
            json!("AAAA\n"),
        ] {
            let mut body = answer.clone();
            body["response"][&field] = value;
            bodies.push(body);
        }
        let mut body = answer.clone();
        body["response"].as_object_mut().unwrap().remove(&field);
        bodies.push(body);
    }
    bodies
}

#[tokio::test]
async fn a_credential_that_is_no_credential_is_malformed_and_uses_nothing_up() {
    // LG-7.
    let mut fixture = Fixture::new(PASSKEY).await;
    let creation = creation_options(&fixture.browser, PASSKEY).await.unwrap();
    let mut new = Authenticator::bound();
    let made = new.make(&creation).unwrap();
    let before = fixture.app.dump().await;
    for credential in misshapen(&made) {
        let body = json!({"ceremony": creation.ceremony, "credential": credential});
        let path = "/api/account/passkeys/add";
        let shown = credential.to_string();
        let problem = refused_quickly(&fixture.browser, path, body, &shown).await;
        assert_eq!(problem, Problem::Malformed, "{shown}");
        assert_eq!(fixture.app.dump().await, before);
    }
    let asker = elsewhere(&fixture.app);
    let request = Purpose::Alone.request_options(&asker).await.unwrap();
    let answer = fixture.device.prove(&request).unwrap();
    let before = fixture.app.dump().await;
    for credential in misshapen(&answer) {
        let body = json!({"ceremony": request.ceremony, "credential": credential});
        let path = "/api/sign-in/passkey";
        let shown = credential.to_string();
        let problem = refused_quickly(&asker, path, body, &shown).await;
        assert_eq!(problem, Problem::Malformed, "{shown}");
        assert_eq!(fixture.app.dump().await, before);
    }
    let proved = Purpose::Alone.submit(&asker, &request, &answer).await;
    assert_eq!(proved, Ok(()));
}

#[tokio::test]
async fn a_megabyte_of_attestation_is_refused_unread() {
    // WR-15 and LG-6.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let creation = creation_options(&browser, PASSKEY).await.unwrap();
    let device = Authenticator::synced();
    let making = device.making(&creation).unwrap();
    let before = app.dump().await;
    for object in [vec![0x81; 1 << 20], vec![0; 1 << 20]] {
        let answer = making.answer_with(&object);
        let body = json!({"ceremony": creation.ceremony, "credential": answer});
        let begun = Instant::now();
        let answer = browser
            .post("/api/account/passkeys/add", body.to_string())
            .await;
        assert!(begun.elapsed() < QUICKLY);
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    }
    assert_eq!(app.dump().await, before);
    // As large as it may be, in the cheapest bytes to send.
    let room = (BODY_MAX_BYTES - 2_000) / 4 * 3;
    for byte in [0x81, 0x9f, 0xbf, 0xc1, 0x5f, 0x00, 0xff] {
        let creation = creation_options(&browser, PASSKEY).await.unwrap();
        let making = device.making(&creation).unwrap();
        let answer = making.answer_with(&vec![byte; room]);
        let body = json!({"ceremony": creation.ceremony, "credential": answer});
        let path = "/api/account/passkeys/add";
        let shown = format!("{byte:#x}");
        let problem = refused_quickly(&browser, path, body, &shown).await;
        assert_eq!(problem, Problem::PasskeyRefused, "{shown}");
    }
}

#[tokio::test]
async fn bytes_drawn_by_chance_are_refused_and_nothing_falls_over() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let asker = elsewhere(&fixture.app);
    let before = fixture.app.kept().await;
    let mut runner = TestRunner::deterministic();
    let noise = prop::collection::vec(any::<u8>(), 0..200);
    for number in 0..150 {
        let bytes = noise.new_tree(&mut runner).unwrap().current();
        let creation = creation_options(&fixture.browser, PASSKEY).await.unwrap();
        let device = Authenticator::synced();
        let mut object = device.making(&creation).unwrap().object().to_bytes();
        // Noise alone, and noise in an honest one.
        if number % 2 == 0 {
            object.clone_from(&bytes);
        } else {
            let at = bytes.iter().map(|it| usize::from(*it)).sum::<usize>() % object.len();
            for (index, byte) in bytes.iter().take(1 + number % 4).enumerate() {
                let at = (at + index) % object.len();
                object[at] ^= byte | 1;
            }
        }
        let answer = device.making(&creation).unwrap().answer_with(&object);
        let body = json!({"ceremony": creation.ceremony, "credential": answer});
        let path = "/api/account/passkeys/add";
        let shown = base64url(&object);
        refused_quickly(&fixture.browser, path, body, &shown).await;

        let request = Purpose::Alone.request_options(&asker).await.unwrap();
        let mut signed = fixture.device.proving(&request).unwrap().sign();
        match number % 3 {
            0 => signed.auth_data.clone_from(&bytes),
            1 => signed.signature.clone_from(&bytes),
            _ => signed.client_data.clone_from(&bytes),
        }
        let body = json!({"ceremony": request.ceremony, "credential": signed.answer()});
        let shown = base64url(&bytes);
        refused_quickly(&asker, "/api/sign-in/passkey", body, &shown).await;
    }
    assert_eq!(fixture.app.kept().await, before);
    let proved = Purpose::Alone.prove(&asker, &mut fixture.device).await;
    assert_eq!(proved, Ok(()));
}
