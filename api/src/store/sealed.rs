//! A sealed text as the columns of a row, and going through every row that has one.

use super::{Connection, Database, Statement as _};
use crate::crypto::vault::Sealed;
use sqlx::AssertSqlSafe;

/// The three columns `key_id`, `nonce` and `ciphertext`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SealedColumns {
    /// The key it is sealed with.
    pub key_id: String,
    /// The nonce.
    pub nonce: Vec<u8>,
    /// The sealed text.
    pub ciphertext: Vec<u8>,
}

impl From<Sealed> for SealedColumns {
    fn from(sealed: Sealed) -> Self {
        Self {
            key_id: sealed.key_id,
            nonce: sealed.nonce,
            ciphertext: sealed.ciphertext,
        }
    }
}

impl From<SealedColumns> for Sealed {
    fn from(columns: SealedColumns) -> Self {
        Self {
            key_id: columns.key_id,
            nonce: columns.nonce,
            ciphertext: columns.ciphertext,
        }
    }
}

/// A table whose rows hold a sealed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedTable {
    /// `authenticators`.
    Authenticators,
    /// `pending_authenticators`.
    PendingAuthenticators,
    /// `outbox`.
    Outbox,
}

/// The sealed text of a row.
#[derive(Clone, sqlx::FromRow)]
pub struct SealedRow {
    /// Which row.
    pub id: String,
    /// Whose it is, where the table says so.
    pub account_id: Option<String>,
    /// What is sealed.
    #[sqlx(flatten)]
    pub sealed: SealedColumns,
}

impl SealedTable {
    /// All of them.
    pub const ALL: [Self; 3] = [
        Self::Authenticators,
        Self::PendingAuthenticators,
        Self::Outbox,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Authenticators => "authenticators",
            Self::PendingAuthenticators => "pending_authenticators",
            Self::Outbox => "outbox",
        }
    }

    const fn account_id(self) -> &'static str {
        match self {
            Self::Authenticators | Self::PendingAuthenticators => "account_id",
            Self::Outbox => "NULL",
        }
    }
}

/// Some of the rows that come after one, in the order of their identifiers.
pub async fn after(
    connection: &mut Connection,
    table: SealedTable,
    after: &str,
    most: u32,
) -> Result<Vec<SealedRow>, sqlx::Error> {
    // A key that no row has: a wiped text names none.
    after_with_another_key(connection, table, (after, ""), most).await
}

/// The same, but for those that are sealed with this key. A text that was wiped has no key, and is left out.
pub async fn after_with_another_key(
    connection: &mut Connection,
    table: SealedTable,
    (after, key_id): (&str, &str),
    most: u32,
) -> Result<Vec<SealedRow>, sqlx::Error> {
    let (name, account_id) = (table.name(), table.account_id());
    let sql = format!(
        "SELECT id, {account_id} AS account_id, key_id, nonce, ciphertext FROM {name}
         WHERE id > $1 AND key_id <> $2 AND key_id <> '' ORDER BY id LIMIT $3"
    );
    sqlx::query_as::<Database, SealedRow>(AssertSqlSafe(sql))
        .bind(after)
        .bind(key_id)
        .bind(i64::from(most))
        .fetch_all(connection)
        .await
}

/// Puts a text, sealed anew, in place of the old.
pub async fn reseal(
    connection: &mut Connection,
    table: SealedTable,
    id: &str,
    sealed: &SealedColumns,
) -> Result<(), sqlx::Error> {
    let name = table.name();
    let sql = format!("UPDATE {name} SET key_id = $2, nonce = $3, ciphertext = $4 WHERE id = $1");
    sqlx::query::<Database>(AssertSqlSafe(sql))
        .bind(id)
        .bind(&sealed.key_id)
        .bind(&sealed.nonce)
        .bind(&sealed.ciphertext)
        .run(connection)
        .await
}
