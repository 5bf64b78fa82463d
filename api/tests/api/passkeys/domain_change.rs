//! A server that moved to another domain: the passkeys that its people have are bound to the old one (WebAuthn L3 §5.1.2),
//! and nobody may be led into a dialog in which nothing can answer.

use crate::support::{
    TestApp,
    authenticator::Authenticator,
    passkey::{PASSKEY, Purpose, register, with_passkey},
    person::{EMAIL, PASSWORD, enrolled, submit_backup_code, submit_code, submit_password},
};
use contract::{
    Problem,
    sign_in::{Method, NextStep, SignedIn},
};

const OLD: &str = "https://old.example.com";
const NEW: &str = "https://new.example.com";

#[tokio::test]
async fn what_works_is_asked_for_and_a_passkey_is_offered_anew() {
    let mut app = TestApp::with(&["--origin", OLD]).await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let mut device = Authenticator::synced().at(OLD);
    register(&browser, &mut device, PASSKEY).await;
    app.restart_with(&["--origin", NEW]).await;
    let browser = app.browser();
    let asked = submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    let NextStep::SecondStep(asked) = asked else {
        panic!("the second step is still there: {asked:?}")
    };
    assert_eq!(
        asked.methods,
        [Method::Authenticator, Method::BackupCode],
        "what can answer"
    );
    let refused = Purpose::SecondStep(PASSKEY).request_options(&browser).await;
    assert_eq!(refused.unwrap_err(), Problem::NotFound);
    app.next_step();
    let signed_in = submit_code(&browser, phone.code(&app)).await.unwrap();
    let NextStep::SignedIn(SignedIn { offer_passkey, .. }) = signed_in else {
        panic!("{signed_in:?}")
    };
    assert!(offer_passkey, "there is none for this domain yet");
}

#[tokio::test]
async fn a_passkey_that_cannot_answer_is_still_a_second_step() {
    let mut app = TestApp::with(&["--origin", OLD]).await;
    let mut device = Authenticator::synced().at(OLD);
    with_passkey(&app, EMAIL, &mut device, PASSKEY).await;
    app.execute("DELETE FROM backup_codes").await;
    app.restart_with(&["--origin", NEW]).await;
    let browser = app.browser();
    let asked = submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    let NextStep::SecondStep(asked) = asked else {
        panic!("the password alone opens nothing: {asked:?}")
    };
    assert_eq!(asked.methods, [Method::Passkey], "there is nothing else");
    let refused = submit_backup_code(&browser, "0000-0000-0000-0000").await;
    assert!(refused.is_err());
}
