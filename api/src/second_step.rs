//! The second step, at sign-in and at step-up alike: whether a proof of it is right.
//!
//! In two parts, because a slow hash may not keep everybody else from writing: [`verify`] counts the try and
//! looks, [`Evidence::consume`] uses up what was found, in the transaction that also does what it was given for.

use crate::{
    activity,
    app::App,
    error::Error,
    hasher::SALT_BYTES,
    passkey_proofs::{self, Asked, RightPasskey},
    rules::{
        backup_codes::{self, TidyCode},
        totp::{self, TotpParameters, TypedCode},
        tries::{AUTHENTICATOR, BACKUP_CODE, Limit},
    },
    standing::is_locked,
    store::{
        self, Connection, authenticators::AuthenticatorRow, pending_sign_ins::PendingSignIn,
        sessions::Session,
    },
    tries::{self, Try},
    vault::totp_aad,
    visit::Visit,
};
use contract::{
    Problem, Timestamp,
    activity::Event,
    authenticator::Algorithm,
    passkey::{PasskeyAnswer, PasskeyKind},
    sign_in::Proof,
};

/// Who proves it.
#[derive(Clone, Copy)]
pub enum Prover<'a> {
    /// Whoever owes this second step.
    Pending(&'a PendingSignIn),
    /// Whoever is signed in, to prove it again.
    Session(&'a Session),
}

impl<'a> Prover<'a> {
    fn account_id(self) -> &'a str {
        match self {
            Self::Pending(pending) => &pending.account_id,
            Self::Session(session) => &session.account_id,
        }
    }

    const fn asked(self) -> Asked<'a> {
        match self {
            Self::Pending(pending) => Asked::Pending(pending),
            Self::Session(session) => Asked::Session(session),
        }
    }
}

/// A proof that was right when it was looked at. It is not used up yet.
#[must_use]
pub struct Evidence {
    account_id: String,
    found: Found,
}

enum Found {
    Passkey(RightPasskey),
    Step {
        authenticator: String,
        step: i64,
        period: u32,
        tried: Try,
    },
    BackupCode {
        id: String,
        tried: Try,
    },
}

/// A right proof, used up for good. Only [`Evidence::consume`] makes it.
pub struct RightProof {
    account_id: String,
    backup_codes_left: Option<u32>,
    is_code: bool,
}

impl RightProof {
    /// Whose second step was proved.
    pub fn account_id(&self) -> &str {
        &self.account_id
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
        visit: &Visit,
    ) -> Result<(), Error> {
        let Some(left) = self.backup_codes_left else {
            return Ok(());
        };
        let account = store::accounts::find(connection, &self.account_id).await?;
        let account = account.ok_or(Error::Inconsistent("the account is gone"))?;
        let event = Event::BackupCodeUsed { left };
        activity::record(connection, app, &account, event, Some(visit)).await
    }

    /// Whether it was a code, which a false page could have asked for.
    pub const fn is_code(&self) -> bool {
        self.is_code
    }
}

/// Looks whether the proof is right. A proof that cannot be read as a code is refused without counting; every
/// other code counts as a try first, and as one more failure in a row until [`Evidence::consume`] says otherwise.
/// Nobody guesses the answer of a passkey, so that counts for nothing.
pub async fn verify(
    app: &App,
    prover: Prover<'_>,
    visit: &Visit,
    proof: &Proof,
) -> Result<Evidence, Error> {
    tracing::Span::current().record("factor", tracing::field::debug(proof.method()));
    let account_id = prover.account_id();
    let found = look(app, prover, visit, proof).await;
    if let Err(refusal) = &found {
        note_lock_out(app, account_id, visit, refusal).await?;
    }
    Ok(Evidence {
        account_id: account_id.to_owned(),
        found: found?,
    })
}

async fn look(app: &App, prover: Prover<'_>, visit: &Visit, proof: &Proof) -> Result<Found, Error> {
    let account_id = prover.account_id();
    match proof {
        Proof::Passkey(answer) => passkey(app, prover, visit, (PasskeyKind::Passkey, answer)).await,
        Proof::SecurityKey(answer) => {
            passkey(app, prover, visit, (PasskeyKind::SecurityKey, answer)).await
        }
        Proof::Authenticator { code } => {
            let code = TypedCode::parse(code)?;
            let tried = count(app, account_id, &AUTHENTICATOR).await?;
            authenticator(app, account_id, &code, tried).await
        }
        Proof::BackupCode { code } => {
            let code = backup_codes::tidy(code)?;
            let tried = count(app, account_id, &BACKUP_CODE).await?;
            backup_code(app, account_id, code, tried).await
        }
        Proof::TextMessage { .. } | Proof::Email { .. } => Err(Problem::MethodUnavailable.into()),
    }
}

impl Evidence {
    /// The passkey that gave it, if it was one.
    pub fn passkey_id(&self) -> Option<String> {
        match &self.found {
            Found::Passkey(passkey) => Some(passkey.id().to_owned()),
            Found::Step { .. } | Found::BackupCode { .. } => None,
        }
    }

    /// Uses up the time step, the backup code or the passkey's counter, unless somebody else was faster, and begins the
    /// counts of this method and of failures in a row anew. The tries of the other methods stay counted.
    pub async fn consume(
        self,
        connection: &mut Connection,
        now: Timestamp,
    ) -> Result<RightProof, Error> {
        let account_id = self.account_id;
        let mut proof = RightProof {
            account_id,
            backup_codes_left: None,
            is_code: true,
        };
        match self.found {
            Found::Passkey(passkey) => {
                passkey.use_up(connection, now).await?;
                proof.is_code = false;
            }
            Found::Step {
                authenticator,
                step,
                period,
                tried,
            } => {
                if !store::authenticators::use_step(connection, &authenticator, step, now).await? {
                    return Err(already_used(period, tried.left, now).into());
                }
                tried.take_back_all(connection).await?;
            }
            Found::BackupCode { id, tried } => {
                if !store::backup_codes::use_code(connection, &id, now).await? {
                    return Err(tried.wrong_code(now).into());
                }
                tried.take_back_all(connection).await?;
                let set = store::backup_codes::of_account(connection, &proof.account_id).await?;
                let left = set.map_or(0, |set| u32::try_from(set.unused).unwrap_or(0));
                proof.backup_codes_left = Some(left);
            }
        }
        store::accounts::reset_failures(connection, &proof.account_id).await?;
        Ok(proof)
    }
}

/// The account's time-based parameters of a row.
pub fn parameters(row: &AuthenticatorRow) -> Result<TotpParameters, Error> {
    const BROKEN: Error = Error::Inconsistent("an authenticator with unknown parameters");
    let algorithm = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]
        .into_iter()
        .find(|algorithm| algorithm.name() == row.algorithm)
        .ok_or(BROKEN)?;
    Ok(TotpParameters {
        algorithm,
        digits: u32::try_from(row.digits).map_err(|_| BROKEN)?,
        period: u32::try_from(row.period).map_err(|_| BROKEN)?,
    })
}

/// Asks the passkey's own rules. The question knows whose passkey it must be.
async fn passkey(
    app: &App,
    prover: Prover<'_>,
    visit: &Visit,
    (kind, answer): (PasskeyKind, &PasskeyAnswer),
) -> Result<Found, Error> {
    let right = passkey_proofs::verify(app, prover.asked(), visit, kind, answer).await?;
    Ok(Found::Passkey(right))
}

/// Tells the owner when a wrong code was the last before a wait: once for each wait, because whoever must wait is refused
/// otherwise.
async fn note_lock_out(
    app: &App,
    account_id: &str,
    visit: &Visit,
    refusal: &Error,
) -> Result<(), Error> {
    let is_last = matches!(
        refusal,
        Error::Refused(
            Problem::WrongCode { tries_left: 0, .. }
                | Problem::CodeAlreadyUsed { tries_left: 0, .. }
        )
    );
    if !is_last {
        return Ok(());
    }
    let mut transaction = app.store.write_transaction().await?;
    if let Some(account) = store::accounts::find(&mut transaction, account_id).await? {
        let event = Event::SecondStepFailed;
        activity::record(&mut transaction, app, &account, event, Some(visit)).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Counts the try, in a transaction of its own. A method that can be guessed stays shut after too many failures
/// in a row, until another one succeeds.
async fn count(app: &App, account_id: &str, limit: &Limit) -> Result<Try, Error> {
    let mut transaction = app.store.write_transaction().await?;
    let account = store::accounts::lock(&mut transaction, account_id).await?;
    let account = account.ok_or(Error::Inconsistent("the account is gone"))?;
    if *limit == AUTHENTICATOR && is_locked(account.second_step_failures) {
        return Err(Problem::MethodLocked.into());
    }
    let tried = tries::count(&mut transaction, app, limit, &[account_id]).await?;
    store::accounts::add_failure(&mut transaction, account_id).await?;
    transaction.commit().await?;
    Ok(tried)
}

/// Tries the code on every authenticator of the account. A secret that does not open shuts the door.
async fn authenticator(
    app: &App,
    account_id: &str,
    code: &TypedCode,
    tried: Try,
) -> Result<Found, Error> {
    let mut connection = app.store.read().await?;
    let rows = store::authenticators::of_account(&mut connection, account_id).await?;
    drop(connection);
    let now = app.clock.now();
    let mut refusal = tried.wrong_code(now);
    let mut found = None;
    for row in rows {
        let parameters = parameters(&row)?;
        let aad = totp_aad(account_id, &row.id);
        let secret = app.vault.open(&row.sealed.into(), &aad)?;
        match totp::matching_step(&secret, &parameters, code, now) {
            Some(step) if step > row.last_step => {
                found = Some((row.id, step, parameters.period));
            }
            Some(_) => refusal = already_used(parameters.period, tried.left, now),
            None => {}
        }
    }
    let (authenticator, step, period) = found.ok_or(refusal)?;
    Ok(Found::Step {
        authenticator,
        step,
        period,
        tried,
    })
}

/// Looks for the code among those that are left: one hash, compared with all.
async fn backup_code(
    app: &App,
    account_id: &str,
    code: TidyCode,
    tried: Try,
) -> Result<Found, Error> {
    const BROKEN: Error =
        Error::Inconsistent("a backup code set with a salt or hash of a wrong length");
    let mut connection = app.store.read().await?;
    let set = store::backup_codes::of_account(&mut connection, account_id).await?;
    let set = set.ok_or_else(|| tried.wrong_code(app.clock.now()))?;
    let unused = store::backup_codes::unused(&mut connection, &set.id).await?;
    drop(connection);
    let salt = <[u8; SALT_BYTES]>::try_from(set.salt).map_err(|_| BROKEN)?;
    let hash = app.hasher.hash_backup_code(code, salt).await?;
    let stored = unused
        .iter()
        .map(|code| <[u8; 32]>::try_from(code.hash.as_slice()));
    let stored: Vec<[u8; 32]> = stored.collect::<Result<_, _>>().map_err(|_| BROKEN)?;
    let place = backup_codes::position(&hash, &stored);
    let code = place.and_then(|place| unused.into_iter().nth(place));
    let code = code.ok_or_else(|| tried.wrong_code(app.clock.now()))?;
    Ok(Found::BackupCode { id: code.id, tried })
}

fn already_used(period: u32, tries_left: u32, now: Timestamp) -> Problem {
    Problem::CodeAlreadyUsed {
        next_code_in: totp::next_code_in(now, period),
        tries_left,
    }
}
