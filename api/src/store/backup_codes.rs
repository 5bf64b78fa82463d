//! The tables `backup_code_sets` and `backup_codes`.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// A set, as far as it is known after it was shown.
#[derive(Clone, sqlx::FromRow)]
pub struct SetRow {
    /// Its identifier.
    pub id: String,
    /// The salt of its hashes.
    pub salt: Vec<u8>,
    /// How many codes it had.
    pub total: i64,
    /// When it was made, in milliseconds.
    pub created_at: i64,
    /// When its owner said that it is saved, in milliseconds; nothing until then.
    pub acknowledged_at: Option<i64>,
    /// How many codes are not used yet.
    pub unused: i64,
}

/// One code that is not used yet.
#[derive(Clone, sqlx::FromRow)]
pub struct UnusedCode {
    /// Its identifier.
    pub id: String,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// A set to be added.
#[derive(Clone, Copy)]
pub struct NewSet<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// The account that it belongs to.
    pub account_id: &'a str,
    /// The salt of its hashes.
    pub salt: &'a [u8],
    /// Its codes: identifier and hash.
    pub codes: &'a [(String, [u8; 32])],
}

/// Puts a new set in place of the account's old one, whose codes are void from then on.
pub async fn replace(
    connection: &mut Connection,
    set: NewSet<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    delete_of_account(connection, set.account_id).await?;
    let total = i64::try_from(set.codes.len()).unwrap_or(i64::MAX);
    sqlx::query(
        "INSERT INTO backup_code_sets (id, account_id, salt, total, created_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(set.id)
    .bind(set.account_id)
    .bind(set.salt)
    .bind(total)
    .bind(now.0)
    .run(connection)
    .await?;
    for (id, hash) in set.codes {
        sqlx::query("INSERT INTO backup_codes (id, set_id, hash) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(set.id)
            .bind(hash.as_slice())
            .run(connection)
            .await?;
    }
    Ok(())
}

/// The set of the account.
pub async fn of_account(
    connection: &mut Connection,
    account_id: &str,
) -> Result<Option<SetRow>, sqlx::Error> {
    sqlx::query_as::<Database, SetRow>(
        "SELECT id, salt, total, created_at, acknowledged_at,
             (SELECT COUNT(*) FROM backup_codes
              WHERE backup_codes.set_id = backup_code_sets.id AND used_at IS NULL) AS unused
         FROM backup_code_sets WHERE account_id = $1",
    )
    .bind(account_id)
    .fetch_optional(connection)
    .await
}

/// The codes of a set that are not used yet.
pub async fn unused(
    connection: &mut Connection,
    set_id: &str,
) -> Result<Vec<UnusedCode>, sqlx::Error> {
    sqlx::query_as::<Database, UnusedCode>(
        "SELECT id, hash FROM backup_codes WHERE set_id = $1 AND used_at IS NULL ORDER BY id",
    )
    .bind(set_id)
    .fetch_all(connection)
    .await
}

/// Notes that the owner has this set saved. Returns whether the account still has it: another set may have replaced it.
pub async fn acknowledge(
    connection: &mut Connection,
    account_id: &str,
    set_id: &str,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "UPDATE backup_code_sets SET acknowledged_at = COALESCE(acknowledged_at, $3)
         WHERE id = $2 AND account_id = $1",
    )
    .bind(account_id)
    .bind(set_id)
    .bind(now.0)
    .changes_one(connection)
    .await
}

/// Notes that the set of this code is saved: somebody has just given one of its codes.
pub async fn acknowledge_by_use(
    connection: &mut Connection,
    code_id: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE backup_code_sets SET acknowledged_at = $2
         WHERE acknowledged_at IS NULL AND id = (SELECT set_id FROM backup_codes WHERE id = $1)",
    )
    .bind(code_id)
    .bind(now.0)
    .run(connection)
    .await
}

/// Uses up a code. Returns whether it was still to be had: of two who send the same code at once, one gets it.
pub async fn use_code(
    connection: &mut Connection,
    id: &str,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query("UPDATE backup_codes SET used_at = $2 WHERE id = $1 AND used_at IS NULL")
        .bind(id)
        .bind(now.0)
        .changes_one(connection)
        .await
}

/// Removes the set of the account.
pub async fn delete_of_account(
    connection: &mut Connection,
    account_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM backup_code_sets WHERE account_id = $1")
        .bind(account_id)
        .run(connection)
        .await
}
