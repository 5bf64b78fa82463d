//! Asking for a passkey or security key.

use crate::{
    app::App,
    auth::{
        claimant::Claimant,
        passkeys::{
            challenges::{self, ChallengePurpose, NewCeremony},
            claimant::PasskeyClaimant,
            stored::known,
        },
    },
    error::Error,
    rate_limits,
    rules::{limits::PASSKEY_REQUEST, passkeys::kind_name},
    store::{self, Connection, passkeys::PasskeyRow},
    webauthn::{Known, RelyingParty},
};
use contract::{
    Problem,
    limits::CEREMONY_SECONDS,
    passkey::{PasskeyKind, PasskeyRequest},
};

/// Asks for one. Who has none of this kind is told that there is nothing; who is not known yet is asked for any.
pub async fn ask(
    app: &App,
    asked: PasskeyClaimant<'_>,
    kind: PasskeyKind,
) -> Result<PasskeyRequest, Error> {
    let party = app.relying_party()?;
    let now = app.clock.now();
    let mut transaction = app.store.write_transaction().await?;
    let allowed = match asked {
        // Whoever opens the page has not tried anything.
        PasskeyClaimant::Browser(..) => Vec::new(),
        PasskeyClaimant::Pending(pending) => {
            let who = (Claimant::Pending(pending), asked.purpose());
            let account_id = count_request(&mut transaction, app, who).await?;
            usable(&mut transaction, party, account_id, kind).await?
        }
        PasskeyClaimant::Session(session) => {
            let who = (Claimant::Session(session), asked.purpose());
            let account_id = count_request(&mut transaction, app, who).await?;
            usable(&mut transaction, party, account_id, kind).await?
        }
    };
    let known: Vec<Known<'_>> = allowed.iter().map(known).collect();
    let (options, state) = party.request_options(kind, &known)?;
    let new = NewCeremony {
        purpose: asked.purpose(),
        binding: asked.binding(),
        account_id: asked.account_id(),
        network: asked.network(),
        kind,
        state: &state,
    };
    let ceremony = challenges::begin(&mut transaction, new, now).await?;
    transaction.commit().await?;
    Ok(PasskeyRequest {
        ceremony,
        options,
        expires_in: CEREMONY_SECONDS,
    })
}

/// Counts a challenge to the passkeys of an account, if whoever asks may still do so. Returns whose account it is. In the
/// transaction that keeps the challenge: where there is nothing to ask for, there is none, and nothing was counted.
async fn count_request<'a>(
    connection: &mut Connection,
    app: &App,
    (claimant, purpose): (Claimant<'a>, ChallengePurpose),
) -> Result<&'a str, Error> {
    claimant.refuse_ended(connection, app.clock.now()).await?;
    let account_id = claimant.account_id();
    let who = [account_id, purpose.name(), claimant.client_trust().as_str()];
    rate_limits::count(connection, app, &PASSKEY_REQUEST, &who).await?;
    let account = store::accounts::lock(connection, account_id).await?;
    account.ok_or(Error::AccountGone)?;
    Ok(account_id)
}

/// Those of the account that can be asked for here: of this kind, and bound to this domain.
async fn usable(
    connection: &mut Connection,
    party: &RelyingParty,
    account_id: &str,
    kind: PasskeyKind,
) -> Result<Vec<PasskeyRow>, Error> {
    let mut rows = store::passkeys::of_account(connection, account_id).await?;
    rows.retain(|row| row.kind == kind_name(kind) && row.rp_id == party.id());
    if rows.is_empty() {
        return Err(Problem::NotFound.into());
    }
    Ok(rows)
}
