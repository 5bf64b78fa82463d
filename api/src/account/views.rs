//! What an account has, as its owner sees it.

use crate::{
    account::passkeys::handle,
    app::App,
    error::Error,
    rules::{mask, passkey_providers, passkeys::kind_named},
    store::{authenticators::AuthenticatorRow, passkeys::PasskeyRow, phones::PhoneRow},
};
use contract::{
    Timestamp,
    authenticator::{Authenticator, AuthenticatorId},
    contact::Phone,
    passkey::{Passkey, PasskeyId, PasskeyOwner, PasskeyStorage},
    webauthn::CredentialId,
};
use data_encoding::BASE64URL_NOPAD;

/// An authenticator app.
pub fn authenticator(row: AuthenticatorRow) -> Authenticator {
    Authenticator {
        id: AuthenticatorId(row.id),
        name: row.name,
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
    }
}

/// A passkey or security key.
pub fn passkey(row: PasskeyRow) -> Result<Passkey, Error> {
    let kind = kind_named(&row.kind).ok_or(Error::Inconsistent("a passkey of an unknown kind"))?;
    let storage = match (row.backup_eligible, row.backed_up) {
        (false, _) => PasskeyStorage::OneDevice,
        (true, false) => PasskeyStorage::NotYetSynced,
        (true, true) => PasskeyStorage::Synced,
    };
    let provider = row.aaguid.as_deref().and_then(passkey_providers::name);
    Ok(Passkey {
        id: PasskeyId(row.id),
        kind,
        name: row.name,
        credential_id: CredentialId(BASE64URL_NOPAD.encode(&row.credential_id)),
        provider: provider.map(str::to_owned),
        storage,
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
        counter_went_back_at: row.counter_went_back_at.map(Timestamp),
    })
}

/// The owner of the passkeys, as authenticators know them; nothing where there cannot be any.
pub fn passkey_owner(app: &App, account_id: &str) -> Result<Option<PasskeyOwner>, Error> {
    let Ok(party) = app.relying_party() else {
        return Ok(None);
    };
    Ok(Some(PasskeyOwner {
        rp_id: party.id().to_owned(),
        user_handle: BASE64URL_NOPAD.encode(&handle(account_id)?),
    }))
}

/// The phone number.
pub fn phone(row: PhoneRow) -> Phone {
    Phone {
        masked: mask::number(&row.number),
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
    }
}
