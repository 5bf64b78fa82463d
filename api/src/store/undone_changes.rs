//! The table `undone_changes`: changes of an email address that were undone, whose link still shows what was added in
//! between.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// A change that was undone.
#[derive(Clone, sqlx::FromRow)]
pub struct UndoneChangeRow {
    /// The account that it belongs to.
    pub account_id: String,
    /// When the address was changed, in milliseconds.
    pub changed_at: i64,
    /// When that was undone, in milliseconds.
    pub undone_at: i64,
    /// Whether the link may remove what was added in between.
    pub may_remove: bool,
}

/// Remembers one, by the SHA-256 of the token of its link.
pub async fn insert(
    connection: &mut Connection,
    token_hash: &[u8],
    row: &UndoneChangeRow,
    expires_at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO undone_changes (token_hash, account_id, changed_at, undone_at, expires_at, may_remove)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(token_hash)
    .bind(&row.account_id)
    .bind(row.changed_at)
    .bind(row.undone_at)
    .bind(expires_at.0)
    .bind(row.may_remove)
    .run(connection)
    .await
}

/// The one with this token, if it has not expired.
pub async fn find(
    connection: &mut Connection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<UndoneChangeRow>, sqlx::Error> {
    sqlx::query_as::<Database, UndoneChangeRow>(
        "SELECT account_id, changed_at, undone_at, may_remove FROM undone_changes
         WHERE token_hash = $1 AND expires_at > $2",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Takes the one with this token, if it has not expired and may remove something.
pub async fn take(
    connection: &mut Connection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<UndoneChangeRow>, sqlx::Error> {
    sqlx::query_as::<Database, UndoneChangeRow>(
        "DELETE FROM undone_changes WHERE token_hash = $1 AND expires_at > $2 AND may_remove = 1
         RETURNING account_id, changed_at, undone_at, may_remove",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}
