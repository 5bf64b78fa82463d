//! The table `ceremonies`: challenges to authenticators that wait for their one answer.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// A ceremony to be added.
#[derive(Clone, Copy)]
pub struct NewCeremonyRow<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// `register`, `sign_in`, `second_step` or `step_up`.
    pub purpose: &'static str,
    /// SHA-256 of who asked.
    pub holder: &'a [u8],
    /// Whose passkey it must be, if not anybody's.
    pub account_id: Option<&'a str>,
    /// The network that it was asked from, while nobody is known who asks.
    pub network: Option<&'a str>,
    /// `passkey` or `security_key`.
    pub kind: &'static str,
    /// What the verifier must remember, as JSON.
    pub state: &'a str,
    /// When it is dropped.
    pub expires_at: Timestamp,
}

/// A ceremony that was taken.
#[derive(Clone, sqlx::FromRow)]
pub struct TakenCeremony {
    /// Whose passkey it must be, if not anybody's.
    pub account_id: Option<String>,
    /// `passkey` or `security_key`.
    pub kind: String,
    /// What the verifier must remember, as JSON.
    pub state: String,
}

/// Adds one.
pub async fn insert(
    connection: &mut Connection,
    row: NewCeremonyRow<'_>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO ceremonies (id, purpose, holder, account_id, network, kind, state, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.id)
    .bind(row.purpose)
    .bind(row.holder)
    .bind(row.account_id)
    .bind(row.network)
    .bind(row.kind)
    .bind(row.state)
    .bind(row.expires_at.0)
    .run(connection)
    .await
}

/// Drops the oldest of this holder and purpose, so that no more than `most` are left.
pub async fn keep_newest(
    connection: &mut Connection,
    holder: &[u8],
    purpose: &str,
    most: u32,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM ceremonies WHERE holder = $1 AND purpose = $2 AND id NOT IN
             (SELECT id FROM ceremonies WHERE holder = $1 AND purpose = $2 ORDER BY expires_at DESC, id LIMIT $3)",
    )
    .bind(holder)
    .bind(purpose)
    .bind(i64::from(most))
    .run(connection)
    .await
}

/// Drops the oldest that were asked from this network, so that no more than `most` are left.
pub async fn keep_newest_of_network(
    connection: &mut Connection,
    network: &str,
    most: u32,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM ceremonies WHERE id IN
             (SELECT id FROM ceremonies WHERE network = $1 ORDER BY expires_at DESC, id LIMIT -1 OFFSET $2)",
    )
    .bind(network)
    .bind(i64::from(most))
    .run(connection)
    .await
}

/// Takes the ceremony of this holder and purpose away, if it is there and has not expired. Of several who take it at
/// once, one gets it.
pub async fn take(
    connection: &mut Connection,
    id: &str,
    holder: &[u8],
    purpose: &str,
    now: Timestamp,
) -> Result<Option<TakenCeremony>, sqlx::Error> {
    sqlx::query_as::<Database, TakenCeremony>(
        "DELETE FROM ceremonies WHERE id = $1 AND holder = $2 AND purpose = $3 AND expires_at > $4
         RETURNING account_id, kind, state",
    )
    .bind(id)
    .bind(holder)
    .bind(purpose)
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Drops every one of this purpose that is for this account, whoever asked.
pub async fn delete_of_account(
    connection: &mut Connection,
    account_id: &str,
    purpose: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM ceremonies WHERE account_id = $1 AND purpose = $2")
        .bind(account_id)
        .bind(purpose)
        .run(connection)
        .await
}

/// Whether this holder has one of this purpose that has not expired.
pub async fn is_known(
    connection: &mut Connection,
    holder: &[u8],
    purpose: &str,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar::<Database, i64>(
        "SELECT COUNT(*) FROM ceremonies WHERE holder = $1 AND purpose = $2 AND expires_at > $3",
    )
    .bind(holder)
    .bind(purpose)
    .bind(now.0)
    .fetch_one(connection)
    .await?;
    Ok(found > 0)
}
