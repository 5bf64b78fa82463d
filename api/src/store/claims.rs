//! The table `claims`: who asked first for a code to a number or address that is not theirs yet.

use super::{Connection, Database};
use contract::Timestamp;

/// Gives the claim to the account, unless another one has it until a later moment. Returns whether the account has it.
pub async fn take(
    connection: &mut Connection,
    (subject, account_id): (&str, &str),
    (now, until): (Timestamp, Timestamp),
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "INSERT INTO claims (subject, account_id, expires_at) VALUES ($1, $2, $4)
         ON CONFLICT (subject) DO UPDATE SET account_id = $2, expires_at = $4 WHERE claims.expires_at <= $3",
    )
    .bind(subject)
    .bind(account_id)
    .bind(now.0)
    .bind(until.0)
    .execute(&mut *connection)
    .await?;
    is_held(connection, (subject, account_id), now).await
}

/// Whether the account has the claim.
pub async fn is_held(
    connection: &mut Connection,
    (subject, account_id): (&str, &str),
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar::<Database, i64>(
        "SELECT COUNT(*) FROM claims WHERE subject = $1 AND account_id = $2 AND expires_at > $3",
    )
    .bind(subject)
    .bind(account_id)
    .bind(now.0)
    .fetch_one(connection)
    .await?;
    Ok(found > 0)
}
