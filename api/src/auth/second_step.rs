//! The second step, at sign-in and at step-up alike: whether a proof of it is right.
//!
//! In two parts, because a slow hash may not keep everybody else from writing: [`verify`] counts the attempt and
//! looks, [`VerifiedProof::consume`] uses up what was found, in the transaction that also does what it was given for.

mod codes;
mod lockout;
pub mod missing;
pub mod proof_match;
mod sent;

use crate::{
    app::App,
    auth::{
        claimant::Claimant,
        factors::Factors,
        passkeys::assertion,
        second_step::{
            lockout::{Failures, note_failures},
            proof_match::ProofMatch,
        },
    },
    error::Error,
    http::client_info::ClientInfo,
    messages::activity,
    rate_limits::{self, Attempt},
    rules::{
        backup_codes,
        limits::{AUTHENTICATOR, BACKUP_CODE, Limit},
        totp::TypedCode,
    },
    store::{self, Connection, accounts::Account},
};

use codes::{already_used, authenticator, backup_code};
use contract::{
    Problem, Timestamp,
    activity::Event,
    passkey::{PasskeyAnswer, PasskeyKind},
    sent_code::Channel,
    sign_in::{Method, Proof},
};
pub use sent::send_code;

/// A proof that was right when it was looked at. It is not used up yet.
#[must_use]
pub struct VerifiedProof {
    account_id: String,
    method: Method,
    found: ProofMatch,
}

/// A right proof, used up for good. Only [`VerifiedProof::consume`] makes it.
pub struct UsedProof {
    account: Account,
    backup_codes_left: Option<u32>,
    is_code: bool,
}

impl UsedProof {
    /// Whose second step was proved. Nobody else changes it until the transaction ends.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// When it was a backup code: how many are left.
    pub const fn backup_codes_left(&self) -> Option<u32> {
        self.backup_codes_left
    }

    /// Writes down, and tells the owner, that it was a backup code.
    pub async fn record(
        &self,
        connection: &mut Connection,
        app: &App,
        client: &ClientInfo,
    ) -> Result<(), Error> {
        let Some(left) = self.backup_codes_left else {
            return Ok(());
        };
        let event = Event::BackupCodeUsed { left };
        activity::record(connection, app, &self.account, event, Some(client)).await
    }

    /// Whether it was a code, which a false page could have asked for.
    pub const fn is_code(&self) -> bool {
        self.is_code
    }
}

/// Looks whether the proof is right. A proof that cannot be read as a code is refused without counting; every
/// other code counts as an attempt first, and as one more failure in a row until [`VerifiedProof::consume`] says otherwise.
/// Nobody guesses the answer of a passkey, so that counts for nothing.
pub async fn verify(
    app: &App,
    claimant: Claimant<'_>,
    client: &ClientInfo,
    proof: &Proof,
) -> Result<VerifiedProof, Error> {
    tracing::Span::current().record("factor", tracing::field::debug(proof.method()));
    let account_id = claimant.account_id();
    let mut failures = Failures::default();
    let found = look(app, (claimant, client), proof, &mut failures).await;
    if let Err(refusal) = &found
        && failures.is_news(refusal)
    {
        note_failures(app, account_id, client).await?;
    }
    Ok(VerifiedProof {
        account_id: account_id.to_owned(),
        method: proof.method(),
        found: found?,
    })
}

async fn look(
    app: &App,
    (claimant, client): (Claimant<'_>, &ClientInfo),
    proof: &Proof,
    failures: &mut Failures,
) -> Result<ProofMatch, Error> {
    let method = proof.method();
    let mut connection = app.store.read().await?;
    refuse_unasked(&mut connection, app, claimant, method).await?;
    drop(connection);
    let account_id = claimant.account_id();
    match proof {
        Proof::Passkey(answer) => {
            passkey(app, claimant, client, (PasskeyKind::Passkey, answer)).await
        }
        Proof::SecurityKey(answer) => {
            passkey(app, claimant, client, (PasskeyKind::SecurityKey, answer)).await
        }
        Proof::Authenticator { code } => {
            let code = TypedCode::parse(code)?;
            let attempt = count(app, claimant, (method, &AUTHENTICATOR), failures).await?;
            authenticator(app, account_id, &code, attempt).await
        }
        Proof::BackupCode { code } => {
            let code = backup_codes::tidy(code)?;
            // Before the attempt is counted: a server that has too much to do costs nobody one.
            let permit = app.hasher.acquire()?;
            let attempt = count(app, claimant, (method, &BACKUP_CODE), failures).await?;
            backup_code(app, account_id, (&permit, code), attempt).await
        }
        Proof::TextMessage { code } => {
            sent::try_code(app, claimant, (Channel::TextMessage, code), failures).await
        }
        Proof::Email { code } => {
            sent::try_code(app, claimant, (Channel::Email, code), failures).await
        }
    }
}

impl VerifiedProof {
    /// The passkey that gave it, if it was one.
    pub fn passkey_id(&self) -> Option<String> {
        match &self.found {
            ProofMatch::Passkey(passkey) => Some(passkey.id().to_owned()),
            ProofMatch::Step { .. } | ProofMatch::BackupCode { .. } | ProofMatch::SentCode(..) => {
                None
            }
        }
    }

    /// Uses up the time step, the backup code or the passkey's counter, unless somebody else was faster, and begins the
    /// counts of this method and of failures in a row anew. The attempts of the other methods stay counted. A method that
    /// is not asked for any more is refused, though it was when [`verify`] looked.
    pub async fn consume(
        self,
        connection: &mut Connection,
        app: &App,
        claimant: Claimant<'_>,
    ) -> Result<UsedProof, Error> {
        let account = store::accounts::lock(connection, &self.account_id).await?;
        let account = account.ok_or(Error::AccountGone)?;
        refuse_unasked(connection, app, claimant, self.method).await?;
        let mut proof = UsedProof {
            account,
            backup_codes_left: None,
            is_code: true,
        };
        self.found
            .use_up(connection, &mut proof, app.clock.now())
            .await?;
        store::accounts::reset_failures(connection, &proof.account.id).await?;
        Ok(proof)
    }
}

impl ProofMatch {
    async fn use_up(
        self,
        connection: &mut Connection,
        proof: &mut UsedProof,
        now: Timestamp,
    ) -> Result<(), Error> {
        match self {
            Self::Passkey(passkey) => {
                passkey.use_up(connection, now).await?;
                proof.is_code = false;
            }
            Self::Step {
                authenticator,
                step,
                period,
                attempt,
            } => {
                if !store::authenticators::use_step(connection, &authenticator, step, now).await? {
                    let used = store::authenticators::last_step(connection, &authenticator).await?;
                    let used = (period, used.unwrap_or(step));
                    return Err(already_used(used, attempt.left, now).into());
                }
                attempt.take_back_all(connection).await?;
            }
            Self::BackupCode { id, attempt } => {
                if !store::backup_codes::use_code(connection, &id, now).await? {
                    return Err(attempt.wrong_code(now).into());
                }
                attempt.take_back_all(connection).await?;
                store::backup_codes::acknowledge_by_use(connection, &id, now).await?;
                let set = store::backup_codes::of_account(connection, &proof.account.id).await?;
                let left = set.map_or(0, |set| u32::try_from(set.unused).unwrap_or(0));
                proof.backup_codes_left = Some(left);
            }
            Self::SentCode(channel, code) => {
                code.use_up(connection).await?;
                if channel == Channel::TextMessage {
                    store::phones::note_use(connection, &proof.account.id, now).await?;
                }
            }
        }
        Ok(())
    }
}

/// Refuses a code of a method that is not asked for, before it counts as an attempt. Passkeys and security keys are always asked
/// for, and their own challenge says what they are good for.
async fn refuse_unasked(
    connection: &mut Connection,
    app: &App,
    claimant: Claimant<'_>,
    method: Method,
) -> Result<(), Error> {
    if method.passkey_kind().is_some() {
        return Ok(());
    }
    let factors = Factors::of_account(connection, app, claimant.account_id()).await?;
    if factors.methods(claimant.purpose()).contains(&method) {
        Ok(())
    } else {
        Err(Problem::MethodUnavailable.into())
    }
}

/// Asks the passkey's own rules. The challenge knows whose passkey it must be.
async fn passkey(
    app: &App,
    claimant: Claimant<'_>,
    client: &ClientInfo,
    (kind, answer): (PasskeyKind, &PasskeyAnswer),
) -> Result<ProofMatch, Error> {
    let right =
        assertion::verify(app, claimant.as_passkey_claimant(), client, kind, answer).await?;
    Ok(ProofMatch::Passkey(right))
}

/// Counts the attempt at this method, in a transaction of its own.
async fn count(
    app: &App,
    claimant: Claimant<'_>,
    (method, limit): (Method, &Limit),
    failures: &mut Failures,
) -> Result<Attempt, Error> {
    let account_id = claimant.account_id();
    let mut transaction = app.store.write_transaction().await?;
    let counted = Failures::add(&mut transaction, account_id, method).await?;
    let who = [account_id, claimant.client_trust().as_str()];
    let attempt = rate_limits::count(&mut transaction, app, limit, &who).await?;
    transaction.commit().await?;
    *failures = counted;
    Ok(attempt)
}
