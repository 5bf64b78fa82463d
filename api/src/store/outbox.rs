//! The table `outbox`: messages on their way.

use super::{Connection, Database, Statement as _, sealed::SealedColumns};
use contract::Timestamp;

/// A message on its way.
#[derive(Clone, sqlx::FromRow)]
pub struct OutboxRow {
    /// Its identifier.
    pub id: String,
    /// `text_message` or `email`.
    pub channel: String,
    /// What it says and to whom; empty once it was sent and wiped.
    #[sqlx(flatten)]
    pub sealed: SealedColumns,
    /// When it was written, in milliseconds.
    pub created_at: i64,
    /// When it may be tried next, in milliseconds.
    pub due_at: i64,
    /// After that nobody wants it any more, in milliseconds.
    pub expires_at: i64,
    /// How often it was tried.
    pub tries: i64,
    /// When it was sent, in milliseconds.
    pub sent_at: Option<i64>,
}

/// Adds a message.
pub async fn insert(connection: &mut Connection, row: &OutboxRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO outbox (id, channel, key_id, nonce, ciphertext, created_at, due_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&row.id)
    .bind(&row.channel)
    .bind(&row.sealed.key_id)
    .bind(&row.sealed.nonce)
    .bind(&row.sealed.ciphertext)
    .bind(row.created_at)
    .bind(row.due_at)
    .bind(row.expires_at)
    .run(connection)
    .await
}

/// Takes some messages of the channel in hand until a moment, and counts an attempt of each. Nobody else gets them until then.
/// What is worth sending for the shortest time goes first: a code before a link, and a link before a notice, however many
/// wait. The index `outbox_claims` has that order.
pub async fn claim(
    connection: &mut Connection,
    channel: &str,
    (now, until): (Timestamp, Timestamp),
    most: u32,
) -> Result<Vec<OutboxRow>, sqlx::Error> {
    let mut rows = sqlx::query_as::<Database, OutboxRow>(
        "UPDATE outbox SET claimed_until = $2, tries = tries + 1
         WHERE claimed_until <= $1 AND sequence IN (
             SELECT sequence FROM outbox
             WHERE channel = $3 AND sent_at IS NULL AND expires_at > $1 AND due_at <= $1 AND claimed_until <= $1
             ORDER BY expires_at, sequence LIMIT $4)
         RETURNING id, channel, key_id, nonce, ciphertext, created_at, due_at, expires_at, tries, sent_at",
    )
    .bind(now.0)
    .bind(until.0)
    .bind(channel)
    .bind(i64::from(most))
    .fetch_all(connection)
    .await?;
    // What is returned comes in any order.
    rows.sort_by_key(|row| (row.expires_at, row.created_at));
    Ok(rows)
}

/// Puts it back as if nobody had it in hand.
pub async fn release(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE outbox SET claimed_until = 0 WHERE id = $1 AND sent_at IS NULL")
        .bind(id)
        .run(connection)
        .await
}

/// Notes that it was sent.
pub async fn note_sent(
    connection: &mut Connection,
    id: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE outbox SET sent_at = $2, claimed_until = 0 WHERE id = $1")
        .bind(id)
        .bind(now.0)
        .run(connection)
        .await
}

/// Forgets what it said and to whom.
pub async fn wipe(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    let nothing: &[u8] = &[];
    sqlx::query("UPDATE outbox SET key_id = '', nonce = $2, ciphertext = $2 WHERE id = $1")
        .bind(id)
        .bind(nothing)
        .run(connection)
        .await
}

/// Puts it back until a moment.
pub async fn postpone(
    connection: &mut Connection,
    id: &str,
    due_at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE outbox SET due_at = $2, claimed_until = 0 WHERE id = $1")
        .bind(id)
        .bind(due_at.0)
        .run(connection)
        .await
}

/// Removes it, unless it was sent.
pub async fn delete_unsent(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM outbox WHERE id = $1 AND sent_at IS NULL")
        .bind(id)
        .run(connection)
        .await
}

/// Takes it back when nobody has it in hand, and it was not sent. Returns when it was to be sent.
pub async fn take_waiting(
    connection: &mut Connection,
    id: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, sqlx::Error> {
    let due_at = sqlx::query_scalar::<Database, i64>(
        "DELETE FROM outbox WHERE id = $1 AND sent_at IS NULL AND tries = 0 AND claimed_until <= $2
         RETURNING due_at",
    )
    .bind(id)
    .bind(now.0)
    .fetch_optional(connection)
    .await?;
    Ok(due_at.map(Timestamp))
}

/// Removes some of those that nobody wants any more and that were never sent, the oldest first. Returns their ids.
pub async fn delete_expired_unsent(
    connection: &mut Connection,
    now: Timestamp,
    most: u32,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar::<Database, String>(
        "DELETE FROM outbox WHERE sequence IN (
             SELECT sequence FROM outbox WHERE expires_at <= $1 AND sent_at IS NULL ORDER BY expires_at LIMIT $2)
         RETURNING id",
    )
    .bind(now.0)
    .bind(i64::from(most))
    .fetch_all(connection)
    .await
}

/// Those that still say something, newest first, at most so many.
pub async fn newest(
    connection: &mut Connection,
    count: u32,
) -> Result<Vec<OutboxRow>, sqlx::Error> {
    sqlx::query_as::<Database, OutboxRow>(
        "SELECT id, channel, key_id, nonce, ciphertext, created_at, due_at, expires_at, tries, sent_at
         FROM outbox WHERE key_id <> '' ORDER BY sequence DESC LIMIT $1",
    )
    .bind(i64::from(count))
    .fetch_all(connection)
    .await
}
