//! The keys that secrets are sealed with: are they the right ones, and how to change them.

use crate::{
    config::Config,
    error::Error,
    store::{self, Store},
    vault::{Vault, VaultError, outbox_aad, totp_aad},
};

/// The row of `meta` that tells whether the keys are the right ones.
const CHECK: &str = "secret_key_check";
/// How many rows of a key are tried before it counts as wrong.
const ROWS_TO_LOOK_AT: i64 = 20;
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

/// Refuses keys that do not open what the database holds, before anybody depends on it.
pub async fn check(store: &Store, vault: &Vault) -> Result<(), KeyError> {
    let mut transaction = store.write_transaction().await?;
    match store::meta::find(&mut transaction, CHECK).await? {
        Some(sealed) => {
            vault
                .open(&sealed.into(), CHECK.as_bytes())
                .map_err(KeyError::Wrong)?;
        }
        None => write_check(&mut transaction, vault).await?,
    }
    for key_id in store::authenticators::key_ids(&mut transaction).await? {
        check_key(&mut transaction, vault, &key_id).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// A key is wrong when it opens nothing that names it: one row alone may be damaged, which is no reason to shut
/// everybody out.
async fn check_key(
    connection: &mut store::Connection,
    vault: &Vault,
    key_id: &str,
) -> Result<(), KeyError> {
    let mut failure = None;
    for row in store::authenticators::some_of_key(connection, key_id, ROWS_TO_LOOK_AT).await? {
        let aad = totp_aad(&row.account_id, &row.id);
        match vault.open(&row.sealed.into(), &aad) {
            Ok(_) => return Ok(()),
            Err(error) => failure = Some(error),
        }
    }
    failure.map_or(Ok(()), |error| Err(KeyError::Wrong(error)))
}

/// Seals everything with the active key, after which the others are not needed any more. Returns how many rows
/// it was. Each is a transaction of its own: stopped halfway and begun again, it goes on where it was.
pub async fn rekey(store: &Store, vault: &Vault) -> Result<u64, Error> {
    let mut count = 0;
    while rekey_authenticator(store, vault).await?
        || rekey_pending(store, vault).await?
        || rekey_message(store, vault).await?
    {
        count += 1;
    }
    // Last: as long as anything is sealed with an old key, a server without that key must not start.
    let mut transaction = store.write_transaction().await?;
    write_check(&mut transaction, vault)
        .await
        .map_err(|error| match error {
            KeyError::Database(cause) => Error::Database(cause),
            KeyError::Vault(cause) | KeyError::Wrong(cause) => Error::Vault(cause),
        })?;
    transaction.commit().await?;
    Ok(count)
}

async fn rekey_authenticator(store: &Store, vault: &Vault) -> Result<bool, Error> {
    let mut transaction = store.write_transaction().await?;
    let key_id = vault.active_key_id();
    let row = store::authenticators::sealed_with_another_key(&mut transaction, key_id).await?;
    let Some(row) = row else {
        return Ok(false);
    };
    let aad = totp_aad(&row.account_id, &row.id);
    let secret = vault.open(&row.sealed.into(), &aad)?;
    let sealed = vault.seal(&secret, &aad)?.into();
    store::authenticators::reseal(&mut transaction, &row.id, &sealed).await?;
    transaction.commit().await?;
    Ok(true)
}

async fn rekey_pending(store: &Store, vault: &Vault) -> Result<bool, Error> {
    let mut transaction = store.write_transaction().await?;
    let key_id = vault.active_key_id();
    let row =
        store::pending_authenticators::sealed_with_another_key(&mut transaction, key_id).await?;
    let Some(row) = row else {
        return Ok(false);
    };
    let aad = totp_aad(&row.account_id, &row.id);
    let secret = vault.open(&row.sealed.into(), &aad)?;
    let sealed = vault.seal(&secret, &aad)?.into();
    store::pending_authenticators::reseal(&mut transaction, &row.id, &sealed).await?;
    transaction.commit().await?;
    Ok(true)
}

async fn rekey_message(store: &Store, vault: &Vault) -> Result<bool, Error> {
    let mut transaction = store.write_transaction().await?;
    let key_id = vault.active_key_id();
    let row = store::outbox::sealed_with_another_key(&mut transaction, key_id).await?;
    let Some(row) = row else {
        return Ok(false);
    };
    let aad = outbox_aad(&row.id);
    let content = vault.open(&row.sealed.into(), &aad)?;
    let sealed = vault.seal(&content, &aad)?.into();
    store::outbox::reseal(&mut transaction, &row.id, &sealed).await?;
    transaction.commit().await?;
    Ok(true)
}

async fn write_check(connection: &mut store::Connection, vault: &Vault) -> Result<(), KeyError> {
    let sealed = vault
        .seal(KNOWN_TEXT, CHECK.as_bytes())
        .map_err(KeyError::Vault)?;
    store::meta::set(connection, CHECK, &sealed.into()).await?;
    Ok(())
}
