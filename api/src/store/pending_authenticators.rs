//! The table `pending_authenticators`: those that wait for their first code.

use super::{Connection, Database, Statement as _, sealed::SealedColumns};
use contract::Timestamp;

/// An authenticator that waits for its first code.
#[derive(Clone, sqlx::FromRow)]
pub struct PendingAuthenticatorRow {
    /// Its identifier.
    pub id: String,
    /// The account that it belongs to.
    pub account_id: String,
    /// The session that started it, and that alone may confirm it.
    pub session_id: String,
    /// Its secret.
    #[sqlx(flatten)]
    pub sealed: SealedColumns,
    /// When it was started, in milliseconds.
    pub created_at: i64,
    /// When it is dropped, in milliseconds.
    pub expires_at: i64,
    /// The number that its app shows it by.
    pub label: i64,
}

/// Puts it in place of whatever waited before for this account.
pub async fn replace(
    connection: &mut Connection,
    row: &PendingAuthenticatorRow,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO pending_authenticators
             (id, account_id, session_id, key_id, nonce, ciphertext, created_at, expires_at, label)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (account_id) DO UPDATE SET
             id = $1, session_id = $3, key_id = $4, nonce = $5, ciphertext = $6, created_at = $7, expires_at = $8,
             label = $9",
    )
    .bind(&row.id)
    .bind(&row.account_id)
    .bind(&row.session_id)
    .bind(&row.sealed.key_id)
    .bind(&row.sealed.nonce)
    .bind(&row.sealed.ciphertext)
    .bind(row.created_at)
    .bind(row.expires_at)
    .bind(row.label)
    .run(connection)
    .await
}

/// The one that this session started and that has not expired.
pub async fn of_session(
    connection: &mut Connection,
    session_id: &str,
    now: Timestamp,
) -> Result<Option<PendingAuthenticatorRow>, sqlx::Error> {
    sqlx::query_as::<Database, PendingAuthenticatorRow>(
        "SELECT id, account_id, session_id, key_id, nonce, ciphertext, created_at, expires_at, label
         FROM pending_authenticators WHERE session_id = $1 AND expires_at > $2",
    )
    .bind(session_id)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Takes it away. Returns whether this session's was still there.
pub async fn take(
    connection: &mut Connection,
    session_id: &str,
    id: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query("DELETE FROM pending_authenticators WHERE id = $1 AND session_id = $2")
        .bind(id)
        .bind(session_id)
        .changes_one(connection)
        .await
}

/// Drops the one of the account.
pub async fn delete_of_account(
    connection: &mut Connection,
    account_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM pending_authenticators WHERE account_id = $1")
        .bind(account_id)
        .run(connection)
        .await
}
