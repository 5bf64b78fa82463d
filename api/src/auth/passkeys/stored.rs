//! A stored passkey, as the verifier and browsers take it.

use crate::{
    auth::factors::Which,
    error::Error,
    rules::passkeys::kind_named,
    store::{self, Connection, passkeys::PasskeyRow, removed_passkeys::RemovedPasskeyRow},
    webauthn::{Kept, Known, StoredCredential},
};
use contract::{Problem, Timestamp, passkey::PasskeyKind, sign_in::Method};

/// What the columns of a row say.
pub fn kept(row: &PasskeyRow) -> Result<Kept, Error> {
    let sign_count = u32::try_from(row.sign_count);
    Ok(Kept {
        sign_count: sign_count
            .map_err(|_| Error::Inconsistent("a signature counter that is none"))?,
        uv_initialized: row.uv_initialized,
        backup_eligible: row.backup_eligible,
        backed_up: row.backed_up,
    })
}

/// A row as it is named to a browser.
pub fn known(row: &PasskeyRow) -> Known<'_> {
    Known {
        credential_id: &row.credential_id,
        transports: &row.transports,
    }
}

/// Takes one away, and remembers enough of it to tell whoever can still sign with it.
pub async fn remove(
    connection: &mut Connection,
    account_id: &str,
    id: &str,
    now: Timestamp,
) -> Result<Which, Error> {
    let row = store::passkeys::delete(connection, account_id, id).await?;
    let row = row.ok_or(Problem::NotFound)?;
    let which = which(&row)?;
    match whole(&row) {
        Ok(credential) => {
            let removed = RemovedPasskeyRow {
                credential,
                credential_id: row.credential_id,
                rp_id: row.rp_id,
            };
            store::removed_passkeys::insert(connection, &removed, now).await?;
        }
        // Nobody can sign with one that was damaged: there is nobody to be told later, and it must not stay for that.
        Err(cause) => {
            tracing::error!(account_id, passkey_id = id, %cause, "a passkey is removed that was damaged");
        }
    }
    Ok(which)
}

/// What verifies its signature after it was removed.
fn whole(row: &PasskeyRow) -> Result<String, Error> {
    Ok(StoredCredential::read(&row.credential, kept(row)?)?.write_whole()?)
}

/// A passkey as its owner knows it.
pub fn which(row: &PasskeyRow) -> Result<Which, Error> {
    let kind = kind_named(&row.kind).ok_or(Error::Inconsistent("a passkey of an unknown kind"))?;
    Ok(Which {
        method: match kind {
            PasskeyKind::Passkey => Method::Passkey,
            PasskeyKind::SecurityKey => Method::SecurityKey,
        },
        name: row.name.clone(),
    })
}
