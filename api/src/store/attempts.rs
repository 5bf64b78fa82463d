//! The tables `tries` and `try_locks`.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// Makes everybody else who counts this subject's attempts wait until the transaction ends. It is kept until a moment at which
/// nothing of the subject counts any more.
pub async fn lock(
    connection: &mut Connection,
    subject: &str,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO try_locks (subject, touched_at, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (subject) DO UPDATE SET touched_at = $2, expires_at = $3",
    )
    .bind(subject)
    .bind(now.0)
    .bind(expires_at.0)
    .run(connection)
    .await
}

/// How many attempts of the subject were made after `since`.
pub async fn count(
    connection: &mut Connection,
    subject: &str,
    since: Timestamp,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar::<Database, i64>("SELECT COUNT(*) FROM tries WHERE subject = $1 AND at > $2")
        .bind(subject)
        .bind(since.0)
        .fetch_one(connection)
        .await
}

/// When the attempt was made that is the `place`th newest, counted from 1.
pub async fn nth_newest(
    connection: &mut Connection,
    subject: &str,
    place: u32,
) -> Result<Option<Timestamp>, sqlx::Error> {
    let at = sqlx::query_scalar::<Database, i64>(
        "SELECT at FROM tries WHERE subject = $1 ORDER BY at DESC LIMIT 1 OFFSET $2",
    )
    .bind(subject)
    .bind(i64::from(place) - 1)
    .fetch_optional(connection)
    .await?;
    Ok(at.map(Timestamp))
}

/// Adds an attempt, which is kept until it does not count any more.
pub async fn insert(
    connection: &mut Connection,
    id: &str,
    subject: &str,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO tries (id, subject, at, expires_at) VALUES ($1, $2, $3, $4)")
        .bind(id)
        .bind(subject)
        .bind(now.0)
        .bind(expires_at.0)
        .run(connection)
        .await
}

/// Forgets one attempt.
pub async fn delete(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM tries WHERE id = $1")
        .bind(id)
        .run(connection)
        .await
}

/// Forgets every attempt of the subject.
pub async fn delete_of_subject(
    connection: &mut Connection,
    subject: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM tries WHERE subject = $1")
        .bind(subject)
        .run(connection)
        .await
}
