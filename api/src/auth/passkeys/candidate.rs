//! Which credential an answer is looked at with. Whatever it is, the same work is done.

use crate::{
    app::App,
    auth::passkeys::{challenges::Ceremony, stored::kept},
    error::Error,
    rules::passkeys::{kind_named, user_handle},
    store::{self, passkeys::PasskeyRow, removed_passkeys::RemovedPasskeyRow},
    webauthn::{Claim, RelyingParty, StoredCredential},
};

/// Which credential an answer is looked at with.
pub enum Candidate {
    /// One that may give it.
    Held(Box<PasskeyRow>),
    /// One that its owner removed.
    Removed(RemovedPasskeyRow),
    /// None: the work is done all the same.
    Unknown,
}

impl Candidate {
    /// Looks into both tables whatever the first one says, so that the time does not tell.
    pub async fn find(
        app: &App,
        party: &RelyingParty,
        ceremony: &Ceremony,
        claim: &Claim,
    ) -> Result<Self, Error> {
        let id = &claim.credential_id;
        let mut connection = app.store.read().await?;
        let held = store::passkeys::find_by_credential_id(&mut connection, id).await?;
        let removed = store::removed_passkeys::find(&mut connection, id).await?;
        drop(connection);
        let is_discovered = ceremony.account_id.is_none();
        let may_be_removed = |row: &RemovedPasskeyRow| {
            row.rp_id == party.id() && (claim.user_handle.is_some() || !is_discovered)
        };
        Ok(match (held, removed) {
            (Some(row), _) if may_answer(&row, party, ceremony, claim) => Self::Held(Box::new(row)),
            (None, Some(row)) if may_be_removed(&row) => Self::Removed(row),
            _ => Self::Unknown,
        })
    }

    /// What to verify with.
    pub fn credential(&self, claim: &Claim) -> Result<StoredCredential, Error> {
        Ok(match self {
            Self::Held(row) => StoredCredential::read(&row.credential, kept(row)?)?,
            Self::Removed(row) => StoredCredential::read_whole(&row.credential)?,
            Self::Unknown => {
                StoredCredential::dummy(&claim.credential_id, claim.is_backup_eligible)?
            }
        })
    }
}

/// Whether this credential may answer: it is of the kind and the account that were asked, and its authenticator says
/// the same account. Where anybody's will do, it must say one (WebAuthn L3 §7.2 step 6).
fn may_answer(row: &PasskeyRow, party: &RelyingParty, ceremony: &Ceremony, claim: &Claim) -> bool {
    let handle = user_handle(&row.account_id);
    let said = claim.user_handle.as_deref();
    let says_own = handle.is_some_and(|handle| said == Some(handle.as_slice()));
    let is_whose = match &ceremony.account_id {
        Some(account_id) => row.account_id == *account_id && (said.is_none() || says_own),
        None => says_own,
    };
    // A credential that changed its eligibility is refused (§6.1.3), after the same work as one that nobody has.
    let is_unchanged = row.backup_eligible == claim.is_backup_eligible;
    is_whose
        && is_unchanged
        && kind_named(&row.kind) == Some(ceremony.kind)
        && row.rp_id == party.id()
}
