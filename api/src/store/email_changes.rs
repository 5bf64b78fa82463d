//! The table `email_changes`: changes of an email address that can still be undone.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// A change that can still be undone.
#[derive(Clone, sqlx::FromRow)]
pub struct EmailChangeRow {
    /// The account that it belongs to.
    pub account_id: String,
    /// The address before.
    pub old_email: String,
    /// When that was confirmed, in milliseconds.
    pub old_confirmed_at: Option<i64>,
    /// When it was changed, in milliseconds.
    pub created_at: i64,
}

/// A change to be remembered.
#[derive(Clone, Copy)]
pub struct NewEmailChange<'a> {
    /// SHA-256 of the token of the link that undoes it.
    pub token_hash: &'a [u8],
    /// The account that it belongs to.
    pub account_id: &'a str,
    /// The address before.
    pub old_email: &'a str,
    /// When that was confirmed, in milliseconds.
    pub old_confirmed_at: Option<i64>,
    /// Until when it can be undone.
    pub expires_at: Timestamp,
}

/// Adds one.
pub async fn insert(
    connection: &mut Connection,
    change: NewEmailChange<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO email_changes (token_hash, account_id, old_email, old_confirmed_at, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(change.token_hash)
    .bind(change.account_id)
    .bind(change.old_email)
    .bind(change.old_confirmed_at)
    .bind(now.0)
    .bind(change.expires_at.0)
    .run(connection)
    .await
}

/// Takes the one with this token, if it has not expired.
pub async fn take(
    connection: &mut Connection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<EmailChangeRow>, sqlx::Error> {
    sqlx::query_as::<Database, EmailChangeRow>(
        "DELETE FROM email_changes WHERE token_hash = $1 AND expires_at > $2
         RETURNING account_id, old_email, old_confirmed_at, created_at",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Whether the one with this token is there and has not expired.
pub async fn is_there(
    connection: &mut Connection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar::<Database, bool>(
        "SELECT EXISTS (SELECT 1 FROM email_changes WHERE token_hash = $1 AND expires_at > $2)",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_one(connection)
    .await
}

/// Forgets those of the account that were made at a moment or after it.
pub async fn delete_since(
    connection: &mut Connection,
    account_id: &str,
    since: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM email_changes WHERE account_id = $1 AND created_at >= $2")
        .bind(account_id)
        .bind(since)
        .run(connection)
        .await
}

/// When the account's address was first changed from this one, if that can still be undone.
pub async fn made_from(
    connection: &mut Connection,
    (account_id, email): (&str, &str),
    now: Timestamp,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar::<Database, i64>(
        "SELECT created_at FROM email_changes WHERE account_id = $1 AND old_email = $2 AND expires_at > $3
         ORDER BY created_at LIMIT 1",
    )
    .bind(account_id)
    .bind(email)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// The account that can still take this address back.
pub async fn owner_of(
    connection: &mut Connection,
    email: &str,
    now: Timestamp,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar::<Database, String>(
        "SELECT account_id FROM email_changes WHERE old_email = $1 AND expires_at > $2 LIMIT 1",
    )
    .bind(email)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}
