//! The table `accounts`.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// An account.
#[derive(Clone, sqlx::FromRow)]
pub struct Account {
    /// Its identifier.
    pub id: String,
    /// Its email address, normalised.
    pub email: String,
    /// Its password, hashed, as a PHC string.
    pub password_phc: String,
    /// Whether the password is long enough to be its only protection.
    pub password_enough_alone: bool,
    /// When the password was set, in milliseconds.
    pub password_changed_at: i64,
    /// Wrong second steps in a row.
    pub second_step_failures: i64,
    /// The moment from which a passkey may be offered, in milliseconds.
    pub passkey_offer_from: i64,
    /// When the email address was confirmed, in milliseconds.
    pub email_confirmed_at: Option<i64>,
    /// Since when codes by email are a second step, in milliseconds.
    pub email_codes_at: Option<i64>,
    /// Whether nothing but passkeys and security keys is taken as a second step.
    pub keys_only: bool,
    /// Whether a recovery was finished, and no second step was enrolled since.
    pub must_enrol: bool,
}

/// A password as it is kept.
#[derive(Clone, Copy)]
pub struct PasswordRow<'a> {
    /// The hash, as a PHC string.
    pub phc: &'a str,
    /// Whether it is long enough to be the account's only protection.
    pub enough_alone: bool,
}

/// Adds an account. Returns whether it is new: an address that has one keeps it unchanged.
pub async fn insert(
    connection: &mut Connection,
    id: &str,
    email: &str,
    password: PasswordRow<'_>,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query(
        "INSERT INTO accounts (id, email, password_phc, password_enough_alone, password_changed_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (email) DO NOTHING",
    )
    .bind(id)
    .bind(email)
    .bind(password.phc)
    .bind(password.enough_alone)
    .bind(now.0)
    .changes_one(connection)
    .await
}

/// The account with this email address.
pub async fn find_by_email(
    connection: &mut Connection,
    email: &str,
) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as::<Database, Account>(
        "SELECT id, email, password_phc, password_enough_alone, password_changed_at, second_step_failures,
             passkey_offer_from, email_confirmed_at, email_codes_at, keys_only, must_enrol
         FROM accounts WHERE email = $1",
    )
    .bind(email)
    .fetch_optional(connection)
    .await
}

/// The account, as it is now.
pub async fn find(connection: &mut Connection, id: &str) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as::<Database, Account>(
        "SELECT id, email, password_phc, password_enough_alone, password_changed_at, second_step_failures,
             passkey_offer_from, email_confirmed_at, email_codes_at, keys_only, must_enrol
         FROM accounts WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await
}

/// The account, which nobody else changes until the transaction ends: an update that changes nothing holds its
/// row in PostgreSQL too.
pub async fn lock(connection: &mut Connection, id: &str) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as::<Database, Account>(
        "UPDATE accounts SET id = id WHERE id = $1
         RETURNING id, email, password_phc, password_enough_alone, password_changed_at, second_step_failures,
             passkey_offer_from, email_confirmed_at, email_codes_at, keys_only, must_enrol",
    )
    .bind(id)
    .fetch_optional(connection)
    .await
}

/// Sets the password.
pub async fn set_password(
    connection: &mut Connection,
    id: &str,
    password: PasswordRow<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE accounts SET password_phc = $2, password_enough_alone = $3, password_changed_at = $4
         WHERE id = $1",
    )
    .bind(id)
    .bind(password.phc)
    .bind(password.enough_alone)
    .bind(now.0)
    .run(connection)
    .await
}

/// Puts a stronger hash of the same password in place of `old_phc`; does nothing when the password was changed.
pub async fn replace_hash(
    connection: &mut Connection,
    id: &str,
    old_phc: &str,
    new_phc: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE accounts SET password_phc = $3 WHERE id = $1 AND password_phc = $2")
        .bind(id)
        .bind(old_phc)
        .bind(new_phc)
        .run(connection)
        .await
}

/// Counts one more second step as wrong; a right one takes it back by [`reset_failures`].
pub async fn add_failure(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE accounts SET second_step_failures = second_step_failures + 1 WHERE id = $1")
        .bind(id)
        .run(connection)
        .await
}

/// Begins the count of wrong second steps anew.
pub async fn reset_failures(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE accounts SET second_step_failures = 0 WHERE id = $1")
        .bind(id)
        .run(connection)
        .await
}

/// Sets the moment from which a passkey may be offered; a later one stays, so that never is never.
pub async fn offer_passkey_from(
    connection: &mut Connection,
    id: &str,
    moment: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE accounts SET passkey_offer_from = $2 WHERE id = $1 AND passkey_offer_from < $2",
    )
    .bind(id)
    .bind(moment.0)
    .run(connection)
    .await
}

/// Notes that the account has a second step again after a recovery.
pub async fn note_enrolled(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE accounts SET must_enrol = 0 WHERE id = $1")
        .bind(id)
        .run(connection)
        .await
}

/// Notes that the account lost its second step in a recovery, and must enrol one.
pub async fn begin_anew(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE accounts SET must_enrol = 1, email_codes_at = NULL, second_step_failures = 0 WHERE id = $1",
    )
    .bind(id)
    .run(connection)
    .await
}

/// Sets the email address, and when it was confirmed. An address of another account breaks `accounts_email_key`.
pub async fn set_email(
    connection: &mut Connection,
    id: &str,
    (email, confirmed_at): (&str, Option<Timestamp>),
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE accounts SET email = $2, email_confirmed_at = $3 WHERE id = $1")
        .bind(id)
        .bind(email)
        .bind(confirmed_at.map(|moment| moment.0))
        .run(connection)
        .await
}

/// An address that an account had.
#[derive(Clone, sqlx::FromRow)]
pub struct OldAddress {
    /// The address.
    pub email: String,
    /// When it was confirmed, in milliseconds; nothing when it never was.
    pub confirmed_at: Option<i64>,
}

/// The addresses that the account can still take back, each once, but for the one that it has.
pub async fn old_addresses(
    connection: &mut Connection,
    account: &Account,
    now: Timestamp,
) -> Result<Vec<OldAddress>, sqlx::Error> {
    sqlx::query_as::<Database, OldAddress>(
        "SELECT old_email AS email, MAX(old_confirmed_at) AS confirmed_at FROM email_changes
         WHERE account_id = $1 AND expires_at > $2 AND old_email <> $3 GROUP BY old_email ORDER BY old_email",
    )
    .bind(&account.id)
    .bind(now.0)
    .bind(&account.email)
    .fetch_all(connection)
    .await
}

/// Sets since when codes by email are a second step.
pub async fn set_email_codes(
    connection: &mut Connection,
    id: &str,
    since: Option<Timestamp>,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE accounts SET email_codes_at = $2 WHERE id = $1")
        .bind(id)
        .bind(since.map(|moment| moment.0))
        .run(connection)
        .await
}

/// Sets whether nothing but passkeys and security keys is taken as a second step.
pub async fn set_keys_only(
    connection: &mut Connection,
    id: &str,
    keys_only: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE accounts SET keys_only = $2 WHERE id = $1")
        .bind(id)
        .bind(keys_only)
        .run(connection)
        .await
}

/// Deletes the account and all that belongs to it.
pub async fn delete(connection: &mut Connection, id: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM accounts WHERE id = $1")
        .bind(id)
        .run(connection)
        .await
}
