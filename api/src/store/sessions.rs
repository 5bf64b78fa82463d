//! The table `sessions`.

use super::{Connection, Database, Statement as _, factors::second_steps};
use contract::Timestamp;

/// A session, with what is asked of its account at every request.
#[derive(Clone, sqlx::FromRow)]
pub struct Session {
    /// Its identifier.
    pub id: String,
    /// SHA-256 of its token.
    pub token_hash: Vec<u8>,
    /// The account that it belongs to.
    pub account_id: String,
    /// The account's email address.
    pub email: String,
    /// When that address was confirmed, in milliseconds.
    pub email_confirmed_at: Option<i64>,
    /// `enrolment` or `full`.
    pub level: String,
    /// How it was opened.
    pub opened_by: String,
    /// When it was opened, in milliseconds.
    pub created_at: i64,
    /// When it was last used, in milliseconds, to the minute.
    pub last_seen_at: i64,
    /// When the person last proved who they are, in milliseconds.
    pub proved_at: i64,
    /// When it ends in any case, in milliseconds.
    pub expires_at: i64,
    /// How many second-step methods its account has. Backup codes are none.
    pub methods: i64,
    /// Whether a recovery was finished, and no second step was enrolled since.
    pub must_enrol: bool,
}

/// A session as its owner sees it.
#[derive(Clone, sqlx::FromRow)]
pub struct SessionRow {
    /// Its identifier.
    pub id: String,
    /// What browser it is, as the browser says.
    pub user_agent: String,
    /// The network that it was opened from.
    pub network: String,
    /// When it was opened, in milliseconds.
    pub created_at: i64,
    /// When it was last used, in milliseconds, to the minute.
    pub last_seen_at: i64,
}

/// A session to be added.
#[derive(Clone, Copy)]
pub struct NewSession<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// SHA-256 of its token.
    pub token_hash: &'a [u8],
    /// The account that it belongs to.
    pub account_id: &'a str,
    /// `enrolment` or `full`.
    pub level: &'static str,
    /// How it is opened.
    pub opened_by: &'static str,
    /// When the person proved who they are.
    pub proved_at: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
    /// What browser it is, as the browser says.
    pub user_agent: &'a str,
    /// The network that it is opened from.
    pub network: &'a str,
}

/// What a new token brings with it.
#[derive(Clone, Copy)]
pub struct Rotation<'a> {
    /// SHA-256 of the token that dies.
    pub old_token_hash: &'a [u8],
    /// SHA-256 of the one in its place.
    pub new_token_hash: &'a [u8],
    /// `enrolment` or `full`.
    pub level: &'a str,
    /// When the person last proved who they are.
    pub proved_at: Timestamp,
}

/// Adds a session.
pub async fn insert(
    connection: &mut Connection,
    session: NewSession<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO sessions
             (id, token_hash, account_id, level, created_at, last_seen_at, proved_at, expires_at, user_agent,
              opened_by, network)
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)",
    )
    .bind(session.id)
    .bind(session.token_hash)
    .bind(session.account_id)
    .bind(session.level)
    .bind(now.0)
    .bind(session.proved_at.0)
    .bind(session.expires_at.0)
    .bind(session.user_agent)
    .bind(session.opened_by)
    .bind(session.network)
    .run(connection)
    .await
}

/// The session with this token that has not expired, and was seen after `idle_since`.
pub async fn find(
    connection: &mut Connection,
    token_hash: &[u8],
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as::<Database, Session>(concat!(
        "SELECT sessions.id, token_hash, account_id, email, email_confirmed_at, level, opened_by,
             sessions.created_at, last_seen_at, proved_at, expires_at, must_enrol,
             ",
        second_steps!("sessions.account_id"),
        " AS methods
         FROM sessions JOIN accounts ON accounts.id = sessions.account_id
         WHERE token_hash = $1 AND expires_at > $2 AND last_seen_at > $3"
    ))
    .bind(token_hash)
    .bind(now.0)
    .bind(idle_since.0)
    .fetch_optional(connection)
    .await
}

/// Whether the session is still there, with the same token.
pub async fn is_there(
    connection: &mut Connection,
    id: &str,
    token_hash: &[u8],
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar::<Database, i64>(
        "SELECT COUNT(*) FROM sessions WHERE id = $1 AND token_hash = $2",
    )
    .bind(id)
    .bind(token_hash)
    .fetch_one(connection)
    .await?;
    Ok(found == 1)
}

/// Notes that the session is in use.
pub async fn touch(
    connection: &mut Connection,
    id: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2")
        .bind(id)
        .bind(now.0)
        .run(connection)
        .await
}

/// Gives the session a new token. Returns whether the old one was still its token.
pub async fn rotate(
    connection: &mut Connection,
    id: &str,
    rotation: Rotation<'_>,
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "UPDATE sessions SET token_hash = $3, level = $4, proved_at = $5
         WHERE id = $1 AND token_hash = $2",
    )
    .bind(id)
    .bind(rotation.old_token_hash)
    .bind(rotation.new_token_hash)
    .bind(rotation.level)
    .bind(rotation.proved_at.0)
    .changes_one(connection)
    .await
}

/// Ends the session with this token. Returns whose it was, if there was one.
pub async fn delete(
    connection: &mut Connection,
    token_hash: &[u8],
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar::<Database, String>(
        "DELETE FROM sessions WHERE token_hash = $1 RETURNING account_id",
    )
    .bind(token_hash)
    .fetch_optional(connection)
    .await
}

/// The sessions of the account that have not expired and were seen after `idle_since`, the one last used first.
pub async fn of_account(
    connection: &mut Connection,
    account_id: &str,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Vec<SessionRow>, sqlx::Error> {
    sqlx::query_as::<Database, SessionRow>(
        "SELECT id, user_agent, network, created_at, last_seen_at FROM sessions
         WHERE account_id = $1 AND expires_at > $2 AND last_seen_at > $3
         ORDER BY last_seen_at DESC, created_at DESC, id",
    )
    .bind(account_id)
    .bind(now.0)
    .bind(idle_since.0)
    .fetch_all(connection)
    .await
}

/// Ends this session of the account. Returns whether there was one.
pub async fn delete_of_account(
    connection: &mut Connection,
    account_id: &str,
    id: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query("DELETE FROM sessions WHERE account_id = $1 AND id = $2")
        .bind(account_id)
        .bind(id)
        .changes_one(connection)
        .await
}

/// Ends every session of the account.
pub async fn delete_all(connection: &mut Connection, account_id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM sessions WHERE account_id = $1")
        .bind(account_id)
        .run(connection)
        .await
}

/// Ends every session of the account but this one.
pub async fn delete_others(
    connection: &mut Connection,
    account_id: &str,
    id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM sessions WHERE account_id = $1 AND id <> $2")
        .bind(account_id)
        .bind(id)
        .run(connection)
        .await
}
