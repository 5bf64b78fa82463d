//! The keys that secrets are sealed with: are they the right ones, and how to change them.

use crate::{
    app::App,
    config::Config,
    crypto::vault::{Vault, VaultError, outbox_aad, totp_aad},
    error::Error,
    store::{
        self, Connection, Store,
        sealed::{SealedColumns, SealedRow, SealedTable},
    },
};
use std::fmt;

/// The row of `meta` that tells whether the keys are the right ones.
const CHECK: &str = "secret_key_check";
/// How many rows of a key are tried before it counts as wrong.
const ROWS_TO_LOOK_AT: i64 = 20;
/// Rows that are looked at, or sealed anew, at a time.
const BATCH: u32 = 100;
/// What is sealed there.
const KNOWN_TEXT: &[u8] = b"latchkey";

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// They do not open what the database holds.
    #[error(
        "the secret keys do not open what this database holds ({0}); the key that it was written with is needed"
    )]
    Wrong(VaultError),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A seal could not be made.
    #[error("{0}")]
    Vault(VaultError),
}

/// Reads the keys: from the environment, or else from the file in the data folder, which is made at first.
pub fn read(config: &Config) -> Result<Vault, VaultError> {
    match &config.secret_keys {
        Some(keys) => Vault::new(keys.expose()),
        None => Vault::read_or_create_file(&config.key_file()),
    }
}

/// A secret that no key opens: its row was changed or moved. It prints as what it is and whose, and nothing of what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    table: SealedTable,
    id: String,
    account_id: Option<String>,
}

impl fmt::Display for Damaged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.table {
            SealedTable::Authenticators => "the authenticator app",
            SealedTable::PendingAuthenticators => "the authenticator app without a first code",
            SealedTable::Outbox => "the message",
        };
        write!(formatter, "{what} {}", self.id)?;
        match &self.account_id {
            Some(account_id) => write!(formatter, " of the account {account_id}"),
            None => Ok(()),
        }
    }
}

/// What [`rekey`] has done.
#[derive(Debug)]
pub struct Rekeyed {
    /// How many secrets were sealed anew.
    pub sealed: u64,
    /// Those that could not be opened, and stay as they are.
    pub damaged: Vec<Damaged>,
}

/// Refuses keys that do not open what the database holds, before anybody depends on it.
pub async fn check(store: &Store, vault: &Vault) -> Result<(), KeyError> {
    let mut transaction = store.write_transaction().await?;
    let mut verified_sign_in = vault.active_key_id().to_owned();
    match store::meta::find(&mut transaction, CHECK).await? {
        Some(sealed) => {
            verified_sign_in.clone_from(&sealed.key_id);
            vault
                .open(&sealed.into(), CHECK.as_bytes())
                .map_err(KeyError::Wrong)?;
        }
        None => write_check(&mut transaction, vault).await?,
    }
    for key_id in store::authenticators::key_ids(&mut transaction).await? {
        if key_id != verified_sign_in {
            check_key(&mut transaction, vault, &key_id).await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

/// Whether a key that nothing else has proved is wrong, or missing: it opens none of several rows that name it. A single row
/// may be damaged, its key's name as well, which is no reason to lock everybody out.
async fn check_key(
    connection: &mut Connection,
    vault: &Vault,
    key_id: &str,
) -> Result<(), KeyError> {
    let rows = store::authenticators::some_of_key(connection, key_id, ROWS_TO_LOOK_AT).await?;
    let is_single = rows.len() == 1;
    let mut failure = None;
    for row in rows {
        let aad = totp_aad(&row.account_id, &row.id);
        match vault.open(&row.sealed.into(), &aad) {
            Ok(_) => return Ok(()),
            Err(error) => failure = Some(error),
        }
    }
    match failure {
        Some(error) if !is_single => Err(KeyError::Wrong(error)),
        _ => Ok(()),
    }
}

/// Writes into the log whose authenticator apps cannot be used, because what is kept of them was damaged. Nobody waits for
/// that: the secrets refuse themselves, one by one.
pub async fn report_damaged(app: App) {
    if let Err(cause) = look_for_damage(&app).await {
        tracing::warn!(%cause, "could not look for damaged secrets");
    }
}

async fn look_for_damage(app: &App) -> Result<(), Error> {
    let table = SealedTable::Authenticators;
    let mut after = String::new();
    loop {
        let mut connection = app.store.read().await?;
        let rows = store::sealed::after(&mut connection, table, &after, BATCH).await?;
        drop(connection);
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after.clone_from(&last.id);
        for row in rows {
            if let Err(cause) = app
                .vault
                .open(&row.sealed.clone().into(), &aad(table, &row))
            {
                tracing::error!(
                    account_id = row.account_id, authenticator_id = row.id, %cause,
                    "an authenticator app cannot be used: what is kept of it is damaged"
                );
            }
        }
    }
}

/// Seals everything with the active key, after which the others are not needed any more. It goes through each table in small
/// transactions, so that a server on the same database goes on; stopped halfway and begun again, it goes on where it was. What
/// such a server has sealed with an old key meanwhile is found in a further round. What does not open names the active key
/// from then on and is otherwise left alone, so that nobody keeps an old key for it.
pub async fn rekey(store: &Store, vault: &Vault) -> Result<Rekeyed, Error> {
    let mut rekeyed = Rekeyed {
        sealed: 0,
        damaged: Vec::new(),
    };
    while rekey_once(store, vault, &mut rekeyed).await? {}
    // Last: as long as anything is sealed with an old key, a server without that key must not start.
    let mut transaction = store.write_transaction().await?;
    write_check(&mut transaction, vault)
        .await
        .map_err(|error| match error {
            KeyError::Database(cause) => Error::Database(cause),
            KeyError::Vault(cause) | KeyError::Wrong(cause) => Error::Vault(cause),
        })?;
    transaction.commit().await?;
    Ok(rekeyed)
}

/// Goes through every table once. Returns whether there was anything to do.
async fn rekey_once(store: &Store, vault: &Vault, rekeyed: &mut Rekeyed) -> Result<bool, Error> {
    let mut is_any = false;
    for table in SealedTable::ALL {
        let mut after = String::new();
        while let Some(last) = rekey_some(store, vault, (table, &after), rekeyed).await? {
            after = last;
            is_any = true;
        }
    }
    Ok(is_any)
}

/// Seals the next rows of a table anew. Returns the last of them; nothing when there was none.
async fn rekey_some(
    store: &Store,
    vault: &Vault,
    (table, after): (SealedTable, &str),
    rekeyed: &mut Rekeyed,
) -> Result<Option<String>, Error> {
    let key_id = vault.active_key_id();
    let mut transaction = store.write_transaction().await?;
    let rows =
        store::sealed::after_with_another_key(&mut transaction, table, (after, key_id), BATCH);
    let rows = rows.await?;
    let last = rows.last().map(|row| row.id.clone());
    for row in rows {
        let aad = aad(table, &row);
        let sealed = match vault.open(&row.sealed.clone().into(), &aad) {
            Ok(secret) => {
                rekeyed.sealed += 1;
                vault.seal(&secret, &aad)?.into()
            }
            Err(_) => SealedColumns {
                key_id: key_id.to_owned(),
                ..row.sealed.clone()
            },
        };
        store::sealed::reseal(&mut transaction, table, &row.id, &sealed).await?;
        if sealed.ciphertext == row.sealed.ciphertext {
            rekeyed.damaged.push(Damaged {
                table,
                id: row.id,
                account_id: row.account_id,
            });
        }
    }
    transaction.commit().await?;
    Ok(last)
}

/// What ties a row of a table to what is sealed in it.
fn aad(table: SealedTable, row: &SealedRow) -> Vec<u8> {
    match table {
        SealedTable::Outbox => outbox_aad(&row.id),
        SealedTable::Authenticators | SealedTable::PendingAuthenticators => {
            totp_aad(row.account_id.as_deref().unwrap_or_default(), &row.id)
        }
    }
}

async fn write_check(connection: &mut Connection, vault: &Vault) -> Result<(), KeyError> {
    let sealed = vault
        .seal(KNOWN_TEXT, CHECK.as_bytes())
        .map_err(KeyError::Vault)?;
    store::meta::set(connection, CHECK, &sealed.into()).await?;
    Ok(())
}
