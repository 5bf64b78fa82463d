//! The table `passkeys`: passkeys and security keys.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// A passkey or security key.
#[derive(Clone, sqlx::FromRow)]
pub struct PasskeyRow {
    /// Its identifier.
    pub id: String,
    /// The account that it belongs to.
    pub account_id: String,
    /// `passkey` or `security_key`.
    pub kind: String,
    /// What its owner calls it.
    pub name: String,
    /// What its authenticator calls it.
    pub credential_id: Vec<u8>,
    /// The public key and what goes with it, as JSON.
    pub credential: String,
    /// Its signature counter, as of its last right answer.
    pub sign_count: i64,
    /// Whether its authenticator checked who held it when it was made.
    pub uv_initialized: bool,
    /// Whether it may be on several devices.
    pub backup_eligible: bool,
    /// Whether it is on several devices, as of its last right answer.
    pub backed_up: bool,
    /// How its authenticator can be reached, separated by commas.
    pub transports: String,
    /// The model of its authenticator, as a UUID.
    pub aaguid: Option<String>,
    /// The domain that it is bound to.
    pub rp_id: String,
    /// When it was added, in milliseconds.
    pub created_at: i64,
    /// When it last proved something after that, in milliseconds.
    pub last_used_at: Option<i64>,
    /// When its signature counter last went backwards, in milliseconds.
    pub counter_went_back_at: Option<i64>,
}

/// How many an account has.
#[derive(Clone, Copy, Debug, Default, sqlx::FromRow)]
pub struct Counts {
    /// Passkeys.
    pub passkeys: i64,
    /// Security keys.
    pub security_keys: i64,
}

/// What a right answer changes.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// The signature counter that it came with.
    pub sign_count: u32,
    /// Whether the passkey is on several devices by now.
    pub is_backed_up: bool,
}

/// Adds one. A credential that any account has already breaks `passkeys_credential_id_key`.
pub async fn insert(connection: &mut Connection, row: &PasskeyRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO passkeys
             (id, account_id, kind, name, credential_id, credential, sign_count, uv_initialized, backup_eligible,
              backed_up, transports, aaguid, rp_id, created_at, last_used_at, counter_went_back_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(&row.id)
    .bind(&row.account_id)
    .bind(&row.kind)
    .bind(&row.name)
    .bind(&row.credential_id)
    .bind(&row.credential)
    .bind(row.sign_count)
    .bind(row.uv_initialized)
    .bind(row.backup_eligible)
    .bind(row.backed_up)
    .bind(&row.transports)
    .bind(&row.aaguid)
    .bind(&row.rp_id)
    .bind(row.created_at)
    .bind(row.last_used_at)
    .bind(row.counter_went_back_at)
    .run(connection)
    .await
}

/// Those of the account, oldest first.
pub async fn of_account(
    connection: &mut Connection,
    account_id: &str,
) -> Result<Vec<PasskeyRow>, sqlx::Error> {
    sqlx::query_as::<Database, PasskeyRow>(
        "SELECT id, account_id, kind, name, credential_id, credential, sign_count, uv_initialized, backup_eligible,
             backed_up, transports, aaguid, rp_id, created_at, last_used_at, counter_went_back_at
         FROM passkeys WHERE account_id = $1 ORDER BY created_at, id",
    )
    .bind(account_id)
    .fetch_all(connection)
    .await
}

/// The one that its authenticator calls so, whose ever it is.
pub async fn find_by_credential_id(
    connection: &mut Connection,
    credential_id: &[u8],
) -> Result<Option<PasskeyRow>, sqlx::Error> {
    sqlx::query_as::<Database, PasskeyRow>(
        "SELECT id, account_id, kind, name, credential_id, credential, sign_count, uv_initialized, backup_eligible,
             backed_up, transports, aaguid, rp_id, created_at, last_used_at, counter_went_back_at
         FROM passkeys WHERE credential_id = $1",
    )
    .bind(credential_id)
    .fetch_optional(connection)
    .await
}

/// How many the account has.
pub async fn counts(connection: &mut Connection, account_id: &str) -> Result<Counts, sqlx::Error> {
    sqlx::query_as::<Database, Counts>(
        "SELECT
             (SELECT COUNT(*) FROM passkeys WHERE account_id = $1 AND kind = 'passkey') AS passkeys,
             (SELECT COUNT(*) FROM passkeys WHERE account_id = $1 AND kind = 'security_key') AS security_keys",
    )
    .bind(account_id)
    .fetch_one(connection)
    .await
}

/// How many the account has that are bound to this domain.
pub async fn counts_at(
    connection: &mut Connection,
    account_id: &str,
    rp_id: &str,
) -> Result<Counts, sqlx::Error> {
    sqlx::query_as::<Database, Counts>(
        "SELECT
             (SELECT COUNT(*) FROM passkeys WHERE account_id = $1 AND rp_id = $2 AND kind = 'passkey') AS passkeys,
             (SELECT COUNT(*) FROM passkeys WHERE account_id = $1 AND rp_id = $2 AND kind = 'security_key')
                 AS security_keys",
    )
    .bind(account_id)
    .bind(rp_id)
    .fetch_one(connection)
    .await
}

/// Whether it is there.
pub async fn is_there(connection: &mut Connection, id: &str) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar::<Database, i64>("SELECT COUNT(*) FROM passkeys WHERE id = $1")
        .bind(id)
        .fetch_one(connection)
        .await?;
    Ok(found == 1)
}

/// Notes a right answer. Returns whether its counter was still to be had: it must grow, unless the authenticator has
/// none (WebAuthn L3 §6.1.1). Of two answers that came with the same one, one gets it.
pub async fn note_use(
    connection: &mut Connection,
    id: &str,
    used: Use,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "UPDATE passkeys SET sign_count = $2, backed_up = $3, last_used_at = $4
         WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))",
    )
    .bind(id)
    .bind(i64::from(used.sign_count))
    .bind(used.is_backed_up)
    .bind(now.0)
    .changes_one(connection)
    .await
}

/// Notes that its counter went backwards, and nothing else. Returns whose it is, and its name.
pub async fn note_counter_went_back(
    connection: &mut Connection,
    id: &str,
    now: Timestamp,
) -> Result<Option<(String, String)>, sqlx::Error> {
    sqlx::query_as::<Database, (String, String)>(
        "UPDATE passkeys SET counter_went_back_at = $2 WHERE id = $1 RETURNING account_id, name",
    )
    .bind(id)
    .bind(now.0)
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
    sqlx::query("UPDATE passkeys SET name = $3 WHERE id = $1 AND account_id = $2")
        .bind(id)
        .bind(account_id)
        .bind(name)
        .changes_one(connection)
        .await
}

/// Removes it. Returns what it was, when the account had it.
pub async fn delete(
    connection: &mut Connection,
    account_id: &str,
    id: &str,
) -> Result<Option<PasskeyRow>, sqlx::Error> {
    sqlx::query_as::<Database, PasskeyRow>(
        "DELETE FROM passkeys WHERE id = $1 AND account_id = $2
         RETURNING id, account_id, kind, name, credential_id, credential, sign_count, uv_initialized,
             backup_eligible, backed_up, transports, aaguid, rp_id, created_at, last_used_at, counter_went_back_at",
    )
    .bind(id)
    .bind(account_id)
    .fetch_optional(connection)
    .await
}
