//! What a browser can do with passkeys, found without trusting it; and what it is told of them.

use crate::{
    mount::{javascript, settle},
    passkey_stub::{Browser, NEVER_ENDS, holds},
};
use contract::{passkey::PasskeyOwner, webauthn::CredentialId};
use flow::passkey_support::{Rp, Support};
use spa::platform::{clock, computer, passkey};
use wasm_bindgen_test::wasm_bindgen_test;

const NEW_BROWSER: &str = "window.PublicKeyCredential = {
    getClientCapabilities: async () => ({ conditionalGet: true, userVerifyingPlatformAuthenticator: true,
        passkeyPlatformAuthenticator: true, hybridTransport: false, relatedOrigins: false }),
    isConditionalMediationAvailable: async () => { throw new Error('asked twice'); },
    parseRequestOptionsFromJSON() {}, parseCreationOptionsFromJSON() {}, signalUnknownCredential() {},
}";

#[wasm_bindgen_test]
async fn a_new_browser_says_everything_at_once() {
    let _browser = Browser::that(NEVER_ENDS);
    javascript(NEW_BROWSER);
    let expected = Support {
        is_secure: true,
        has_api: true,
        is_allowed: true,
        in_frame: false,
        is_autofill_there: true,
        has_platform_authenticator: Some(true),
        can_use_phone: Some(false),
        has_signals: true,
        parses_json: true,
        rp: Rp::Fits,
    };
    let host = host();
    assert_eq!(passkey::support(Some(&host), &[origin()]).await, expected);
}

#[wasm_bindgen_test]
async fn an_older_browser_is_asked_one_by_one() {
    for capabilities in [
        "undefined",
        "() => { throw new Error('no'); }",
        "async () => { throw new Error('no'); }",
        "async () => null",
        "async () => 'yes'",
        "async () => ({})",
        "async () => ({ get conditionalGet() { throw new Error('no'); } })",
    ] {
        let found = found(&format!(
            "{{ getClientCapabilities: {capabilities},
                isConditionalMediationAvailable: async () => true,
                isUserVerifyingPlatformAuthenticatorAvailable: async () => false }}"
        ))
        .await;
        assert!(found.has_api, "{capabilities}");
        assert!(found.is_autofill_there, "{capabilities}");
        assert_eq!(
            found.has_platform_authenticator,
            Some(false),
            "{capabilities}"
        );
        assert_eq!(found.can_use_phone, None, "{capabilities}");
        assert!(!found.has_signals && !found.parses_json, "{capabilities}");
    }
}

#[wasm_bindgen_test]
async fn an_old_browser_offers_nothing_in_autofill() {
    let found = found("function () {}").await;
    assert!(found.has_api && found.can_ask());
    assert!(!found.can_autofill());
    assert_eq!(found.has_platform_authenticator, None);
}

#[wasm_bindgen_test]
async fn a_browser_that_never_says_is_waited_for_two_seconds_at_the_most() {
    let began = clock::steady_ms();
    let found = found(&format!(
        "{{ getClientCapabilities: {NEVER_ENDS}, isConditionalMediationAvailable: {NEVER_ENDS},
            isUserVerifyingPlatformAuthenticatorAvailable: {NEVER_ENDS} }}"
    ))
    .await;
    let waited = clock::steady_ms() - began;
    assert!(waited <= 2_500, "{waited} ms");
    assert!(found.has_api && !found.is_autofill_there);
    assert_eq!(found.has_platform_authenticator, None);
}

#[wasm_bindgen_test]
async fn a_browser_without_passkeys_has_none() {
    for interface in ["undefined", "null"] {
        let found = found(interface).await;
        assert!(!found.has_api && !found.is_autofill_there && !found.can_ask());
    }
    for credentials in ["undefined", "null", "{}", "{ get: 5 }"] {
        let _browser = Browser::with(credentials);
        let found = passkey::support(Some(&host()), &[origin()]).await;
        assert!(!found.has_api, "{credentials}");
    }
}

#[wasm_bindgen_test]
async fn a_policy_that_forbids_passkeys_is_heard() {
    for (policy, is_allowed) in [
        (
            "{ allowsFeature: (name) => name !== 'publickey-credentials-get' }",
            false,
        ),
        ("{ allowsFeature: () => true }", true),
        ("{ allowsFeature() { throw new Error('no'); } }", true),
        ("{}", true),
        ("undefined", true),
    ] {
        let _browser = Browser::that(NEVER_ENDS);
        javascript(&format!(
            "Object.defineProperty(document, 'featurePolicy', {{ configurable: true, value: {policy} }})"
        ));
        let found = passkey::support(Some(&host()), &[origin()]).await;
        assert_eq!(found.is_allowed, is_allowed, "{policy}");
    }
}

#[wasm_bindgen_test]
async fn a_foreign_domain_is_left_to_a_browser_that_looks_up_related_origins() {
    let _browser = Browser::that(NEVER_ENDS);
    javascript("window.PublicKeyCredential = {}");
    let foreign = Some("example.org");
    assert_eq!(passkey::support(foreign, &[origin()]).await.rp, Rp::Foreign);
    assert_eq!(passkey::support(None, &[origin()]).await.rp, Rp::None);
    javascript(
        "window.PublicKeyCredential = { getClientCapabilities: async () => ({ relatedOrigins: true }) }",
    );
    assert_eq!(passkey::support(foreign, &[origin()]).await.rp, Rp::Fits);
    let elsewhere = ["https://example.org".to_owned()];
    assert_eq!(passkey::support(foreign, &elsewhere).await.rp, Rp::Foreign);
    assert_eq!(passkey::support(None, &[origin()]).await.rp, Rp::None);
}

#[wasm_bindgen_test]
async fn this_very_browser_can_be_asked() {
    let found = passkey::support(Some(&host()), &[origin()]).await;
    assert!(found.is_secure && found.has_api && found.is_allowed && found.parses_json);
    assert_eq!(found.rp, Rp::Fits);
}

#[wasm_bindgen_test]
async fn signals_say_exactly_what_they_are_for() {
    let _browser = Browser::that(NEVER_ENDS);
    javascript(
        "window.told = []; window.PublicKeyCredential = Object.fromEntries(
            ['signalUnknownCredential', 'signalAllAcceptedCredentials', 'signalCurrentUserDetails']
                .map((name) => [name, async (...given) => { window.told.push([name, ...given]); }]))",
    );
    let ids = ["AQID", "_-8"].map(|it| CredentialId(it.to_owned()));
    passkey::signal_unknown("example.org", &ids[0]);
    passkey::signal_all_accepted(&owner(), &ids);
    passkey::signal_all_accepted(&owner(), &[]);
    passkey::signal_current_details(&owner(), "ada@example.org");
    let told = javascript("JSON.stringify(window.told)")
        .as_string()
        .unwrap();
    let expected = concat!(
        r#"[["signalUnknownCredential",{"rpId":"example.org","credentialId":"AQID"}],"#,
        r#"["signalAllAcceptedCredentials",{"rpId":"example.org","userId":"-_8AAQ","allAcceptedCredentialIds":["AQID","_-8"]}],"#,
        r#"["signalAllAcceptedCredentials",{"rpId":"example.org","userId":"-_8AAQ","allAcceptedCredentialIds":[]}],"#,
        r#"["signalCurrentUserDetails",{"rpId":"example.org","userId":"-_8AAQ","name":"ada@example.org","displayName":"ada@example.org"}]]"#,
    );
    assert_eq!(told, expected);
}

#[wasm_bindgen_test]
async fn signals_that_are_refused_or_not_there_bother_nobody() {
    javascript(
        "window.unheard = 0; window.hear = () => { window.unheard += 1; };
         addEventListener('unhandledrejection', window.hear); addEventListener('error', window.hear)",
    );
    for interface in [
        "undefined",
        "{}",
        "{ signalUnknownCredential: 5, signalAllAcceptedCredentials: null }",
        "new Proxy({}, { get: () => () => { throw new Error('no'); } })",
        "new Proxy({}, { get: () => async () => { throw new DOMException('no', 'SecurityError'); } })",
        "new Proxy({}, { get: () => () => new Promise(() => {}) })",
        "new Proxy({}, { get: () => { throw new Error('no'); } })",
    ] {
        let _browser = Browser::that(NEVER_ENDS);
        javascript(&format!("window.PublicKeyCredential = {interface}"));
        passkey::signal_unknown("example.org", &CredentialId("AQID".to_owned()));
        passkey::signal_all_accepted(&owner(), &[]);
        passkey::signal_current_details(&owner(), "ada@example.org");
        settle().await;
    }
    assert!(holds("window.unheard === 0"));
    javascript(
        "removeEventListener('unhandledrejection', window.hear); removeEventListener('error', window.hear)",
    );
}

#[wasm_bindgen_test]
fn this_computer_has_a_name() {
    assert!(computer::system().is_some());
    assert!(computer::user_agent().contains("Mozilla"));
}

async fn found(interface: &str) -> Support {
    let _browser = Browser::that(NEVER_ENDS);
    javascript(&format!("window.PublicKeyCredential = {interface}"));
    passkey::support(Some(&host()), &[origin()]).await
}

fn origin() -> String {
    javascript("location.origin").as_string().unwrap()
}

fn host() -> String {
    javascript("location.hostname").as_string().unwrap()
}

fn owner() -> PasskeyOwner {
    PasskeyOwner {
        rp_id: "example.org".to_owned(),
        user_handle: "-_8AAQ".to_owned(),
    }
}
