//! What has expired is removed in small pieces.

use crate::support::{
    TestApp,
    person::{EMAIL, newcomer, submit_password},
};
use api::cleanup::sweep;
use std::time::Duration;
use tokio::time::sleep;

/// Rows of one sweep: several transactions' worth.
const MANY: i64 = 3_500;

/// So many sessions that have ended, or that nobody uses any more.
async fn with_old_sessions(app: &TestApp) {
    newcomer(app, EMAIL).await;
    let copies = format!(
        "WITH RECURSIVE copy(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copy WHERE number < {MANY})
         INSERT INTO sessions
             (id, token_hash, account_id, level, created_at, last_seen_at, proved_at, expires_at, user_agent)
         SELECT 'old' || number, CAST(number AS BLOB), account_id, level, 0,
             CASE number % 2 WHEN 0 THEN 1 ELSE last_seen_at END, 0,
             CASE number % 2 WHEN 0 THEN expires_at ELSE 1 END, ''
         FROM copy, (SELECT * FROM sessions LIMIT 1)"
    );
    app.execute(&copies).await;
}

const SESSIONS: &str = "SELECT COUNT(*) FROM sessions";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_waits_for_a_piece_of_the_sweep_and_not_for_all_of_it() {
    let app = TestApp::new().await;
    with_old_sessions(&app).await;
    // The sweep stands first in the line of writers, and each of five others behind it.
    let held = app.app.store.write_transaction().await.unwrap();
    let sweeping = {
        let app = app.app.clone();
        tokio::spawn(async move { sweep(&app).await.unwrap() })
    };
    sleep(Duration::from_millis(50)).await;
    held.commit().await.unwrap();
    let mut seen = Vec::new();
    loop {
        let turn = app.app.store.write_transaction().await.unwrap();
        let left = app.count(SESSIONS).await;
        turn.rollback().await.unwrap();
        seen.push(left);
        if left == 1 {
            break;
        }
    }
    sweeping.await.unwrap();
    let halfway = seen.iter().any(|left| *left > 1 && *left <= MANY);
    assert!(halfway, "nobody wrote between the pieces: {seen:?}");
    assert_eq!(app.count(SESSIONS).await, 1);
}

#[tokio::test]
async fn an_attempt_is_kept_as_long_as_its_own_limit_looks_at_it() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    app.execute("DELETE FROM tries").await;
    app.execute("DELETE FROM try_locks").await;
    let stranger = app.browser();
    submit_password(&stranger, EMAIL, "a password that is wrong")
        .await
        .unwrap_err();
    // Against the network and the person for a quarter of an hour, against the address for an hour.
    for (seconds, left) in [(0, 3), (15 * 60 - 1, 3), (1, 1), (45 * 60 - 1, 1), (1, 0)] {
        app.clock.advance_seconds(seconds);
        sweep(&app.app).await.unwrap();
        assert_eq!(
            app.count("SELECT COUNT(*) FROM tries").await,
            left,
            "after {seconds} more"
        );
        assert_eq!(
            app.count("SELECT COUNT(*) FROM try_locks").await,
            left,
            "after {seconds} more"
        );
    }
}

#[tokio::test]
async fn attempts_that_were_counted_before_they_had_an_end_are_kept_for_a_day() {
    let app = TestApp::new().await;
    let now = app.clock.now().0;
    app.execute(&format!(
        "INSERT INTO tries (id, subject, at) VALUES ('a', 's', {now})"
    ))
    .await;
    app.execute(&format!(
        "INSERT INTO try_locks (subject, touched_at) VALUES ('s', {now})"
    ))
    .await;
    for (seconds, left) in [(24 * 60 * 60 - 1, 1), (1, 0)] {
        app.clock.advance_seconds(seconds);
        sweep(&app.app).await.unwrap();
        assert_eq!(app.count("SELECT COUNT(*) FROM tries").await, left);
        assert_eq!(app.count("SELECT COUNT(*) FROM try_locks").await, left);
    }
}

#[tokio::test]
async fn a_table_that_cannot_be_swept_keeps_nothing_in_the_others() {
    let app = TestApp::new().await;
    with_old_sessions(&app).await;
    app.execute("INSERT INTO tries (id, subject, at) VALUES ('a', 's', 1)")
        .await;
    let refuse =
        "CREATE TRIGGER refuse BEFORE DELETE ON sessions BEGIN SELECT RAISE(ABORT, 'full'); END";
    app.execute(refuse).await;
    assert!(sweep(&app.app).await.is_err());
    assert_eq!(app.count(SESSIONS).await, MANY + 1);
    assert_eq!(
        app.count("SELECT COUNT(*) FROM tries WHERE id = 'a'").await,
        0
    );
}
