//! The table `removed_passkeys`: what must be known to tell somebody that their passkey is gone.

use super::{Connection, Database, Statement as _};
use contract::Timestamp;

/// A passkey or security key that its owner removed.
#[derive(Clone, sqlx::FromRow)]
pub struct RemovedPasskeyRow {
    /// What its authenticator calls it.
    pub credential_id: Vec<u8>,
    /// The public key and what goes with it, as JSON.
    pub credential: String,
    /// The domain that it is bound to.
    pub rp_id: String,
}

/// Adds one, in place of an earlier one of the same name.
pub async fn insert(
    connection: &mut Connection,
    row: &RemovedPasskeyRow,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO removed_passkeys (credential_id, credential, rp_id, removed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (credential_id) DO UPDATE SET credential = $2, rp_id = $3, removed_at = $4",
    )
    .bind(&row.credential_id)
    .bind(&row.credential)
    .bind(&row.rp_id)
    .bind(now.0)
    .run(connection)
    .await
}

/// The one that its authenticator calls so.
pub async fn find(
    connection: &mut Connection,
    credential_id: &[u8],
) -> Result<Option<RemovedPasskeyRow>, sqlx::Error> {
    sqlx::query_as::<Database, RemovedPasskeyRow>(
        "SELECT credential_id, credential, rp_id FROM removed_passkeys WHERE credential_id = $1",
    )
    .bind(credential_id)
    .fetch_optional(connection)
    .await
}
