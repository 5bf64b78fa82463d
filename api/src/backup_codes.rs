//! Making a set of backup codes.

use crate::{
    app::App,
    error::Error,
    hasher::{HASH_BYTES, Place, SALT_BYTES},
    random,
    rules::{backup_codes, token},
    store::{self, Connection, backup_codes::NewSet},
};
use contract::{Secret, Timestamp};

/// A new set, of which the database has nothing yet. Its hashes take time, so it is made before the transaction
/// that keeps it.
pub struct FreshSet {
    codes: Vec<Secret>,
    salt: [u8; SALT_BYTES],
    rows: Vec<(String, [u8; HASH_BYTES])>,
}

impl FreshSet {
    /// Makes one.
    pub async fn make(app: &App, place: &Place) -> Result<Self, Error> {
        let codes = backup_codes::new_set()?;
        let salt = random::bytes()?;
        let tidy = codes
            .iter()
            .map(backup_codes::tidy)
            .collect::<Result<_, _>>()?;
        let hashes = app.hasher.hash_backup_codes(place, tidy, salt).await?;
        let rows = hashes.into_iter().map(|hash| Ok((token::new_id()?, hash)));
        let rows = rows.collect::<Result<_, Error>>()?;
        Ok(Self { codes, salt, rows })
    }

    /// Keeps its hashes, in place of the account's old set, and gives the codes, to be shown this once.
    pub async fn keep(
        self,
        connection: &mut Connection,
        account_id: &str,
        now: Timestamp,
    ) -> Result<Vec<Secret>, Error> {
        let set = NewSet {
            id: &token::new_id()?,
            account_id,
            salt: &self.salt,
            codes: &self.rows,
        };
        store::backup_codes::replace(connection, set, now).await?;
        Ok(self.codes)
    }
}
