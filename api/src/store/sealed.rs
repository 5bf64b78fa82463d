//! A sealed text as the columns of a row.

use crate::vault::Sealed;

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
