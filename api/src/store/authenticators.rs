//! The table `authenticators`: those that are confirmed.

use super::{Connection, Database, Statement as _, sealed::SealedColumns};
use contract::Timestamp;

/// A confirmed authenticator.
#[derive(Clone, sqlx::FromRow)]
pub struct AuthenticatorRow {
    /// Its identifier.
    pub id: String,
    /// The account that it belongs to.
    pub account_id: String,
    /// What its owner calls it.
    pub name: String,
    /// Its secret.
    #[sqlx(flatten)]
    pub sealed: SealedColumns,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: String,
    /// Digits of a code.
    pub digits: i64,
    /// Seconds for which a code is shown.
    pub period: i64,
    /// The time step of the last code that was accepted.
    pub last_step: i64,
    /// When it was confirmed, in milliseconds.
    pub created_at: i64,
    /// When a code of it was last accepted after that, in milliseconds.
    pub last_used_at: Option<i64>,
}

/// Adds one, with the number that its app shows it by.
pub async fn insert(
    connection: &mut Connection,
    row: &AuthenticatorRow,
    label: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO authenticators
             (id, account_id, name, key_id, nonce, ciphertext, algorithm, digits, period, last_step,
              created_at, last_used_at, label)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(&row.id)
    .bind(&row.account_id)
    .bind(&row.name)
    .bind(&row.sealed.key_id)
    .bind(&row.sealed.nonce)
    .bind(&row.sealed.ciphertext)
    .bind(&row.algorithm)
    .bind(row.digits)
    .bind(row.period)
    .bind(row.last_step)
    .bind(row.created_at)
    .bind(row.last_used_at)
    .bind(label)
    .run(connection)
    .await
}

/// A number that no authenticator of the account has: its app shall not take it for one of those.
pub async fn next_label(connection: &mut Connection, account_id: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar::<Database, i64>(
        "SELECT COALESCE(MAX(label), 0) + 1 FROM authenticators WHERE account_id = $1",
    )
    .bind(account_id)
    .fetch_one(connection)
    .await
}

/// Those of the account, oldest first.
pub async fn of_account(
    connection: &mut Connection,
    account_id: &str,
) -> Result<Vec<AuthenticatorRow>, sqlx::Error> {
    sqlx::query_as::<Database, AuthenticatorRow>(
        "SELECT id, account_id, name, key_id, nonce, ciphertext, algorithm, digits, period, last_step,
             created_at, last_used_at
         FROM authenticators WHERE account_id = $1 ORDER BY created_at, id",
    )
    .bind(account_id)
    .fetch_all(connection)
    .await
}

/// How many the account has.
pub async fn count(connection: &mut Connection, account_id: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar::<Database, i64>("SELECT COUNT(*) FROM authenticators WHERE account_id = $1")
        .bind(account_id)
        .fetch_one(connection)
        .await
}

/// Uses up a time step and every earlier one. Returns whether it was still to be had: of two who send the same
/// code at once, one gets it.
pub async fn use_step(
    connection: &mut Connection,
    id: &str,
    step: i64,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "UPDATE authenticators SET last_step = $2, last_used_at = $3 WHERE id = $1 AND last_step < $2",
    )
    .bind(id)
    .bind(step)
    .bind(now.0)
    .changes_one(connection)
    .await
}

/// The time step of the last code of it that was accepted.
pub async fn last_step(connection: &mut Connection, id: &str) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar::<Database, i64>("SELECT last_step FROM authenticators WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await
}

/// Gives it another name. Returns whether the account has it.
pub async fn rename(
    connection: &mut Connection,
    account_id: &str,
    id: &str,
    name: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query("UPDATE authenticators SET name = $3 WHERE id = $1 AND account_id = $2")
        .bind(id)
        .bind(account_id)
        .bind(name)
        .changes_one(connection)
        .await
}

/// Removes it. Returns its name, when the account had it.
pub async fn delete(
    connection: &mut Connection,
    account_id: &str,
    id: &str,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar::<Database, String>(
        "DELETE FROM authenticators WHERE id = $1 AND account_id = $2 RETURNING name",
    )
    .bind(id)
    .bind(account_id)
    .fetch_optional(connection)
    .await
}

/// The keys that secrets are sealed with.
pub async fn key_ids(connection: &mut Connection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar::<Database, String>("SELECT DISTINCT key_id FROM authenticators")
        .fetch_all(connection)
        .await
}

/// Up to so many of those that are sealed with this key.
pub async fn some_of_key(
    connection: &mut Connection,
    key_id: &str,
    most: i64,
) -> Result<Vec<AuthenticatorRow>, sqlx::Error> {
    sqlx::query_as::<Database, AuthenticatorRow>(
        "SELECT id, account_id, name, key_id, nonce, ciphertext, algorithm, digits, period, last_step,
             created_at, last_used_at
         FROM authenticators WHERE key_id = $1 ORDER BY id LIMIT $2",
    )
    .bind(key_id)
    .bind(most)
    .fetch_all(connection)
    .await
}
