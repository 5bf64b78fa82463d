//! What was checked before something slow is checked again where it counts: in the transaction that acts on it.

use crate::support::{
    TestApp,
    account::{
        NUMBER, ask_recovery, confirmed, send_code, set_keys_only, step_up_with_app,
        submit_sent_code, take_email, take_phone, turn_on_email_codes, with_email_codes_only,
    },
    browser::Browser,
    passkey::{PASSKEY, Purpose, SECURITY_KEY, device, register},
    person::{
        EMAIL, PASSWORD, Phone, enrolled, newcomer, pending_sign_in, standing,
        step_up_with_password, submit_backup_code, submit_code, submit_password,
    },
};
use api::crypto::hasher::Cost;
use contract::{
    Problem, Secret,
    sent_code::Channel::{Email, TextMessage},
    sign_in::NextStep,
};
use sqlx::AssertSqlSafe;
use std::{future::Future, time::Duration};
use tokio::time::sleep;

/// Hashes that take so long that much can happen meanwhile.
const SLOW: Cost = Cost {
    memory: 19_456,
    passes: 12,
    lanes: 1,
};

/// Does this while nobody can write, changes the database behind the server's back, and lets it go on.
async fn overtaken<F>(app: &TestApp, act: F, sql: &'static str) -> F::Output
where
    F: Future<Output: Send> + Send + 'static,
{
    let mut writer = app.app.store.write_transaction().await.unwrap();
    let act = tokio::spawn(act);
    // It looks, and then it waits to write.
    sleep(Duration::from_millis(150)).await;
    assert!(!act.is_finished(), "nothing was written");
    let query = sqlx::query(AssertSqlSafe(sql));
    query.execute(&mut *writer).await.unwrap();
    writer.commit().await.unwrap();
    act.await.unwrap()
}

/// Does this, and that once the first is at its hash: an attempt was counted.
async fn meanwhile<F>(app: &TestApp, act: F, then: impl Future<Output = ()>) -> F::Output
where
    F: Future<Output: Send> + Send + 'static,
{
    let counted = "SELECT COUNT(*) FROM tries";
    let before = app.count(counted).await;
    let act = tokio::spawn(act);
    while app.count(counted).await == before {
        sleep(Duration::from_millis(2)).await;
    }
    assert!(!act.is_finished(), "the hash is too fast for this test");
    then.await;
    act.await.unwrap()
}

async fn sessions(app: &TestApp) -> i64 {
    app.count("SELECT COUNT(*) FROM sessions").await
}

const KEYS_ONLY: &str = "UPDATE accounts SET keys_only = 1";

/// Somebody with an app, backup codes, and codes sent in both ways.
async fn with_every_code(app: &TestApp) -> Phone {
    let (browser, phone) = confirmed(app, EMAIL).await;
    app.clock.advance_seconds(60);
    take_phone(app, &browser, NUMBER).await;
    turn_on_email_codes(&browser).await.unwrap();
    app.clock.advance_seconds(60);
    phone
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_under_way_opens_nothing_once_only_keys_are_accepted() {
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let phone = with_every_code(&app).await;
    let before = sessions(&app).await;
    let pending = pending_sign_in(&app, EMAIL).await;
    let code = phone.code(&app);
    let outcome = overtaken(&app, by_app(pending, code), KEYS_ONLY).await;
    assert_eq!(outcome, Err(Problem::MethodUnavailable), "authenticator");
    for channel in [TextMessage, Email] {
        app.execute("UPDATE accounts SET keys_only = 0").await;
        let pending = pending_sign_in(&app, EMAIL).await;
        send_code(&pending, channel).await.unwrap();
        let to = if channel == Email { EMAIL } else { NUMBER };
        let code = app.newest_message(to).await.code();
        let given = async move { submit_sent_code(&pending, channel, code).await };
        let outcome = overtaken(&app, given, KEYS_ONLY).await;
        assert_eq!(outcome, Err(Problem::MethodUnavailable), "{channel:?}");
    }
    app.execute("UPDATE accounts SET keys_only = 0").await;
    let pending = pending_sign_in(&app, EMAIL).await;
    let code = phone.backup_codes[0].clone();
    let given = async move { submit_backup_code(&pending, &code).await };
    let outcome = overtaken(&app, given, KEYS_ONLY).await;
    assert_eq!(outcome, Err(Problem::MethodUnavailable), "backup code");
    assert_eq!(sessions(&app).await, before);
    let used = "SELECT COUNT(*) FROM backup_codes WHERE used_at IS NOT NULL";
    assert_eq!(app.count(used).await, 0, "what is refused is not used up");
}

async fn by_app(pending: Browser, code: Secret) -> Result<NextStep, Problem> {
    submit_code(&pending, code).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_code_at_its_hash_opens_nothing_when_its_owner_accepts_only_keys_meanwhile() {
    let app = TestApp::with_cost(&[], SLOW).await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    for kind in [PASSKEY, SECURITY_KEY] {
        register(&browser, &mut device(kind), kind).await;
    }
    let pending = pending_sign_in(&app, EMAIL).await;
    let before = sessions(&app).await;
    let code = phone.backup_codes[0].clone();
    let given = {
        let pending = pending.clone();
        async move { submit_backup_code(&pending, &code).await }
    };
    let turn_on = async {
        set_keys_only(&browser, true).await.unwrap();
    };
    let outcome = meanwhile(&app, given, turn_on).await;
    assert!(outcome.is_err(), "{outcome:?}");
    assert_eq!(sessions(&app).await, before);
    assert_eq!(standing(&pending).await, NextStep::Password);
}

#[tokio::test]
async fn accepting_only_keys_ends_pending_sign_ins_and_what_they_hold() {
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let phone = with_every_code(&app).await;
    let browser = pending_sign_in(&app, EMAIL).await;
    submit_code(&browser, phone.code(&app)).await.unwrap();
    for kind in [PASSKEY, SECURITY_KEY] {
        register(&browser, &mut device(kind), kind).await;
    }
    let pending = pending_sign_in(&app, EMAIL).await;
    send_code(&pending, TextMessage).await.unwrap();
    let asked = Purpose::SecondStep(PASSKEY).request_options(&pending).await;
    asked.unwrap();
    set_keys_only(&browser, true).await.unwrap();
    assert_eq!(standing(&pending).await, NextStep::Password);
    for held in [
        "SELECT COUNT(*) FROM pending_sign_ins",
        "SELECT COUNT(*) FROM sent_codes WHERE purpose = 'sign_in'",
        "SELECT COUNT(*) FROM ceremonies WHERE purpose = 'second_step'",
    ] {
        assert_eq!(app.count(held).await, 0, "{held}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pending_sign_in_that_ends_meanwhile_is_asked_nothing_and_sent_nothing() {
    const ENDED: &str = "DELETE FROM pending_sign_ins";
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    step_up_with_app(&app, &browser, &phone).await;
    take_phone(&app, &browser, NUMBER).await;
    register(&browser, &mut device(PASSKEY), PASSKEY).await;
    app.clock.advance_seconds(60);
    app.new_messages().await;

    let pending = pending_sign_in(&app, EMAIL).await;
    let asked = async move { ask_recovery(&pending).await.map(drop) };
    let outcome = overtaken(&app, asked, ENDED).await;
    assert_eq!(outcome, Err(Problem::SignInExpired), "recovery");
    let pending = pending_sign_in(&app, EMAIL).await;
    let asked = async move {
        Purpose::SecondStep(PASSKEY)
            .request_options(&pending)
            .await
            .map(drop)
    };
    let outcome = overtaken(&app, asked, ENDED).await;
    assert_eq!(outcome, Err(Problem::SignInExpired), "passkey");
    assert_eq!(app.new_messages().await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_at_its_hash_is_refused_when_the_address_is_another_by_then() {
    let app = TestApp::with_cost(&[], SLOW).await;
    newcomer(&app, EMAIL).await;
    let before = sessions(&app).await;
    let browser = app.browser();
    let given = async move { submit_password(&browser, EMAIL, PASSWORD).await };
    let change = app.execute("UPDATE accounts SET email = 'ann.new@example.com'");
    let outcome = meanwhile(&app, given, change).await;
    assert_eq!(outcome, Err(Problem::WrongCredentials));
    assert_eq!(sessions(&app).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_at_its_hash_is_no_step_up_once_there_is_a_second_step() {
    let app = TestApp::with_cost(&["--email-codes", "on"], SLOW).await;
    let browser = newcomer(&app, EMAIL).await;
    take_email(&app, &browser, EMAIL).await;
    let given = {
        let browser = browser.clone();
        async move { step_up_with_password(&browser, PASSWORD).await }
    };
    let turn_on = app.execute("UPDATE accounts SET email_codes_at = 1");
    let outcome = meanwhile(&app, given, turn_on).await;
    assert!(
        matches!(outcome, Err(Problem::StepUpRequired { .. })),
        "{outcome:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_for_a_step_up_is_refused_once_it_is_not_asked_for_any_more() {
    let app = TestApp::with_cost(&["--email-codes", "on"], SLOW).await;
    let (browser, codes) = with_email_codes_only(&app, EMAIL).await;
    let code = codes[0].expose().to_owned();
    let given = {
        let browser = browser.clone();
        async move {
            let proof = crate::support::person::backup_code(&code);
            browser
                .call::<contract::endpoint::StepUpWithProof>(&proof)
                .await
        }
    };
    let outcome = meanwhile(&app, given, app.execute(KEYS_ONLY)).await;
    assert_eq!(outcome, Err(Problem::MethodUnavailable));
}
