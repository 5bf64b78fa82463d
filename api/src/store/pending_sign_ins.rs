//! The table `pending_sign_ins`: the password was right, the second step is owed.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// A pending sign-in.
#[derive(Clone, sqlx::FromRow)]
pub struct PendingSignIn {
    /// SHA-256 of its token.
    pub token_hash: Vec<u8>,
    /// The account that it belongs to.
    pub account_id: String,
    /// When it is dropped, in milliseconds.
    pub expires_at: i64,
    /// Why the password would be refused as a new one, as JSON.
    pub password_advice: Option<String>,
    /// Whether the account knew the browser in which the password was given.
    pub known_browser: bool,
}

/// Adds one.
pub async fn insert(
    connection: &mut Connection,
    row: &PendingSignIn,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO pending_sign_ins
             (token_hash, account_id, created_at, expires_at, password_advice, known_browser)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&row.token_hash)
    .bind(&row.account_id)
    .bind(now.0)
    .bind(row.expires_at)
    .bind(&row.password_advice)
    .bind(row.known_browser)
    .run(connection)
    .await
}

/// The one with this token that has not expired.
pub async fn find(
    connection: &mut Connection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<PendingSignIn>, sqlx::Error> {
    sqlx::query_as::<Database, PendingSignIn>(
        "SELECT token_hash, account_id, expires_at, password_advice, known_browser FROM pending_sign_ins
         WHERE token_hash = $1 AND expires_at > $2",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Takes it away. Returns whether it was still there: whoever took it may go on, once.
pub async fn take(connection: &mut Connection, token_hash: &[u8]) -> Result<bool, sqlx::Error> {
    sqlx::query("DELETE FROM pending_sign_ins WHERE token_hash = $1")
        .bind(token_hash)
        .changes_one(connection)
        .await
}

/// Gives up every pending sign-in of the account.
pub async fn delete_of_account(
    connection: &mut Connection,
    account_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM pending_sign_ins WHERE account_id = $1")
        .bind(account_id)
        .run(connection)
        .await
}
