//! The offer of a passkey after a sign-in, and what people say to it.

use crate::support::{
    TestApp,
    browser::Browser,
    passkey::{PASSKEY, Purpose, SECURITY_KEY, device, elsewhere, register, sign_in_alone},
    person::{
        EMAIL, Phone, enrolled, newcomer, pending_sign_in, standing, step_up, submit_backup_code,
        submit_code,
    },
};
use contract::{
    Nothing, Problem,
    endpoint::DeclinePasskeyOffer,
    passkey::{OfferAnswer, OfferDeclined},
    sign_in::NextStep,
};

const DAY: i64 = 24 * 60 * 60;

fn is_offered(step: &NextStep) -> bool {
    match step {
        NextStep::SignedIn(signed_in) => signed_in.offer_passkey,
        other => panic!("{other:?}"),
    }
}

/// A sign-in with password and code, a step later.
async fn sign_in(app: &TestApp, phone: &Phone) -> (Browser, bool) {
    app.next_step();
    let browser = pending_sign_in(app, EMAIL).await;
    let step = submit_code(&browser, phone.code(app)).await.unwrap();
    let is_offered = is_offered(&step);
    (browser, is_offered)
}

async fn decline(browser: &Browser, answer: OfferAnswer) -> Result<Nothing, Problem> {
    browser
        .call::<DeclinePasskeyOffer>(&OfferDeclined { answer })
        .await
}

#[tokio::test]
async fn it_comes_after_a_password_and_a_code_and_not_with_a_reload() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let (browser, is_there) = sign_in(&app, &phone).await;
    assert!(is_there);
    assert!(!is_offered(&standing(&browser).await), "asked once");
    let pending = pending_sign_in(&app, EMAIL).await;
    let step = submit_backup_code(&pending, &phone.backup_codes[0]).await;
    assert!(is_offered(&step.unwrap()), "a backup code is a code");
}

#[tokio::test]
async fn it_does_not_come_to_who_has_no_second_step_or_comes_with_a_passkey_or_a_key() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    assert!(!is_offered(&standing(&browser).await));
    let mut key = device(SECURITY_KEY);
    register(&browser, &mut key, SECURITY_KEY).await;
    let pending = pending_sign_in(&app, EMAIL).await;
    Purpose::SecondStep(SECURITY_KEY)
        .prove(&pending, &mut key)
        .await
        .unwrap();
    assert!(!is_offered(&standing(&pending).await));
    let request = Purpose::SecondStep(SECURITY_KEY)
        .request_options(&pending_sign_in(&app, EMAIL).await)
        .await;
    assert!(request.is_ok());
}

#[tokio::test]
async fn it_does_not_come_to_who_has_a_passkey_but_to_who_has_a_security_key() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    register(&browser, &mut device(SECURITY_KEY), SECURITY_KEY).await;
    let (browser, is_there) = sign_in(&app, &phone).await;
    assert!(is_there);
    let mut passkey = device(PASSKEY);
    register(&browser, &mut passkey, PASSKEY).await;
    let (_, is_there) = sign_in(&app, &phone).await;
    assert!(!is_there);
    let step = sign_in_alone(&elsewhere(&app), &mut passkey).await.unwrap();
    assert!(!is_offered(&step));
}

#[tokio::test]
async fn not_now_is_for_thirty_days() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let (browser, is_there) = sign_in(&app, &phone).await;
    assert!(is_there);
    decline(&browser, OfferAnswer::NotNow).await.unwrap();
    let declined_at = app.clock.now();
    let (_, is_there) = sign_in(&app, &phone).await;
    assert!(!is_there);
    let passed = (app.clock.now().0 - declined_at.0) / 1_000;
    app.clock.advance_seconds(30 * DAY - passed - 31);
    let (_, is_there) = sign_in(&app, &phone).await;
    assert!(!is_there, "a second before");
    let (_, is_there) = sign_in(&app, &phone).await;
    assert!(is_there);
}

#[tokio::test]
async fn never_is_never() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let (browser, _) = sign_in(&app, &phone).await;
    decline(&browser, OfferAnswer::Never).await.unwrap();
    app.clock.advance_seconds(400 * DAY);
    let (browser, is_there) = sign_in(&app, &phone).await;
    assert!(!is_there);
    // A later "not now", from a tab that still shows the offer, does not bring it back.
    decline(&browser, OfferAnswer::NotNow).await.unwrap();
    app.clock.advance_seconds(31 * DAY);
    let (_, is_there) = sign_in(&app, &phone).await;
    assert!(!is_there);
}

#[tokio::test]
async fn what_one_person_says_is_not_said_for_another() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let (bob, _) = enrolled(&app, "bob@example.com").await;
    decline(&bob, OfferAnswer::Never).await.unwrap();
    let (_, is_there) = sign_in(&app, &phone).await;
    assert!(is_there);
    let stranger = decline(&app.browser(), OfferAnswer::Never).await;
    assert_eq!(stranger, Err(Problem::NotSignedIn));
    let pending = pending_sign_in(&app, EMAIL).await;
    let unfinished = decline(&pending, OfferAnswer::Never).await;
    assert_eq!(unfinished, Err(Problem::NotSignedIn));
}

#[tokio::test]
async fn it_does_not_come_where_no_passkey_can_be() {
    let app = TestApp::with(&["--origin", "http://127.0.0.1:8080"]).await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let (_, is_there) = sign_in(&app, &phone).await;
    assert!(!is_there);
}

#[tokio::test]
async fn it_does_not_come_with_a_step_up() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    step_up(&browser, phone.code(&app)).await.unwrap();
    assert!(!is_offered(&standing(&browser).await));
}
