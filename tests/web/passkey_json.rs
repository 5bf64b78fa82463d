//! What goes to the browser and comes back is the same, whether it reads and writes JSON itself or not.
//!
//! The answers are written by hand below, in base64url, as a browser's own `toJSON()` writes them.

use crate::{
    mount::javascript,
    passkey_stub::{Browser, creation_options, everything, request_options},
};
use contract::{passkey::PasskeyKind, webauthn::Assertion};
use flow::passkey_error::{Asking, Ceremony, PasskeyError};
use serde_json::Value;
use spa::platform::passkey::{self, cancel};
use wasm_bindgen_test::wasm_bindgen_test;

const BUTTON: Ceremony = Ceremony::Ask(Asking::Listed);

/// Ways in which a browser does not read JSON itself.
const CANNOT_READ: [&str; 4] = [
    "window.PublicKeyCredential = {}",
    "window.PublicKeyCredential = undefined",
    "window.PublicKeyCredential = {
        parseRequestOptionsFromJSON() { throw new Error('no'); },
        parseCreationOptionsFromJSON() { throw new Error('no'); } }",
    "window.PublicKeyCredential = {
        parseRequestOptionsFromJSON: () => undefined, parseCreationOptionsFromJSON: () => undefined }",
];

/// Bytes as numbers, in the order of names.
const TOLD: &str = "(() => {
    const bytes = (it) => Array.from(new Uint8Array(it.buffer ?? it, it.byteOffset ?? 0, it.byteLength));
    const tell = (it) => it instanceof ArrayBuffer || ArrayBuffer.isView(it) ? bytes(it)
        : Array.isArray(it) ? it.map(tell)
        : it && typeof it === 'object' ? Object.fromEntries(Object.keys(it).sort().map((key) => [key, tell(it[key])]))
        : it;
    const { challenge, timeout, rpId, rp, user, userVerification, allowCredentials, excludeCredentials, hints,
        pubKeyCredParams, authenticatorSelection, attestation, extensions } = window.asked[0].options.publicKey;
    return JSON.stringify(tell({ challenge, timeout, rpId, rp, user, userVerification, allowCredentials,
        excludeCredentials, hints: hints ?? [], pubKeyCredParams, authenticatorSelection, attestation, credProps: extensions?.credProps }));
})()";

const PROOF: &str = "{
    id: 'AQID', rawId: Uint8Array.of(1, 2, 3).buffer, type: 'public-key',
    response: {
        authenticatorData: Uint8Array.of(4, 5, 255).buffer,
        clientDataJSON: new TextEncoder().encode('{}').buffer,
        signature: Uint8Array.of(6, 254, 253).buffer,
        userHandle: HANDLE,
    },
    getClientExtensionResults: () => ({}),
    toJSON: TO_JSON,
}";
const NEW: &str = "{
    id: 'AQID', rawId: Uint8Array.of(1, 2, 3).buffer, type: 'public-key',
    response: {
        attestationObject: Uint8Array.of(4, 5, 255).buffer,
        clientDataJSON: new TextEncoder().encode('{}').buffer,
        getTransports: () => ['internal', 'hybrid', 'smart-card'],
    },
    getClientExtensionResults: () => ({ credProps: { rk: true } }),
    toJSON: TO_JSON,
}";
/// Ways in which a credential writes itself, or does not.
const WRITES: [&str; 5] = [
    "undefined",
    "() => { throw new TypeError('Illegal invocation'); }",
    "() => ({ id: 'AQID' })",
    "() => 'AQID'",
    "() => ({ get id() { throw new Error('no'); } })",
];

#[wasm_bindgen_test]
async fn request_options_have_the_same_bytes_however_they_are_read() {
    let by_browser = asked("void 0").await;
    assert!(by_browser.contains(r#""challenge":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]"#));
    assert!(by_browser.contains(r#""id":[1,2,3],"transports":["usb","nfc"]"#));
    assert!(by_browser.contains(r#""id":[255,239]"#));
    for browser in CANNOT_READ {
        assert_eq!(asked(browser).await, by_browser, "{browser}");
    }
}

#[wasm_bindgen_test]
async fn creation_options_have_the_same_bytes_however_they_are_read() {
    let by_browser = created("void 0").await;
    assert!(by_browser.contains(r#""id":[251,255,0,1]"#));
    assert!(by_browser.contains(r#""excludeCredentials":[{"id":[1,2,3]"#));
    assert!(by_browser.contains(r#""credProps":true"#));
    for browser in CANNOT_READ {
        assert_eq!(created(browser).await, by_browser, "{browser}");
    }
}

#[wasm_bindgen_test]
async fn creation_options_that_exclude_nothing_have_the_same_bytes_as_well() {
    let mut creation_options = creation_options();
    creation_options.0.exclude_credentials = None;
    let _browser = Browser::refusing_with("new DOMException('', 'AbortError')");
    javascript(CANNOT_READ[0]);
    let (_holder, cancel) = cancel();
    let given = passkey::create(
        &creation_options,
        PasskeyKind::Passkey,
        &everything(),
        cancel,
    )
    .await;
    assert_eq!(given, Err(PasskeyError::Stopped));
    assert!(!told().contains("excludeCredentials"));
}

#[wasm_bindgen_test]
async fn a_proof_is_the_same_however_it_is_written() {
    let expected = json(
        r#"{
            "id": "AQID", "rawId": "AQID", "type": "public-key",
            "response": {
                "authenticatorData": "BAX_", "clientDataJSON": "e30", "signature": "Bv79", "userHandle": "BwgJ"
            },
            "clientExtensionResults": {}
        }"#,
    );
    for to_json in WRITES {
        let proof = passkey_of(&proof(to_json)).await;
        assert_eq!(proof.credential_id().0, "AQID", "{to_json}");
        // The server takes it.
        assert!(proof.parse().is_some(), "{to_json}");
        assert_eq!(serde_json::to_value(proof).unwrap(), expected, "{to_json}");
    }
    // Some password managers give views in the place of buffers.
    let views = proof("undefined").replace(".buffer", "");
    assert_eq!(proof_of(&views).await, expected);
}

#[wasm_bindgen_test]
async fn a_proof_need_not_say_whose_it_is() {
    for handle in ["null", "undefined"] {
        let credential = PROOF
            .replace("TO_JSON", "undefined")
            .replace("HANDLE", handle);
        let proof = proof_of(&credential).await;
        assert_eq!(proof["response"]["userHandle"], Value::Null, "{handle}");
    }
}

#[wasm_bindgen_test]
async fn a_new_passkey_is_the_same_however_it_is_written() {
    let expected = json(
        r#"{
            "id": "AQID", "rawId": "AQID", "type": "public-key",
            "response": {
                "attestationObject": "BAX_", "clientDataJSON": "e30",
                "transports": ["internal", "hybrid", "unknown"]
            },
            "extensions": { "credProps": { "rk": true } }
        }"#,
    );
    for to_json in WRITES {
        let credential = NEW.replace("TO_JSON", to_json);
        assert_eq!(made_of(&credential).await, expected, "{to_json}");
    }
}

#[wasm_bindgen_test]
async fn an_old_browser_says_nothing_of_transports() {
    let credential = NEW
        .replace("TO_JSON", "undefined")
        .replace(
            "getTransports: () => ['internal', 'hybrid', 'smart-card'],",
            "",
        )
        .replace(
            "getClientExtensionResults: () => ({ credProps: { rk: true } }),",
            "",
        );
    let made = made_of(&credential).await;
    assert_eq!(made["response"]["transports"], Value::Null);
    assert_eq!(made["extensions"], json("{}"));
}

#[wasm_bindgen_test]
async fn an_answer_with_something_missing_is_refused() {
    let credential = PROOF
        .replace("TO_JSON", "undefined")
        .replace("HANDLE", "null")
        .replace("signature", "signatur");
    let _browser = Browser::that(&format!("async () => ({credential})"));
    let (_holder, cancel) = cancel();
    let given = passkey::ask(&request_options(), BUTTON, &everything(), cancel).await;
    let name = "answer".to_owned();
    assert_eq!(given, Err(PasskeyError::Broken { name }));
}

async fn asked(before: &str) -> String {
    let _browser = Browser::refusing_with("new DOMException('', 'AbortError')");
    javascript(before);
    let (_holder, cancel) = cancel();
    let given = passkey::ask(&request_options(), BUTTON, &everything(), cancel).await;
    assert_eq!(given, Err(PasskeyError::Stopped));
    told()
}

async fn created(before: &str) -> String {
    let _browser = Browser::refusing_with("new DOMException('', 'AbortError')");
    javascript(before);
    let (_holder, cancel) = cancel();
    let given = passkey::create(
        &creation_options(),
        PasskeyKind::Passkey,
        &everything(),
        cancel,
    )
    .await;
    assert_eq!(given, Err(PasskeyError::Stopped));
    told()
}

fn told() -> String {
    javascript(TOLD).as_string().unwrap()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn proof(to_json: &str) -> String {
    PROOF
        .replace("TO_JSON", to_json)
        .replace("HANDLE", "Uint8Array.of(7, 8, 9).buffer")
}

async fn proof_of(credential: &str) -> Value {
    serde_json::to_value(passkey_of(credential).await).unwrap()
}

async fn passkey_of(credential: &str) -> Assertion {
    let _browser = Browser::that(&format!("async () => ({credential})"));
    let (_holder, cancel) = cancel();
    let given = passkey::ask(&request_options(), BUTTON, &everything(), cancel).await;
    given.unwrap()
}

async fn made_of(credential: &str) -> Value {
    let _browser = Browser::that(&format!("async () => ({credential})"));
    let (_holder, cancel) = cancel();
    let given = passkey::create(
        &creation_options(),
        PasskeyKind::Passkey,
        &everything(),
        cancel,
    )
    .await;
    serde_json::to_value(given.unwrap()).unwrap()
}
