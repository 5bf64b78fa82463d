//! The table `password_resets`: links for a new password.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// Adds a link for the account, if there is such an account.
pub async fn insert(
    connection: &mut Connection,
    token_hash: &[u8],
    account_id: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO password_resets (token_hash, account_id, created_at, expires_at)
         SELECT $1, id, $3, $4 FROM accounts WHERE id = $2",
    )
    .bind(token_hash)
    .bind(account_id)
    .bind(now.0)
    .bind(expires_at.0)
    .run(connection)
    .await
}

/// Whose link it is, if it is still good.
pub async fn find(
    connection: &mut Connection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar::<Database, String>(
        "SELECT account_id FROM password_resets WHERE token_hash = $1 AND expires_at > $2",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Takes it away. Returns whose it was, if it was still good: whoever took it may go on, once.
pub async fn take(
    connection: &mut Connection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar::<Database, String>(
        "DELETE FROM password_resets WHERE token_hash = $1 AND expires_at > $2 RETURNING account_id",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Removes every link of the account.
pub async fn delete_of_account(
    connection: &mut Connection,
    account_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM password_resets WHERE account_id = $1")
        .bind(account_id)
        .run(connection)
        .await
}
