//! Fail closed: when something fails behind a check, nobody gets past it.

use crate::support::{
    TestApp,
    account::{RESET_SCREEN, ask_reset, check_link},
    person::{
        EMAIL, PASSWORD, credentials, enrolled, enrolled_with_pending, newcomer, pending_sign_in,
        submit_backup_code, submit_code, submit_password,
    },
};
use axum::http::StatusCode;
use contract::{Problem, endpoint::SubmitPassword, recovery::LinkKind};

#[tokio::test]
async fn without_a_table_that_a_check_needs_nobody_gets_in() {
    for table in [
        "accounts",
        "tries",
        "try_locks",
        "sessions",
        "pending_sign_ins",
    ] {
        let app = TestApp::new().await;
        let (pending, phone) = enrolled_with_pending(&app, EMAIL).await;
        app.execute(&format!("ALTER TABLE {table} RENAME TO gone"))
            .await;
        let fresh = app.browser();
        for outcome in [
            submit_code(&pending, phone.code(&app)).await,
            submit_backup_code(&pending, &phone.backup_codes[0]).await,
            submit_password(&fresh, EMAIL, PASSWORD).await,
        ] {
            let lets_in = matches!(outcome, Ok(contract::sign_in::NextStep::SignedIn(_)));
            assert!(!lets_in, "without {table}: {outcome:?}");
        }
        assert_eq!(pending.cookie("latchkey"), None, "without {table}");
        assert_eq!(fresh.cookie("latchkey"), None, "without {table}");
    }
}

#[tokio::test]
async fn a_link_that_cannot_be_looked_at_stays_counted() {
    // RL-3.
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let browser = app.browser();
    ask_reset(&browser, EMAIL).await.unwrap();
    let token = app.newest_message(EMAIL).await.token(RESET_SCREEN);
    let before = app.count("SELECT COUNT(*) FROM tries").await;
    app.execute("ALTER TABLE password_resets RENAME TO gone")
        .await;
    let failed = check_link(&browser, LinkKind::PasswordReset, &token).await;
    assert_eq!(failed, Err(Problem::Internal));
    assert_eq!(app.count("SELECT COUNT(*) FROM tries").await, before + 1);
    app.execute("ALTER TABLE gone RENAME TO password_resets")
        .await;
    check_link(&browser, LinkKind::PasswordReset, &token)
        .await
        .unwrap();
    assert_eq!(app.count("SELECT COUNT(*) FROM tries").await, before + 1);
}

#[tokio::test]
async fn a_session_that_cannot_be_kept_uses_nothing_up() {
    let app = TestApp::new().await;
    let (pending, phone) = enrolled_with_pending(&app, EMAIL).await;
    let refuse =
        "CREATE TRIGGER refuse BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'full'); END";
    app.execute(refuse).await;
    let outcome = submit_backup_code(&pending, &phone.backup_codes[0]).await;
    assert_eq!(outcome, Err(Problem::Internal));
    assert_eq!(
        submit_code(&pending, phone.code(&app)).await,
        Err(Problem::Internal)
    );
    assert_eq!(
        app.count("SELECT COUNT(*) FROM backup_codes WHERE used_at IS NULL")
            .await,
        10
    );
    app.execute("DROP TRIGGER refuse").await;
    assert!(submit_code(&pending, phone.code(&app)).await.is_ok());
}

#[tokio::test]
async fn an_attempt_that_cannot_be_counted_is_not_looked_at() {
    let app = TestApp::new().await;
    let (pending, phone) = enrolled_with_pending(&app, EMAIL).await;
    let refuse =
        "CREATE TRIGGER refuse BEFORE INSERT ON tries BEGIN SELECT RAISE(ABORT, 'full'); END";
    app.execute(refuse).await;
    assert_eq!(
        submit_code(&pending, phone.code(&app)).await,
        Err(Problem::Internal)
    );
    assert_eq!(
        submit_code(&pending, phone.wrong_code(&app)).await,
        Err(Problem::Internal)
    );
    let password = submit_password(&app.browser(), EMAIL, PASSWORD).await;
    assert_eq!(password, Err(Problem::Internal));
    let password = submit_password(&app.browser(), EMAIL, "wrong horse").await;
    assert_eq!(
        password,
        Err(Problem::Internal),
        "right and wrong cannot be told apart"
    );
}

#[tokio::test]
async fn a_change_that_fails_halfway_did_not_happen() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let refuse = "CREATE TRIGGER refuse BEFORE DELETE ON backup_code_sets BEGIN SELECT RAISE(ABORT, 'full'); END";
    app.execute(refuse).await;
    let before = app.dump().await;
    let refused = crate::account::authenticators::remove(&browser, &phone.id).await;
    assert_eq!(refused, Err(Problem::Internal));
    assert_eq!(app.dump().await, before);
    app.next_step();
    assert!(
        submit_code(&pending_sign_in(&app, EMAIL).await, phone.code(&app))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn while_the_database_is_busy_callers_are_told_to_come_back() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let busy = app.app.store.write_transaction().await.unwrap();
    let browser = app.browser();
    let answer = browser
        .ask::<SubmitPassword>(&credentials(EMAIL, PASSWORD))
        .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(matches!(answer.problem(), Problem::Busy { .. }));
    assert!(answer.header("retry-after").is_some());
    assert!(answer.set_cookies().is_empty());
    busy.rollback().await.unwrap();
    assert!(submit_password(&browser, EMAIL, PASSWORD).await.is_ok());
}
