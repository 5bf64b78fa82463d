//! Telling the person's password manager which passkeys are still good (WebAuthn Level 3 §5.1.10).

use crate::{passkeys::Passkeys, platform::passkey, remote};
use contract::{Nothing, endpoint::ReadSecurity, webauthn::CredentialId};

/// Tells it that the server has no such credential. It may delete it for good.
pub fn tell_unknown(passkeys: Passkeys, credential: &CredentialId) {
    if let Some(rp_id) = passkeys.rp_id() {
        passkey::signal_unknown(&rp_id, credential);
    }
}

/// Tells it all that the account accepts, and what the account is called, after one was added or removed. It forgets
/// every other one, so this says nothing unless the server gave the whole list just now.
pub async fn tell_accepted() {
    let Ok(overview) = remote::call::<ReadSecurity>(&Nothing {}).await else {
        return;
    };
    let Some(owner) = overview.passkey_owner else {
        return;
    };
    let accepted: Vec<CredentialId> = overview
        .passkeys
        .into_iter()
        .map(|passkey| passkey.credential_id)
        .collect();
    passkey::signal_all_accepted(&owner, &accepted);
    passkey::signal_current_details(&owner, &overview.viewer.email);
}
