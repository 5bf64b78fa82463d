//! Proving something with a passkey or security key: asking for it, and looking whether the answer is right.
//!
//! In two parts, like codes: [`verify`] uses up the challenge and looks at the answer, [`VerifiedPasskey::use_up`] notes
//! its counter in the transaction that also does what it was given for. Nothing about the passkey is written before
//! its signature was found right.

use super::claimant::PasskeyClaimant;
pub use crate::auth::passkeys::options::ask;
use crate::{
    app::App,
    auth::passkeys::{attempt::take, candidate::Candidate, challenges::ChallengePurpose},
    error::Error,
    http::client_info::ClientInfo,
    messages::activity,
    rate_limits::Attempt,
    rules::passkeys::Flaw,
    store::{self, Connection, passkeys::Use},
    webauthn::Answered,
};
use contract::{
    Problem, Timestamp,
    activity::Event,
    passkey::{PasskeyAnswer, PasskeyKind},
};

/// A passkey or security key gave a right answer. Only [`verify`] makes it. It is not used up yet.
#[must_use]
pub struct VerifiedPasskey {
    id: String,
    account_id: String,
    purpose: ChallengePurpose,
    kind: PasskeyKind,
    answered: Answered,
    attempt: Option<Attempt>,
}

impl VerifiedPasskey {
    /// The identifier of the passkey.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The account that it belongs to.
    pub fn account_id(&self) -> &str {
        &self.account_id
    }

    /// Whether it stands for both steps: it was asked for to sign in alone, and its authenticator checked who holds it.
    pub fn is_both_steps(&self) -> bool {
        self.purpose == ChallengePurpose::SignIn
            && self.kind == PasskeyKind::Passkey
            && self.answered.is_person_verified
    }

    /// Notes its counter, unless another answer with the same one was faster, or the passkey was removed meanwhile.
    pub async fn use_up(&self, connection: &mut Connection, now: Timestamp) -> Result<(), Error> {
        let used = Use {
            sign_count: self.answered.sign_count,
            is_backed_up: self.answered.is_backed_up,
        };
        if !store::passkeys::note_use(connection, &self.id, used, now).await? {
            let is_there = store::passkeys::is_there(connection, &self.id).await?;
            return Err(if is_there {
                Problem::PasskeyCounterWentBack.into()
            } else {
                Problem::PasskeyRemoved.into()
            });
        }
        if let Some(attempt) = &self.attempt {
            attempt.take_back(connection).await?;
        }
        Ok(())
    }
}

/// Looks whether an answer is right. Its challenge is used up whatever comes of it.
pub async fn verify(
    app: &App,
    asked: PasskeyClaimant<'_>,
    client: &ClientInfo,
    kind: PasskeyKind,
    answer: &PasskeyAnswer,
) -> Result<VerifiedPasskey, Error> {
    tracing::Span::current().record("factor", tracing::field::debug(kind));
    let party = app.relying_party()?;
    let (ceremony, attempt) = take(app, asked, client, answer).await?;
    if ceremony.kind != kind {
        return Err(refused(Flaw::Other));
    }
    let claim = party.check_answer(kind, &answer.credential);
    let claim = claim.map_err(refused)?;
    let candidate = Candidate::find(app, party, &ceremony, &claim).await?;
    let stored = candidate.credential(&claim)?;
    let verdict = party.verify(&ceremony.state, &answer.credential, &stored)?;
    match (candidate, verdict) {
        (Candidate::Held(row), Ok(answered)) => {
            tracing::Span::current().record("account_id", &row.account_id);
            Ok(VerifiedPasskey {
                id: row.id,
                account_id: row.account_id,
                purpose: asked.purpose(),
                kind,
                answered,
                attempt,
            })
        }
        (Candidate::Held(row), Err(Flaw::Counter)) => {
            tracing::Span::current().record("account_id", &row.account_id);
            let refusal = Err(Problem::PasskeyCounterWentBack.into());
            note_refusal(app, client, Some(&row.id), refusal).await
        }
        (Candidate::Held(_), Err(flaw)) => Err(refused(flaw)),
        // Whoever signs with it held it, and the counter of what is gone warns nobody.
        (Candidate::Removed(_), Ok(_) | Err(Flaw::Counter)) => Err(Problem::PasskeyRemoved.into()),
        (Candidate::Removed(_) | Candidate::Unknown, _) => Err(refused(Flaw::Unknown)),
    }
}

/// Notes that the counter of a passkey went backwards, and tells its owner, when that is why this came to nothing. The
/// transaction in which it was refused did not happen, so this is one of its own. Returns what it came to.
pub async fn note_refusal<T>(
    app: &App,
    client: &ClientInfo,
    id: Option<&str>,
    outcome: Result<T, Error>,
) -> Result<T, Error> {
    let (Some(id), Err(Error::Refused(Problem::PasskeyCounterWentBack))) = (id, &outcome) else {
        return outcome;
    };
    let mut transaction = app.store.write_transaction().await?;
    let now = app.clock.now();
    let whose = store::passkeys::note_counter_went_back(&mut transaction, id, now).await?;
    if let Some((account_id, name)) = whose
        && let Some(account) = store::accounts::find(&mut transaction, &account_id).await?
    {
        let event = Event::PasskeyCounterWentBack { name };
        activity::record(&mut transaction, app, &account, event, Some(client)).await?;
    }
    transaction.commit().await?;
    outcome
}

/// The refusal of an answer. The log tells what was wrong, and nothing of what was sent.
fn refused(flaw: Flaw) -> Error {
    tracing::info!(?flaw, "a passkey's answer is refused");
    flaw.of_proof().into()
}
