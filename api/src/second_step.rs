//! The second step, at sign-in and at step-up alike: what an account has, and whether a proof of it is right.
//!
//! In two parts, because a slow hash may not keep everybody else from writing: [`verify`] counts the try and
//! looks, [`Evidence::consume`] uses up what was found, in the transaction that also does what it was given for.

use crate::{
    app::App,
    error::Error,
    hasher::SALT_BYTES,
    rules::{
        backup_codes::{self, TidyCode},
        totp::{self, TotpParameters, TypedCode},
        tries::{AUTHENTICATOR, BACKUP_CODE, CONSECUTIVE_FAILURES_MAX},
    },
    store::{self, Connection, authenticators::AuthenticatorRow},
    tries::{self, Try},
    vault::totp_aad,
};
use contract::{
    Problem, Timestamp,
    authenticator::Algorithm,
    sign_in::{Method, Proof, SecondStep},
};

/// What an account has for the second step.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    authenticators: i64,
    backup_codes_left: i64,
    is_authenticator_locked: bool,
}

impl Standing {
    /// Reads it.
    pub async fn of_account(connection: &mut Connection, account_id: &str) -> Result<Self, Error> {
        let account = store::accounts::find(connection, account_id).await?;
        let account = account.ok_or(Error::Inconsistent("the account is gone"))?;
        let authenticators = store::authenticators::count(connection, account_id).await?;
        let set = store::backup_codes::of_account(connection, account_id).await?;
        Ok(Self {
            authenticators,
            backup_codes_left: set.map_or(0, |set| set.unused),
            is_authenticator_locked: is_locked(account.second_step_failures),
        })
    }

    /// Whether there is a second step at all. Backup codes alone are none.
    pub const fn has_second_step(self) -> bool {
        self.authenticators > 0
    }

    /// What to ask for, until a moment; nothing when there is no second step.
    pub fn ask(self, now: Timestamp, until: Timestamp) -> Option<SecondStep> {
        if !self.has_second_step() {
            return None;
        }
        let has = |method: &Method| match method {
            Method::Passkey | Method::SecurityKey => false,
            Method::Authenticator => true,
            Method::BackupCode => self.backup_codes_left > 0,
        };
        let methods: Vec<Method> = Method::ALL.into_iter().filter(has).collect();
        let is_open =
            |method: &&Method| **method != Method::Authenticator || !self.is_authenticator_locked;
        let show_first = methods
            .iter()
            .find(is_open)
            .copied()
            .unwrap_or(Method::Authenticator);
        Some(SecondStep {
            methods,
            show_first,
            expires_in: until.seconds_after(now),
        })
    }
}

/// A proof that was right when it was looked at. It is not used up yet.
#[must_use]
pub struct Evidence {
    account_id: String,
    tried: Try,
    found: Found,
}

enum Found {
    Step {
        authenticator: String,
        step: i64,
        period: u32,
    },
    BackupCode {
        id: String,
    },
}

/// A right proof, used up for good. Only [`Evidence::consume`] makes it.
pub struct RightProof {
    account_id: String,
    backup_codes_left: Option<u32>,
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
}

/// Looks whether the proof is right. A proof that cannot be read as a code is refused without counting; every
/// other one counts as a try first, and as one more failure in a row until [`Evidence::consume`] says otherwise.
pub async fn verify(app: &App, account_id: &str, proof: &Proof) -> Result<Evidence, Error> {
    match proof {
        Proof::Passkey(_) | Proof::SecurityKey(_) => Err(Problem::PasskeysUnavailable.into()),
        Proof::Authenticator { code } => {
            let code = TypedCode::parse(code)?;
            let tried = count(app, account_id, Method::Authenticator).await?;
            authenticator(app, account_id, &code, tried).await
        }
        Proof::BackupCode { code } => {
            let code = backup_codes::tidy(code)?;
            let tried = count(app, account_id, Method::BackupCode).await?;
            backup_code(app, account_id, code, tried).await
        }
    }
}

impl Evidence {
    /// Uses up the time step or the backup code, unless somebody else was faster, and begins the counts of this
    /// method and of failures in a row anew. The tries of the other method stay counted.
    pub async fn consume(
        self,
        connection: &mut Connection,
        now: Timestamp,
    ) -> Result<RightProof, Error> {
        let account_id = self.account_id;
        let backup_codes_left = match self.found {
            Found::Step {
                authenticator,
                step,
                period,
            } => {
                if !store::authenticators::use_step(connection, &authenticator, step, now).await? {
                    return Err(already_used(period, self.tried.left, now).into());
                }
                None
            }
            Found::BackupCode { id } => {
                if !store::backup_codes::use_code(connection, &id, now).await? {
                    return Err(self.tried.wrong_code(now).into());
                }
                let set = store::backup_codes::of_account(connection, &account_id).await?;
                Some(set.map_or(0, |set| u32::try_from(set.unused).unwrap_or(0)))
            }
        };
        store::accounts::reset_failures(connection, &account_id).await?;
        self.tried.take_back_all(connection).await?;
        Ok(RightProof {
            account_id,
            backup_codes_left,
        })
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

/// Counts the try, in a transaction of its own. A method that can be guessed stays shut after too many failures
/// in a row, until another one succeeds.
async fn count(app: &App, account_id: &str, method: Method) -> Result<Try, Error> {
    tracing::Span::current().record("factor", tracing::field::debug(method));
    let mut transaction = app.store.write_transaction().await?;
    let account = store::accounts::lock(&mut transaction, account_id).await?;
    let account = account.ok_or(Error::Inconsistent("the account is gone"))?;
    let limit = match method {
        Method::Authenticator if is_locked(account.second_step_failures) => {
            return Err(Problem::MethodLocked.into());
        }
        Method::Authenticator => &AUTHENTICATOR,
        Method::BackupCode => &BACKUP_CODE,
        Method::Passkey | Method::SecurityKey => return Err(Problem::PasskeysUnavailable.into()),
    };
    let tried = tries::count(&mut transaction, limit, &[account_id], app.clock.now()).await?;
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
) -> Result<Evidence, Error> {
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
                found = Some(Found::Step {
                    authenticator: row.id,
                    step,
                    period: parameters.period,
                });
            }
            Some(_) => refusal = already_used(parameters.period, tried.left, now),
            None => {}
        }
    }
    Ok(Evidence {
        account_id: account_id.to_owned(),
        found: found.ok_or(refusal)?,
        tried,
    })
}

/// Looks for the code among those that are left: one hash, compared with all.
async fn backup_code(
    app: &App,
    account_id: &str,
    code: TidyCode,
    tried: Try,
) -> Result<Evidence, Error> {
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
    Ok(Evidence {
        account_id: account_id.to_owned(),
        tried,
        found: Found::BackupCode { id: code.id },
    })
}

fn is_locked(failures: i64) -> bool {
    failures >= i64::from(CONSECUTIVE_FAILURES_MAX)
}

fn already_used(period: u32, tries_left: u32, now: Timestamp) -> Problem {
    Problem::CodeAlreadyUsed {
        next_code_in: totp::next_code_in(now, period),
        tries_left,
    }
}
