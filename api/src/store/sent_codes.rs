//! The table `sent_codes`: codes that were sent and can still be given.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// A code that was sent.
#[derive(Clone, sqlx::FromRow)]
pub struct SentCodeRow {
    /// Its identifier.
    pub id: String,
    /// The account that it belongs to.
    pub account_id: String,
    /// What it is for.
    pub purpose: String,
    /// Who asked, and alone may give it.
    pub holder: Vec<u8>,
    /// `text_message` or `email`.
    pub channel: String,
    /// The number or address that it was sent to.
    pub destination: String,
    /// The key that `mac` was made with.
    pub key_id: String,
    /// What proves the code.
    pub mac: Vec<u8>,
    /// How often a code was tried on it.
    pub tries: i64,
    /// When it was sent, in milliseconds.
    pub created_at: i64,
    /// When it is not taken any more, in milliseconds.
    pub expires_at: i64,
}

/// Which place a code has: there is one code in each.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// What it is for.
    pub purpose: &'a str,
    /// Who asked.
    pub holder: &'a [u8],
    /// `text_message` or `email`.
    pub channel: &'a str,
}

/// Puts it in place of the one before.
pub async fn replace(connection: &mut Connection, row: &SentCodeRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO sent_codes
             (id, account_id, purpose, holder, channel, destination, key_id, mac, tries, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)
         ON CONFLICT (purpose, holder, channel) DO UPDATE SET
             id = $1, account_id = $2, destination = $6, key_id = $7, mac = $8, tries = 0, created_at = $9,
             expires_at = $10",
    )
    .bind(&row.id)
    .bind(&row.account_id)
    .bind(&row.purpose)
    .bind(&row.holder)
    .bind(&row.channel)
    .bind(&row.destination)
    .bind(&row.key_id)
    .bind(&row.mac)
    .bind(row.created_at)
    .bind(row.expires_at)
    .run(connection)
    .await
}

/// The one in this place that can still be given: it has not expired, and was tried fewer times than this.
pub async fn find(
    connection: &mut Connection,
    place: Place<'_>,
    tries_max: u32,
    now: Timestamp,
) -> Result<Option<SentCodeRow>, sqlx::Error> {
    sqlx::query_as::<Database, SentCodeRow>(
        "SELECT id, account_id, purpose, holder, channel, destination, key_id, mac, tries, created_at, expires_at
         FROM sent_codes
         WHERE purpose = $1 AND holder = $2 AND channel = $3 AND tries < $4 AND expires_at > $5",
    )
    .bind(place.purpose)
    .bind(place.holder)
    .bind(place.channel)
    .bind(i64::from(tries_max))
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Counts an attempt on the one in this place, unless it expired or was tried this often.
pub async fn count_try(
    connection: &mut Connection,
    place: Place<'_>,
    tries_max: u32,
    now: Timestamp,
) -> Result<Option<SentCodeRow>, sqlx::Error> {
    sqlx::query_as::<Database, SentCodeRow>(
        "UPDATE sent_codes SET tries = tries + 1
         WHERE purpose = $1 AND holder = $2 AND channel = $3 AND tries < $4 AND expires_at > $5
         RETURNING id, account_id, purpose, holder, channel, destination, key_id, mac, tries, created_at, expires_at",
    )
    .bind(place.purpose)
    .bind(place.holder)
    .bind(place.channel)
    .bind(i64::from(tries_max))
    .bind(now.0)
    .fetch_optional(connection)
    .await
}

/// Takes it away. Returns whether it was still there: whoever took it may go on, once.
pub async fn take(connection: &mut Connection, id: &str) -> Result<bool, sqlx::Error> {
    sqlx::query("DELETE FROM sent_codes WHERE id = $1")
        .bind(id)
        .changes_one(connection)
        .await
}

/// Removes every one of the account that was sent this way.
pub async fn delete_of_account(
    connection: &mut Connection,
    account_id: &str,
    channel: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM sent_codes WHERE account_id = $1 AND channel = $2")
        .bind(account_id)
        .bind(channel)
        .run(connection)
        .await
}

/// Removes every one of the account that was sent for this purpose.
pub async fn delete_of_purpose(
    connection: &mut Connection,
    account_id: &str,
    purpose: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM sent_codes WHERE account_id = $1 AND purpose = $2")
        .bind(account_id)
        .bind(purpose)
        .run(connection)
        .await
}
