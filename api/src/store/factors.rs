//! What an account has for the second step, asked of all its tables at once.

use super::{Connection, Database};

/// SQL that counts the second-step methods of an account, backup codes left out: they are none by themselves. The argument
/// is the SQL of the account's id.
macro_rules! second_steps {
    ($account:literal) => {
        concat!(
            "((SELECT COUNT(*) FROM authenticators WHERE authenticators.account_id = ",
            $account,
            ") + (SELECT COUNT(*) FROM passkeys WHERE passkeys.account_id = ",
            $account,
            ") + (SELECT COUNT(*) FROM phones WHERE phones.account_id = ",
            $account,
            ") + (SELECT COUNT(*) FROM accounts AS owner WHERE owner.email_codes_at IS NOT NULL AND owner.id = ",
            $account,
            "))"
        )
    };
}
pub(super) use second_steps;

/// What an account has for the second step.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FactorsRow {
    /// The account's email address.
    pub email: String,
    /// Since when codes by email are a second step, in milliseconds.
    pub email_codes_at: Option<i64>,
    /// Whether nothing but passkeys and security keys is taken as a second step.
    pub keys_only: bool,
    /// Wrong second steps in a row.
    pub second_step_failures: i64,
    /// How many authenticator apps.
    pub authenticators: i64,
    /// How many passkeys.
    pub passkeys: i64,
    /// How many security keys.
    pub security_keys: i64,
    /// How many of the passkeys are bound to this domain.
    pub usable_passkeys: i64,
    /// How many of the security keys are bound to this domain.
    pub usable_security_keys: i64,
    /// How many backup codes are left.
    pub backup_codes_left: i64,
    /// The phone number.
    pub phone: Option<String>,
}

/// What the account has; `rp_id` is the domain that passkeys can be asked for at.
pub async fn of_account(
    connection: &mut Connection,
    account_id: &str,
    rp_id: Option<&str>,
) -> Result<Option<FactorsRow>, sqlx::Error> {
    sqlx::query_as::<Database, FactorsRow>(
        "SELECT email, email_codes_at, keys_only, second_step_failures,
             (SELECT COUNT(*) FROM authenticators WHERE account_id = accounts.id) AS authenticators,
             (SELECT COUNT(*) FROM passkeys
              WHERE account_id = accounts.id AND kind = 'passkey') AS passkeys,
             (SELECT COUNT(*) FROM passkeys
              WHERE account_id = accounts.id AND kind = 'security_key') AS security_keys,
             (SELECT COUNT(*) FROM passkeys
              WHERE account_id = accounts.id AND kind = 'passkey' AND rp_id = $2) AS usable_passkeys,
             (SELECT COUNT(*) FROM passkeys
              WHERE account_id = accounts.id AND kind = 'security_key' AND rp_id = $2) AS usable_security_keys,
             (SELECT COUNT(*) FROM backup_codes JOIN backup_code_sets ON backup_code_sets.id = set_id
              WHERE account_id = accounts.id AND used_at IS NULL) AS backup_codes_left,
             (SELECT number FROM phones WHERE account_id = accounts.id) AS phone
         FROM accounts WHERE id = $1",
    )
    .bind(account_id)
    .bind(rp_id)
    .fetch_optional(connection)
    .await
}

/// How many second-step methods the account has.
pub async fn count(connection: &mut Connection, account_id: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar::<Database, i64>(concat!("SELECT ", second_steps!("$1")))
        .bind(account_id)
        .fetch_one(connection)
        .await
}
