//! The table `recoveries`: at most one per account.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// The recovery of an account.
#[derive(Clone, sqlx::FromRow)]
pub struct RecoveryRow {
    /// The account that it belongs to.
    pub account_id: String,
    /// When the waiting period ends, in milliseconds; nothing until it began.
    pub ready_at: Option<i64>,
    /// When the link, or what it led to, lapses, in milliseconds.
    pub expires_at: i64,
    /// The message that says that it can be finished.
    pub outbox_id: Option<String>,
}

/// A recovery that is asked for.
#[derive(Clone, Copy)]
pub struct NewRecovery<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// The account that it belongs to.
    pub account_id: &'a str,
    /// SHA-256 of the token of its link.
    pub start_hash: &'a [u8],
    /// When the link lapses.
    pub expires_at: Timestamp,
}

/// What the link of a recovery begins.
#[derive(Clone, Copy)]
pub struct Start<'a> {
    /// SHA-256 of the token that stops it.
    pub cancel_hash: &'a [u8],
    /// When the waiting period ends.
    pub ready_at: Timestamp,
    /// When it lapses if nobody finishes it.
    pub expires_at: Timestamp,
}

/// The recovery of the account, whether or not it has lapsed.
pub async fn of_account(
    connection: &mut Connection,
    account_id: &str,
) -> Result<Option<RecoveryRow>, sqlx::Error> {
    sqlx::query_as::<Database, RecoveryRow>(
        "SELECT account_id, ready_at, expires_at, outbox_id FROM recoveries WHERE account_id = $1",
    )
    .bind(account_id)
    .fetch_optional(connection)
    .await
}

/// Puts a recovery that is asked for in place of the account's earlier one.
pub async fn replace(
    connection: &mut Connection,
    new: NewRecovery<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO recoveries (id, account_id, start_hash, asked_hash, asked_at, expires_at)
         VALUES ($1, $2, $3, $3, $4, $5)
         ON CONFLICT (account_id) DO UPDATE SET id = $1, start_hash = $3, asked_hash = $3, cancel_hash = NULL,
             asked_at = $4, ready_at = NULL, expires_at = $5, outbox_id = NULL",
    )
    .bind(new.id)
    .bind(new.account_id)
    .bind(new.start_hash)
    .bind(now.0)
    .bind(new.expires_at.0)
    .run(connection)
    .await
}

/// Begins the waiting period of the recovery with this link. Returns whose it is, if the link was still good: it is good
/// once.
pub async fn start(
    connection: &mut Connection,
    start_hash: &[u8],
    start: Start<'_>,
    now: Timestamp,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar::<Database, String>(
        "UPDATE recoveries SET start_hash = NULL, cancel_hash = $2, ready_at = $3, expires_at = $4
         WHERE start_hash = $1 AND ready_at IS NULL AND expires_at > $5 RETURNING account_id",
    )
    .bind(start_hash)
    .bind(start.cancel_hash)
    .bind(start.ready_at.0)
    .bind(start.expires_at.0)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Whether this link would begin a waiting period.
pub async fn can_start(
    connection: &mut Connection,
    start_hash: &[u8],
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar::<Database, bool>(
        "SELECT EXISTS (SELECT 1 FROM recoveries
             WHERE start_hash = $1 AND ready_at IS NULL AND expires_at > $2)",
    )
    .bind(start_hash)
    .bind(now.0)
    .fetch_one(connection)
    .await
}

/// Whether this link would stop a recovery.
pub async fn can_stop(
    connection: &mut Connection,
    cancel_hash: &[u8],
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar::<Database, bool>(
        "SELECT EXISTS (SELECT 1 FROM recoveries WHERE cancel_hash = $1 AND expires_at > $2)",
    )
    .bind(cancel_hash)
    .bind(now.0)
    .fetch_one(connection)
    .await
}

/// Keeps which message says that it can be finished.
pub async fn set_outbox_id(
    connection: &mut Connection,
    account_id: &str,
    outbox_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE recoveries SET outbox_id = $2 WHERE account_id = $1")
        .bind(account_id)
        .bind(outbox_id)
        .run(connection)
        .await
}

/// Takes away the recovery that this link stops, if it is under way: the link of any of its mails.
pub async fn take_by_link(
    connection: &mut Connection,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<RecoveryRow>, sqlx::Error> {
    sqlx::query_as::<Database, RecoveryRow>(
        "DELETE FROM recoveries WHERE (cancel_hash = $1 OR asked_hash = $1) AND expires_at > $2
         RETURNING account_id, ready_at, expires_at, outbox_id",
    )
    .bind(hash)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Takes away the recovery of the account, if one is under way.
pub async fn take_of_account(
    connection: &mut Connection,
    account_id: &str,
    now: Timestamp,
) -> Result<Option<RecoveryRow>, sqlx::Error> {
    sqlx::query_as::<Database, RecoveryRow>(
        "DELETE FROM recoveries WHERE account_id = $1 AND expires_at > $2
         RETURNING account_id, ready_at, expires_at, outbox_id",
    )
    .bind(account_id)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Takes away the recovery of the account whose waiting period is over: whoever took it may go on, once.
pub async fn take_ready(
    connection: &mut Connection,
    account_id: &str,
    now: Timestamp,
) -> Result<Option<RecoveryRow>, sqlx::Error> {
    sqlx::query_as::<Database, RecoveryRow>(
        "DELETE FROM recoveries WHERE account_id = $1 AND ready_at <= $2 AND expires_at > $2
         RETURNING account_id, ready_at, expires_at, outbox_id",
    )
    .bind(account_id)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}
