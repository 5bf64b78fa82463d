//! The table `meta`: what the server must remember about itself.

use super::{Connection, Database, Statement as _, sealed::SealedColumns};

/// The value of this name.
pub async fn find(
    connection: &mut Connection,
    name: &str,
) -> Result<Option<SealedColumns>, sqlx::Error> {
    sqlx::query_as::<Database, SealedColumns>(
        "SELECT key_id, nonce, ciphertext FROM meta WHERE name = $1",
    )
    .bind(name)
    .fetch_optional(connection)
    .await
}

/// Sets the value of this name.
pub async fn set(
    connection: &mut Connection,
    name: &str,
    value: &SealedColumns,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO meta (name, key_id, nonce, ciphertext) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO UPDATE SET key_id = $2, nonce = $3, ciphertext = $4",
    )
    .bind(name)
    .bind(&value.key_id)
    .bind(&value.nonce)
    .bind(&value.ciphertext)
    .run(connection)
    .await
}
