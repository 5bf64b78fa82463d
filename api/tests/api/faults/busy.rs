//! A server that has too much to do says so before anything is spent.

use crate::support::{
    TestApp,
    account::{NUMBER, start_phone},
    authenticator::Authenticator,
    passkey::{PASSKEY, add, creation_options},
    person::{
        EMAIL, PASSWORD, code, confirm, enrolled, newcomer, pending_sign_in, secret_of, security,
        sign_up, start, submit_backup_code, submit_code, submit_password,
    },
};
use api::crypto::hasher::HashPermit;
use contract::{Problem, Secret, account::PasswordChange, endpoint::ChangePassword};
use std::time::Duration;

/// Takes every permit to hash that there is.
fn full(app: &TestApp) -> Vec<HashPermit> {
    std::iter::from_fn(|| app.app.hasher.acquire().ok()).collect()
}

/// What was spent: attempts, codes that were tried, and challenges that are still open.
async fn spent(app: &TestApp) -> [i64; 4] {
    [
        app.count("SELECT COUNT(*) FROM tries").await,
        app.count("SELECT COALESCE(SUM(tries), 0) FROM sent_codes")
            .await,
        app.count("SELECT COUNT(*) FROM ceremonies").await,
        app.count("SELECT COALESCE(SUM(second_step_failures), 0) FROM accounts")
            .await,
    ]
}

fn is_busy<R>(outcome: Result<R, Problem>) -> bool {
    matches!(outcome, Err(Problem::Busy { .. }))
}

#[tokio::test]
async fn busy_costs_no_attempt_at_a_password() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let (stranger, before) = (app.browser(), spent(&app).await);
    let places = full(&app);
    assert!(is_busy(submit_password(&stranger, EMAIL, PASSWORD).await));
    assert!(is_busy(sign_up(&app, "new@example.com", PASSWORD).await));
    let change = PasswordChange {
        current: Secret::from(PASSWORD),
        new: Secret::from("another horse, another battery"),
    };
    assert!(is_busy(browser.call::<ChangePassword>(&change).await));
    assert!(is_busy(
        crate::support::person::step_up_with_password(&browser, PASSWORD).await
    ));
    assert_eq!(spent(&app).await, before);
    drop(places);
    assert!(submit_password(&stranger, EMAIL, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn busy_costs_no_attempt_at_a_second_step() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let (pending, before) = (pending_sign_in(&app, EMAIL).await, spent(&app).await);
    let places = full(&app);
    assert!(is_busy(
        submit_backup_code(&pending, &phone.backup_codes[0]).await
    ));
    assert_eq!(spent(&app).await, before);
    app.next_step();
    // A code of an app needs no hash.
    assert!(submit_code(&pending, phone.code(&app)).await.is_ok());
    drop(places);
}

#[tokio::test]
async fn busy_costs_no_attempt_at_an_enrolment() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let pending = start(&browser).await.unwrap();
    let creation = creation_options(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&creation).unwrap();
    start_phone(&browser, NUMBER).await.unwrap();
    let sent = app.newest_message(NUMBER).await.code();
    let right = code(&secret_of(&pending), app.clock.now().seconds() / 30);
    let before = spent(&app).await;
    let places = full(&app);
    assert!(is_busy(
        confirm(&browser, &pending.id, right.as_str().into()).await
    ));
    assert!(is_busy(add(&browser, &creation, &answer).await));
    assert!(is_busy(
        crate::support::account::confirm_phone(&browser, sent.clone()).await
    ));
    assert_eq!(spent(&app).await, before);
    drop(places);
    assert!(
        confirm(&browser, &pending.id, right.as_str().into())
            .await
            .is_ok()
    );
    let places = full(&app);
    // The first method has brought its backup codes: no other needs a hash.
    assert!(add(&browser, &creation, &answer).await.is_ok());
    assert!(
        crate::support::account::confirm_phone(&browser, sent)
            .await
            .is_ok()
    );
    drop(places);
}

#[tokio::test]
async fn who_only_reads_does_not_need_the_note_that_their_session_is_in_use() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let refuse =
        "CREATE TRIGGER refuse BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'full'); END";
    app.execute(refuse).await;
    app.clock.advance_seconds(61);
    assert!(security(&browser).await.is_ok());
    app.execute("DROP TRIGGER refuse").await;
    // Nor that others are slow to write.
    let held = app.app.store.write_transaction().await.unwrap();
    let soon = tokio::time::timeout(Duration::from_secs(3), security(&browser)).await;
    assert!(soon.unwrap().is_ok());
    held.rollback().await.unwrap();
    assert!(security(&browser).await.is_ok());
    let noted = app
        .count("SELECT COUNT(*) FROM sessions WHERE last_seen_at > created_at")
        .await;
    assert_eq!(noted, 1, "it is noted as soon as it can be");
}
