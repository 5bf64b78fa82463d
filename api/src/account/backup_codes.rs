//! Making a set of backup codes.

use crate::{
    account::change::AccountChange,
    app::App,
    auth::caller::SignedIn,
    crypto::hasher::{HASH_BYTES, HashPermit, SALT_BYTES},
    error::Error,
    random,
    rules::{backup_codes, token},
    store::{self, Connection, backup_codes::NewSet},
};
use contract::{
    Problem, Secret, Timestamp,
    backup_codes::{BackupCodeSetId, BackupCodes},
};

/// A new set, of which the database has nothing yet. Its hashes take time, so it is made before the transaction
/// that keeps it.
pub struct FreshSet {
    codes: Vec<Secret>,
    salt: [u8; SALT_BYTES],
    rows: Vec<(String, [u8; HASH_BYTES])>,
}

impl FreshSet {
    /// Makes one.
    pub async fn make(app: &App, permit: &HashPermit) -> Result<Self, Error> {
        let codes = backup_codes::new_set()?;
        let salt = random::bytes()?;
        let tidy = codes
            .iter()
            .map(backup_codes::tidy)
            .collect::<Result<_, _>>()?;
        let hashes = app.hasher.hash_backup_codes(permit, tidy, salt).await?;
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
    ) -> Result<BackupCodes, Error> {
        let id = token::new_id()?;
        let set = NewSet {
            id: &id,
            account_id,
            salt: &self.salt,
            codes: &self.rows,
        };
        store::backup_codes::replace(connection, set, now).await?;
        Ok(BackupCodes {
            set: BackupCodeSetId(id),
            codes: self.codes,
        })
    }
}

/// Notes that the caller has this set saved. One that another set has replaced is not there any more.
pub async fn acknowledge(app: &App, caller: &SignedIn, set: &BackupCodeSetId) -> Result<(), Error> {
    let mut change = AccountChange::begin(app, caller).await?;
    let now = app.clock.now();
    if !store::backup_codes::acknowledge(&mut change.transaction, &change.account.id, &set.0, now)
        .await?
    {
        return Err(Problem::NotFound.into());
    }
    change.commit().await?;
    Ok(())
}
