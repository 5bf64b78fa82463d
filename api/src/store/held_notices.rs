//! The table `held_notices`: what happened again so soon that one message tells of all of it.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// Something that happened, and how often.
#[derive(Clone, sqlx::FromRow)]
pub struct HeldNotice {
    /// What, as a JSON array of the contract's events.
    pub events: String,
    /// How often.
    pub times: i64,
    /// When it happened last, in milliseconds.
    pub last_at: i64,
    /// The message of the outbox that tells of it.
    pub outbox_id: String,
}

/// What is held for this address of the account, the oldest first.
pub async fn of_address(
    connection: &mut Connection,
    (account_id, email): (&str, &str),
) -> Result<Vec<HeldNotice>, sqlx::Error> {
    sqlx::query_as::<Database, HeldNotice>(
        "SELECT events, times, last_at, outbox_id FROM held_notices
         WHERE account_id = $1 AND email = $2 ORDER BY last_at, events",
    )
    .bind(account_id)
    .bind(email)
    .fetch_all(connection)
    .await
}

/// Holds it, or counts it once more.
pub async fn add(
    connection: &mut Connection,
    (account_id, email): (&str, &str),
    events: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO held_notices (account_id, email, events, times, last_at, outbox_id)
         VALUES ($1, $2, $3, 1, $4, '')
         ON CONFLICT (account_id, email, events) DO UPDATE SET times = held_notices.times + 1, last_at = $4",
    )
    .bind(account_id)
    .bind(email)
    .bind(events)
    .bind(now.0)
    .run(connection)
    .await
}

/// Sets the message that tells of all that is held for this address.
pub async fn set_outbox_id(
    connection: &mut Connection,
    (account_id, email): (&str, &str),
    outbox_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE held_notices SET outbox_id = $3 WHERE account_id = $1 AND email = $2")
        .bind(account_id)
        .bind(email)
        .bind(outbox_id)
        .run(connection)
        .await
}

/// Forgets what is held for this address: it was told.
pub async fn delete_of_address(
    connection: &mut Connection,
    (account_id, email): (&str, &str),
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM held_notices WHERE account_id = $1 AND email = $2")
        .bind(account_id)
        .bind(email)
        .run(connection)
        .await
}
