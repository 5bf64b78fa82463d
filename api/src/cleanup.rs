//! Removes what has expired, now and then. Nothing relies on it: whatever has expired counts for nothing anyway.
//!
//! In small pieces, each of them a transaction of its own: whoever wants to write waits for one of them and not for all, and
//! what stops halfway goes on where it was.

use crate::{
    app::App,
    auth::browsers,
    error::Error,
    messages::{activity, notices},
    rules::limits::LONGEST_WINDOW_SECONDS,
    store::{
        self,
        expired::{self, Old},
    },
};
use contract::Timestamp;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The pause between two sweeps. What comes in during an attack is removed at about the pace at which it comes.
const PAUSE: Duration = Duration::from_mins(1);
/// Rows that are removed in one transaction.
const BATCH: u32 = 1_000;
/// Seconds for which somebody is still told that their passkey was removed.
const REMOVED_SECONDS: i64 = 400 * 24 * 60 * 60;

/// Sweeps for as long as the server runs.
pub async fn run(app: App) {
    loop {
        // Each failure has written its line.
        let _ = sweep(&app).await;
        sleep(PAUSE).await;
    }
}

/// Removes what has expired. What cannot be removed from one table stays until the next time, and keeps nothing in the others.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let mut outcome = sweep_unsent(app).await.inspect_err(warn);
    for (old, moment) in due(app) {
        outcome = outcome.and(sweep_one(app, old, moment).await.inspect_err(warn));
    }
    outcome
}

/// What is removed, and when it must have been for that.
fn due(app: &App) -> [(Old, Timestamp); 20] {
    let now = app.clock.now();
    let before = |seconds: i64| now.plus_seconds(-seconds);
    let older_than = |seconds: i64| Timestamp(before(seconds).0 - 1);
    let uncounted = before(LONGEST_WINDOW_SECONDS);
    [
        (expired::SESSIONS, now),
        (
            expired::IDLE_SESSIONS,
            before(app.config.session_idle_seconds()),
        ),
        (expired::PENDING_SIGN_INS, now),
        (expired::PENDING_AUTHENTICATORS, now),
        (expired::CEREMONIES, now),
        (expired::SENT_CODES, now),
        (expired::EMAIL_CHANGES, now),
        (expired::UNDONE_CHANGES, now),
        (expired::CLAIMS, now),
        (
            expired::HELD_NOTICES,
            older_than(notices::FORGOTTEN_SECONDS),
        ),
        (expired::PASSWORD_RESETS, now),
        (expired::RECOVERIES, now),
        (expired::REMOVED_PASSKEYS, older_than(REMOVED_SECONDS)),
        (expired::MESSAGES, now),
        (expired::ACTIVITY, older_than(activity::KEPT_SECONDS)),
        (expired::DEVICES, older_than(browsers::UNUSED_SECONDS)),
        (expired::TRIES, now),
        (expired::TRIES_WITHOUT_END, uncounted),
        (expired::TRY_LOCKS, now),
        (expired::TRY_LOCKS_WITHOUT_END, uncounted),
    ]
}

async fn sweep_one(app: &App, old: Old, moment: Timestamp) -> Result<(), Error> {
    loop {
        let began = Instant::now();
        let mut transaction = app.store.write_transaction().await?;
        let count = expired::delete_some(&mut transaction, old, moment, BATCH).await?;
        transaction.commit().await?;
        if count < u64::from(BATCH) {
            return Ok(());
        }
        let_others_write(began).await;
    }
}

/// Messages that were never sent are told of in the log.
async fn sweep_unsent(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    loop {
        let began = Instant::now();
        let mut transaction = app.store.write_transaction().await?;
        let ids = store::outbox::delete_expired_unsent(&mut transaction, now, BATCH).await?;
        transaction.commit().await?;
        for message in &ids {
            tracing::warn!(message, "a message was not sent in time");
        }
        if ids.len() < BATCH as usize {
            return Ok(());
        }
        let_others_write(began).await;
    }
}

/// Leaves as much time to everybody else as a batch took.
async fn let_others_write(began: Instant) {
    sleep(began.elapsed()).await;
}

fn warn(cause: &Error) {
    tracing::warn!(%cause, "could not remove what has expired");
}
