//! What a challenge is bound to: one browser, one purpose, one kind of credential (WebAuthn L3 §13.4.3).

use super::purposes;
use crate::support::{
    TestApp,
    authenticator::Authenticator,
    passkey::{
        BOTH, Fixture, PASSKEY, Purpose, SECURITY_KEY, add, creation_options, elsewhere, proof_of,
        submit_alone, submit_second_step, submit_step_up,
    },
    person::{EMAIL, is_signed_in, newcomer, pending_sign_in},
};
use contract::{
    Nothing, Problem,
    endpoint::{StartPasskeySignIn, SubmitProof},
    passkey::PasskeyRequest,
};
use serde_json::{Value, json};

pub const CEREMONY: &str = "latchkey-ceremony";

/// Sends an answer as if it were one for that purpose.
async fn submit_as(
    purpose: Purpose,
    browser: &crate::support::browser::Browser,
    request: &PasskeyRequest,
    answer: &Value,
) -> Result<(), Problem> {
    match purpose {
        Purpose::Alone => submit_alone(browser, request, answer).await.map(|_| ()),
        Purpose::SecondStep(kind) => submit_second_step(browser, kind, request, answer)
            .await
            .map(|_| ()),
        Purpose::StepUp(kind) => submit_step_up(browser, kind, request, answer)
            .await
            .map(|_| ()),
    }
}

#[tokio::test]
async fn a_challenge_is_for_the_browser_that_asked() {
    // WR-2 and WA-9: the same person, in two browsers.
    for purpose in purposes() {
        let mut fixture = Fixture::new(purpose.kind()).await;
        let one = fixture.asker(purpose).await;
        let other = match purpose {
            Purpose::Alone => elsewhere(&fixture.app),
            Purpose::SecondStep(_) => pending_sign_in(&fixture.app, EMAIL).await,
            Purpose::StepUp(kind) => {
                let other = pending_sign_in(&fixture.app, EMAIL).await;
                Purpose::SecondStep(kind)
                    .prove(&other, &mut fixture.device)
                    .await
                    .unwrap();
                other
            }
        };
        let request = purpose.request_options(&one).await.unwrap();
        // The other browser has a challenge of its own, so that it is not refused for having none.
        purpose.request_options(&other).await.unwrap();
        let answer = fixture.device.prove(&request).unwrap();
        let before = fixture.app.dump().await;
        let stolen = purpose.submit(&other, &request, &answer).await;
        assert_eq!(stolen, Err(Problem::CeremonyExpired), "{purpose:?}");
        assert_eq!(fixture.app.dump().await, before, "nor is it used up");
        let own = purpose.submit(&one, &request, &answer).await;
        assert_eq!(own, Ok(()), "{purpose:?}");
    }
}

#[tokio::test]
async fn a_challenge_to_make_a_passkey_is_for_the_session_that_asked() {
    // WR-2.
    let mut fixture = Fixture::new(PASSKEY).await;
    let same_person = pending_sign_in(&fixture.app, EMAIL).await;
    Purpose::SecondStep(PASSKEY)
        .prove(&same_person, &mut fixture.device)
        .await
        .unwrap();
    let another = newcomer(&fixture.app, "bob@example.com").await;
    let creation = creation_options(&fixture.browser, PASSKEY).await.unwrap();
    let mut new = Authenticator::bound();
    let answer = new.make(&creation).unwrap();
    let before = fixture.app.dump().await;
    for browser in [&same_person, &another] {
        let stolen = add(browser, &creation, &answer).await;
        assert_eq!(stolen, Err(Problem::CeremonyExpired));
        assert_eq!(fixture.app.dump().await, before);
    }
    add(&fixture.browser, &creation, &answer).await.unwrap();
}

#[tokio::test]
async fn a_challenge_is_for_its_purpose() {
    // WA-9: in one browser that may ask for each of them.
    let mut fixture = Fixture::new(PASSKEY).await;
    let purposes = Purpose::of(PASSKEY);
    for asked in &purposes {
        for given in &purposes {
            if asked == given {
                continue;
            }
            // Signed in, and between the two steps of another sign-in, at once.
            let browser = pending_sign_in(&fixture.app, EMAIL).await;
            browser.set_cookie("latchkey", &fixture.browser.cookie("latchkey").unwrap());
            let request = asked.request_options(&browser).await.unwrap();
            let answer = fixture.device.prove(&request).unwrap();
            let before = fixture.app.dump().await;
            let refused = submit_as(*given, &browser, &request, &answer).await;
            assert_eq!(
                refused,
                Err(Problem::CeremonyExpired),
                "{asked:?} as {given:?}"
            );
            assert_eq!(fixture.app.dump().await, before);
        }
    }
}

#[tokio::test]
async fn a_challenge_to_make_a_passkey_proves_nothing_and_one_to_prove_makes_nothing() {
    // WA-9.
    let mut fixture = Fixture::new(PASSKEY).await;
    for purpose in Purpose::of(PASSKEY) {
        let browser = pending_sign_in(&fixture.app, EMAIL).await;
        browser.set_cookie("latchkey", &fixture.browser.cookie("latchkey").unwrap());
        let mut creation = creation_options(&browser, PASSKEY).await.unwrap();
        let request = purpose.request_options(&browser).await.unwrap();
        let before = fixture.app.dump().await;

        // The name of one with the challenge of the other, both ways.
        let mut as_request_options = request.clone();
        as_request_options.ceremony = creation.ceremony.clone();
        let answer = fixture.device.prove(&request).unwrap();
        let refused = submit_as(purpose, &browser, &as_request_options, &answer).await;
        assert_eq!(refused, Err(Problem::CeremonyExpired), "{purpose:?}");
        creation.ceremony = request.ceremony.clone();
        let made = Authenticator::bound().make(&creation).unwrap();
        let refused = add(&browser, &creation, &made).await;
        assert_eq!(refused, Err(Problem::CeremonyExpired), "{purpose:?}");
        assert_eq!(fixture.app.dump().await, before);
    }
}

#[tokio::test]
async fn another_challenge_of_the_same_browser_is_no_answer() {
    // WR-2.
    for purpose in purposes() {
        let mut fixture = Fixture::new(purpose.kind()).await;
        let asker = fixture.asker(purpose).await;
        let one = purpose.request_options(&asker).await.unwrap();
        let other = purpose.request_options(&asker).await.unwrap();
        let answer = fixture.device.prove(&one).unwrap();
        let refused = purpose.submit(&asker, &other, &answer).await;
        assert_eq!(refused, Err(Problem::WrongPasskey), "{purpose:?}");
        let taken = purpose.submit(&asker, &one, &answer).await;
        assert_eq!(taken, Ok(()), "{purpose:?}");
    }
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let one = creation_options(&browser, PASSKEY).await.unwrap();
    let other = creation_options(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&one).unwrap();
    let refused = add(&browser, &other, &answer).await;
    assert_eq!(refused, Err(Problem::PasskeyRefused));
    assert!(add(&browser, &one, &answer).await.is_ok());
}

#[tokio::test]
async fn a_challenge_to_make_one_kind_does_not_make_the_other() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let creation = creation_options(&browser, SECURITY_KEY).await.unwrap();
    let answer = Authenticator::key().make(&creation).unwrap();
    let body = json!({"ceremony": creation.ceremony, "credential": answer, "kind": "passkey"});
    let path = "/api/account/passkeys/add";
    let refused = browser.post(path, body.to_string()).await;
    assert_eq!(refused.problem(), Problem::Malformed);
    let added = add(&browser, &creation, &answer).await.unwrap();
    assert_eq!(added.passkey.kind, SECURITY_KEY);
}

#[tokio::test]
async fn a_proof_of_one_kind_is_not_taken_by_the_others_name() {
    for kind in BOTH {
        let mut fixture = Fixture::new(kind).await;
        let other = BOTH[usize::from(kind == PASSKEY)];
        let purpose = Purpose::SecondStep(kind);
        let pending = fixture.asker(purpose).await;
        let request = purpose.request_options(&pending).await.unwrap();
        let answer = fixture.device.prove(&request).unwrap();
        let proof = proof_of(other, &request, &answer);
        let refused = pending.call::<SubmitProof>(&proof).await;
        assert!(
            matches!(
                refused,
                Err(Problem::CeremonyExpired | Problem::WrongPasskey)
            ),
            "{refused:?}"
        );
        assert!(!is_signed_in(&pending).await);
    }
}

#[tokio::test]
async fn what_names_no_ceremony_is_expired() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let asker = elsewhere(&fixture.app);
    let mut request = Purpose::Alone.request_options(&asker).await.unwrap();
    let answer = fixture.device.prove(&request).unwrap();
    let real = request.ceremony.0.clone();
    for name in [
        "",
        "0",
        "'; DROP TABLE ceremonies; --",
        "\0",
        "😀",
        &real.to_uppercase(),
        &format!(" {real}"),
        &"a".repeat(10_000),
    ] {
        if name == real {
            continue;
        }
        name.clone_into(&mut request.ceremony.0);
        let refused = submit_alone(&asker, &request, &answer).await;
        assert_eq!(refused, Err(Problem::CeremonyExpired), "{name}");
    }
    request.ceremony.0 = real;
    assert!(submit_alone(&asker, &request, &answer).await.is_ok());
}

#[tokio::test]
async fn a_browser_without_its_cookie_has_no_challenge() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let asker = elsewhere(&fixture.app);
    let request = Purpose::Alone.request_options(&asker).await.unwrap();
    let cookie = asker.cookie(CEREMONY).unwrap();
    let answer = fixture.device.prove(&request).unwrap();
    let longer = format!("{cookie}A");
    for held in [
        None,
        Some(""),
        Some("0"),
        Some(cookie.to_uppercase().as_str()),
        Some(longer.as_str()),
    ] {
        let other = elsewhere(&fixture.app);
        if let Some(held) = held {
            other.set_cookie(CEREMONY, held);
        }
        let refused = submit_alone(&other, &request, &answer).await;
        assert_eq!(refused, Err(Problem::CeremonyExpired), "{held:?}");
    }
    // Nor is it good in the place of another cookie.
    for name in ["latchkey", "latchkey-pending"] {
        let other = elsewhere(&fixture.app);
        other.set_cookie(name, &cookie);
        assert!(!is_signed_in(&other).await);
    }
    assert!(submit_alone(&asker, &request, &answer).await.is_ok());
}

#[tokio::test]
async fn the_cookie_is_hidden_from_scripts_and_from_other_sites_and_short() {
    // SE-1.
    let app = TestApp::new().await;
    let browser = elsewhere(&app);
    let answer = browser.ask::<StartPasskeySignIn>(&Nothing {}).await;
    let [cookie] = answer.set_cookies()[..] else {
        panic!("{:?}", answer.set_cookies())
    };
    let (pair, rest) = cookie.split_once("; ").unwrap();
    let (name, value) = pair.split_once('=').unwrap();
    assert_eq!(name, CEREMONY);
    assert!(value.len() >= 22, "128 bits at least: {value}");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=600"] {
        assert!(rest.contains(attribute), "{attribute}: {rest}");
    }
    assert!(!answer.text().contains(value), "only in the cookie");
    let dump = app.dump().await;
    assert!(!dump.contains(value), "the database holds its hash alone");

    let app = TestApp::with(&["--origin", "https://example.com"]).await;
    let answer = elsewhere(&app).ask::<StartPasskeySignIn>(&Nothing {}).await;
    let cookie = answer.set_cookies()[0].to_owned();
    assert!(cookie.starts_with("__Host-latchkey-ceremony="), "{cookie}");
    assert!(cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn a_token_that_the_server_never_gave_is_not_taken_over() {
    // SE-2: nobody is made to answer a challenge of somebody else's.
    let app = TestApp::new().await;
    let browser = elsewhere(&app);
    browser.set_cookie(CEREMONY, "planted");
    browser
        .call::<StartPasskeySignIn>(&Nothing {})
        .await
        .unwrap();
    assert_ne!(browser.cookie(CEREMONY).as_deref(), Some("planted"));
    let well_formed = "A".repeat(browser.cookie(CEREMONY).unwrap().len());
    let browser = elsewhere(&app);
    browser.set_cookie(CEREMONY, &well_formed);
    browser
        .call::<StartPasskeySignIn>(&Nothing {})
        .await
        .unwrap();
    assert_ne!(browser.cookie(CEREMONY), Some(well_formed));
}

#[tokio::test]
async fn two_tabs_of_one_browser_do_not_void_each_others_challenge() {
    for first in [0, 1] {
        let mut fixture = Fixture::new(PASSKEY).await;
        let browser = elsewhere(&fixture.app);
        let requests = [
            Purpose::Alone.request_options(&browser).await.unwrap(),
            Purpose::Alone.request_options(&browser).await.unwrap(),
        ];
        let answer = fixture.device.prove(&requests[first]).unwrap();
        let taken = submit_alone(&browser, &requests[first], &answer).await;
        assert!(taken.is_ok(), "{taken:?}");
    }
}
