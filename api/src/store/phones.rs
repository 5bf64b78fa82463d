//! The table `phones`: the confirmed phone number of an account.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// A confirmed phone number.
#[derive(Clone, sqlx::FromRow)]
pub struct PhoneRow {
    /// Its identifier.
    pub id: String,
    /// The account that it belongs to.
    pub account_id: String,
    /// The number, in the form E.164.
    pub number: String,
    /// When it was confirmed, in milliseconds.
    pub created_at: i64,
    /// When a code sent to it was last accepted for a second step, in milliseconds.
    pub last_used_at: Option<i64>,
}

/// Puts it in place of whatever the account had.
pub async fn replace(connection: &mut Connection, row: &PhoneRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO phones (id, account_id, number, created_at, last_used_at) VALUES ($1, $2, $3, $4, NULL)
         ON CONFLICT (account_id) DO UPDATE SET id = $1, number = $3, created_at = $4, last_used_at = NULL",
    )
    .bind(&row.id)
    .bind(&row.account_id)
    .bind(&row.number)
    .bind(row.created_at)
    .run(connection)
    .await
}

/// The one of the account.
pub async fn of_account(
    connection: &mut Connection,
    account_id: &str,
) -> Result<Option<PhoneRow>, sqlx::Error> {
    sqlx::query_as::<Database, PhoneRow>(
        "SELECT id, account_id, number, created_at, last_used_at FROM phones WHERE account_id = $1",
    )
    .bind(account_id)
    .fetch_optional(connection)
    .await
}

/// Notes that a code sent to it was accepted.
pub async fn note_use(
    connection: &mut Connection,
    account_id: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE phones SET last_used_at = $2 WHERE account_id = $1")
        .bind(account_id)
        .bind(now.0)
        .run(connection)
        .await
}

/// Removes it. Returns its number, when the account had one.
pub async fn delete(
    connection: &mut Connection,
    account_id: &str,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar::<Database, String>(
        "DELETE FROM phones WHERE account_id = $1 RETURNING number",
    )
    .bind(account_id)
    .fetch_optional(connection)
    .await
}
