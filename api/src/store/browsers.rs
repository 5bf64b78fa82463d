//! The table `devices`: browsers that signed in, and those that are not asked for the second step.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// A browser in which somebody signed in to an account.
#[derive(Clone, sqlx::FromRow)]
pub struct BrowserRow {
    /// Its identifier.
    pub id: String,
    /// SHA-256 of its token.
    pub token_hash: Vec<u8>,
    /// What browser it is, as the browser says.
    pub user_agent: String,
    /// When it last signed in, in milliseconds.
    pub last_used_at: i64,
    /// When it was trusted, in milliseconds.
    pub trusted_at: Option<i64>,
    /// When that ends, in milliseconds.
    pub trusted_until: Option<i64>,
}

/// A browser to be added, or one that signed in again.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// SHA-256 of its token.
    pub token_hash: &'a [u8],
    /// Whose account it signed in to.
    pub account_id: &'a str,
    /// What browser it is, as the browser says.
    pub user_agent: &'a str,
    /// The network that it signed in from.
    pub network: &'a str,
}

/// Gives the browser a new token, for every account that it signed in to.
pub async fn rotate(
    connection: &mut Connection,
    old_token_hash: &[u8],
    new_token_hash: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE devices SET token_hash = $2 WHERE token_hash = $1")
        .bind(old_token_hash)
        .bind(new_token_hash)
        .run(connection)
        .await
}

/// Whether anybody signed in with the browser that has this token.
pub async fn is_known(connection: &mut Connection, token_hash: &[u8]) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar::<Database, i64>(
        "SELECT EXISTS (SELECT 1 FROM devices WHERE token_hash = $1)",
    )
    .bind(token_hash)
    .fetch_one(connection)
    .await?;
    Ok(found == 1)
}

/// Notes that a browser signed in again. Returns whether the account knew it.
pub async fn note_use(
    connection: &mut Connection,
    seen: Seen<'_>,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "UPDATE devices SET user_agent = $3, network = $4, last_used_at = $5
         WHERE token_hash = $1 AND account_id = $2",
    )
    .bind(seen.token_hash)
    .bind(seen.account_id)
    .bind(seen.user_agent)
    .bind(seen.network)
    .bind(now.0)
    .changes_one(connection)
    .await
}

/// Adds a browser.
pub async fn insert(
    connection: &mut Connection,
    id: &str,
    seen: Seen<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO devices (id, token_hash, account_id, user_agent, network, created_at, last_used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
    )
    .bind(id)
    .bind(seen.token_hash)
    .bind(seen.account_id)
    .bind(seen.user_agent)
    .bind(seen.network)
    .bind(now.0)
    .run(connection)
    .await
}

/// The browser with this token, as the account knows it.
pub async fn find(
    connection: &mut Connection,
    token_hash: &[u8],
    account_id: &str,
) -> Result<Option<BrowserRow>, sqlx::Error> {
    sqlx::query_as::<Database, BrowserRow>(
        "SELECT id, token_hash, user_agent, last_used_at, trusted_at, trusted_until
         FROM devices WHERE token_hash = $1 AND account_id = $2",
    )
    .bind(token_hash)
    .bind(account_id)
    .fetch_optional(connection)
    .await
}

/// Which browser it is that has this token and signed in to the account with this email address.
pub async fn find_by_email(
    connection: &mut Connection,
    token_hash: &[u8],
    email: &str,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar::<Database, String>(
        "SELECT devices.id FROM devices JOIN accounts ON accounts.id = devices.account_id
         WHERE token_hash = $1 AND email = $2",
    )
    .bind(token_hash)
    .bind(email)
    .fetch_optional(connection)
    .await
}

/// The browsers that the account's owner trusts, the one last used first.
pub async fn trusted(
    connection: &mut Connection,
    account_id: &str,
    now: Timestamp,
) -> Result<Vec<BrowserRow>, sqlx::Error> {
    sqlx::query_as::<Database, BrowserRow>(
        "SELECT id, token_hash, user_agent, last_used_at, trusted_at, trusted_until
         FROM devices WHERE account_id = $1 AND trusted_until > $2 ORDER BY last_used_at DESC, id",
    )
    .bind(account_id)
    .bind(now.0)
    .fetch_all(connection)
    .await
}

/// Trusts a browser until a moment. Returns whether the account knows it.
pub async fn trust(
    connection: &mut Connection,
    (token_hash, account_id): (&[u8], &str),
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "UPDATE devices SET trusted_at = $3, trusted_until = $4 WHERE token_hash = $1 AND account_id = $2",
    )
    .bind(token_hash)
    .bind(account_id)
    .bind(now.0)
    .bind(until.0)
    .changes_one(connection)
    .await
}

/// Trusts this browser of the account no more. Returns whether it was trusted.
pub async fn untrust(
    connection: &mut Connection,
    account_id: &str,
    id: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "UPDATE devices SET trusted_at = NULL, trusted_until = NULL
         WHERE id = $2 AND account_id = $1 AND trusted_until IS NOT NULL",
    )
    .bind(account_id)
    .bind(id)
    .changes_one(connection)
    .await
}

/// Trusts no browser of the account any more.
pub async fn untrust_all(connection: &mut Connection, account_id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE devices SET trusted_at = NULL, trusted_until = NULL WHERE account_id = $1")
        .bind(account_id)
        .run(connection)
        .await
}

/// Forgets every browser of the account but the one with this token.
pub async fn delete_others(
    connection: &mut Connection,
    account_id: &str,
    token_hash: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM devices WHERE account_id = $1 AND token_hash <> $2")
        .bind(account_id)
        .bind(token_hash)
        .run(connection)
        .await
}

/// Forgets every browser of the account.
pub async fn delete_of_account(
    connection: &mut Connection,
    account_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM devices WHERE account_id = $1")
        .bind(account_id)
        .run(connection)
        .await
}
