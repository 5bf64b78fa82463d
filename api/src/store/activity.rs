//! The table `activity`: what happened to accounts.

use super::{Connection, Database};
use contract::Timestamp;

/// Something that happened.
#[derive(Clone, sqlx::FromRow)]
pub struct ActivityRow {
    /// Which one.
    pub id: String,
    /// To whose account.
    pub account_id: String,
    /// When, in milliseconds.
    pub at: i64,
    /// What, as JSON of the contract.
    pub event: String,
    /// What the browser called itself; empty when none was concerned.
    pub user_agent: String,
    /// Where it came from; empty when no network was concerned.
    pub network: String,
}

/// Adds one.
pub async fn insert(connection: &mut Connection, row: &ActivityRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO activity (id, account_id, at, event, user_agent, network)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&row.id)
    .bind(&row.account_id)
    .bind(row.at)
    .bind(&row.event)
    .bind(&row.user_agent)
    .bind(&row.network)
    .execute(connection)
    .await?;
    Ok(())
}

/// The newest of the account, newest first: at most so many, and beyond them at most so many of each kind. What the JSON of
/// an event begins with is its kind, and its method where it has one.
pub async fn newest(
    connection: &mut Connection,
    account_id: &str,
    (count, of_each_kind): (u32, u32),
) -> Result<Vec<ActivityRow>, sqlx::Error> {
    sqlx::query_as::<Database, ActivityRow>(
        "SELECT id, account_id, at, event, user_agent, network FROM (
             SELECT id, account_id, at, event, user_agent, network, sequence,
                 ROW_NUMBER() OVER (ORDER BY at DESC, sequence DESC) AS place,
                 ROW_NUMBER() OVER (PARTITION BY substr(event, 1, 40) ORDER BY at DESC, sequence DESC) AS place_of_kind
             FROM activity WHERE account_id = $1) AS numbered
         WHERE place <= $2 OR place_of_kind <= $3 ORDER BY at DESC, sequence DESC",
    )
    .bind(account_id)
    .bind(i64::from(count))
    .bind(i64::from(of_each_kind))
    .fetch_all(connection)
    .await
}

/// How many of the account's events have a JSON that begins like this.
pub async fn count_beginning(
    connection: &mut Connection,
    account_id: &str,
    beginning: &str,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar::<Database, i64>(
        "SELECT COUNT(*) FROM activity
         WHERE account_id = $1 AND substr(event, 1, length($2)) = $2",
    )
    .bind(account_id)
    .bind(beginning)
    .fetch_one(connection)
    .await
}

/// Forgets what happened before a moment.
pub async fn delete_before(
    connection: &mut Connection,
    moment: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM activity WHERE at < $1")
        .bind(moment.0)
        .execute(connection)
        .await?;
    Ok(())
}
