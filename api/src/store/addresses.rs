//! The addresses of `accounts` and `email_changes`, for bringing them into one form.

use super::{Connection, Database};

/// Where an address is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// The address that an account has.
    Accounts,
    /// One that it can still take back.
    EmailChanges,
}

/// An address as it is stored.
#[derive(Clone, sqlx::FromRow)]
pub struct Kept {
    /// The account that it belongs to.
    pub account_id: String,
    /// The address.
    pub email: String,
    /// When the account was made or the address was changed, in milliseconds.
    pub created_at: i64,
}

/// Another form of an address of an account.
#[derive(Clone, Copy)]
pub struct Rename<'a> {
    /// The account that it belongs to.
    pub account_id: &'a str,
    /// As it is stored.
    pub from: &'a str,
    /// As it shall be.
    pub to: &'a str,
}

/// Some of the addresses, in their own order, behind this one.
pub async fn some_after(
    connection: &mut Connection,
    table: Table,
    email: &str,
    most: i64,
) -> Result<Vec<Kept>, sqlx::Error> {
    let query = match table {
        Table::Accounts => {
            "SELECT id AS account_id, email, created_at FROM accounts
             WHERE email > $1 ORDER BY email LIMIT $2"
        }
        // Two changes of one account may have one old address, which is one to be changed.
        Table::EmailChanges => {
            "SELECT account_id, old_email AS email, MIN(created_at) AS created_at FROM email_changes
             WHERE old_email > $1 GROUP BY account_id, old_email ORDER BY old_email LIMIT $2"
        }
    };
    sqlx::query_as::<Database, Kept>(query)
        .bind(email)
        .bind(most)
        .fetch_all(connection)
        .await
}

/// Puts another form of an address in its place, unless another account has that form, or can take it back. Returns whether
/// it did.
pub async fn rename(
    connection: &mut Connection,
    table: Table,
    rename: Rename<'_>,
) -> Result<bool, sqlx::Error> {
    let query = match table {
        Table::Accounts => {
            "UPDATE accounts SET email = $3 WHERE id = $1 AND email = $2
                 AND NOT EXISTS (SELECT 1 FROM accounts WHERE email = $3)
                 AND NOT EXISTS (SELECT 1 FROM email_changes WHERE old_email = $3 AND account_id <> $1)"
        }
        Table::EmailChanges => {
            "UPDATE email_changes SET old_email = $3 WHERE account_id = $1 AND old_email = $2
                 AND NOT EXISTS (SELECT 1 FROM accounts WHERE email = $3 AND id <> $1)"
        }
    };
    let done = sqlx::query(query)
        .bind(rename.account_id)
        .bind(rename.from)
        .bind(rename.to)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}
