//! A changed email address, and the link by which the old one comes back.

use crate::{
    email_links::Link,
    recovery::NEW_EMAIL,
    support::{
        TestApp,
        account::{
            BOB, OTHER_PASSWORD, UNDO_SCREEN, confirmed, recovery_token, reset_token, sign_in,
            take_email, trust, undo_email_change,
        },
        passkey::elsewhere,
        person::{
            EMAIL, PASSWORD, newcomer, pending_sign_in, security, standing, submit_code,
            submit_password,
        },
    },
};
use contract::{Problem, sign_in::NextStep};

#[tokio::test]
async fn the_old_address_comes_back_by_its_link_and_whatever_was_opened_ends() {
    // RC-3, OB-6.
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust(&browser).await.unwrap();
    app.clock.advance_seconds(60);
    app.new_messages().await;
    take_email(&app, &browser, NEW_EMAIL).await;
    let told: Vec<_> = app
        .new_messages()
        .await
        .into_iter()
        .map(|it| it.to)
        .collect();
    assert_eq!(
        told,
        [NEW_EMAIL, EMAIL, NEW_EMAIL],
        "the code, and a notice to each"
    );
    assert_eq!(security(&browser).await.unwrap().viewer.email, NEW_EMAIL);
    let old = submit_password(&elsewhere(&app), EMAIL, PASSWORD).await;
    assert_eq!(old, Err(Problem::WrongCredentials));
    let pending = pending_sign_in(&app, NEW_EMAIL).await;

    let token = app.newest_message(EMAIL).await.token(UNDO_SCREEN);
    undo_email_change(&app.browser(), &token).await.unwrap();
    assert_eq!(security(&browser).await.unwrap_err(), Problem::NotSignedIn);
    assert_eq!(standing(&pending).await, NextStep::Password);
    let new = submit_password(&elsewhere(&app), NEW_EMAIL, PASSWORD).await;
    assert_eq!(new, Err(Problem::WrongCredentials));
    app.next_step();
    let step = submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    assert!(
        matches!(step, NextStep::SecondStep(_)),
        "trust is gone: {step:?}"
    );
    submit_code(&browser, phone.code(&app)).await.unwrap();
    let overview = security(&browser).await.unwrap();
    assert!(overview.email_confirmed_at.is_some());
}

#[tokio::test]
async fn nobody_takes_an_address_that_its_owner_can_have_back() {
    // RC-3.
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, NEW_EMAIL).await;
    let undo = app.newest_message(EMAIL).await.token(UNDO_SCREEN);
    crate::support::person::sign_up(&app, EMAIL, OTHER_PASSWORD)
        .await
        .unwrap();
    let attacker = submit_password(&elsewhere(&app), EMAIL, OTHER_PASSWORD).await;
    assert_eq!(attacker, Err(Problem::WrongCredentials));
    let of_bob = newcomer(&app, BOB).await;
    crate::support::account::start_email(&of_bob, EMAIL)
        .await
        .unwrap();
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 2);
    undo_email_change(&app.browser(), &undo).await.unwrap();
    assert!(
        submit_password(&elsewhere(&app), EMAIL, PASSWORD)
            .await
            .is_ok()
    );
    // After the week it is anybody's.
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, NEW_EMAIL).await;
    app.clock.advance_seconds(7 * 24 * 3_600);
    newcomer(&app, EMAIL).await;
}

#[tokio::test]
async fn the_first_of_two_changes_can_be_undone_as_well() {
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, NEW_EMAIL).await;
    let first = app.newest_message(EMAIL).await.token(UNDO_SCREEN);
    app.clock.advance_seconds(60);
    take_email(&app, &browser, "ann.newest@example.com").await;
    let second = app.newest_message(NEW_EMAIL).await.token(UNDO_SCREEN);
    undo_email_change(&app.browser(), &first).await.unwrap();
    assert!(
        submit_password(&elsewhere(&app), EMAIL, PASSWORD)
            .await
            .is_ok()
    );
    let refused = undo_email_change(&app.browser(), &second).await;
    assert_eq!(refused, Err(Problem::LinkExpired));
}

#[tokio::test]
async fn links_to_the_old_address_open_nothing_after_the_change() {
    // RC-3.
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    let reset = reset_token(&app, EMAIL).await;
    let recovery = recovery_token(&app, EMAIL).await;
    take_email(&app, &browser, NEW_EMAIL).await;
    for (link, token) in [(Link::Reset, reset), (Link::Recovery, recovery)] {
        let refused = link.follow(&app.browser(), &token).await;
        assert_eq!(refused, Err(Problem::LinkExpired), "{link:?}");
    }
}

#[tokio::test]
async fn whoever_changed_an_address_cannot_take_it_again_from_its_owner() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    take_email(&app, &browser, EMAIL).await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, "attacker@example.org").await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, EMAIL).await;
    let told = app.newest_message("attacker@example.org").await;
    assert!(!told.text.contains(UNDO_SCREEN), "{}", told.text);
    assert_eq!(app.count("SELECT COUNT(*) FROM email_changes").await, 0);
}
