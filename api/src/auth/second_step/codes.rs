//! Codes that a person has: of an authenticator app, or saved.

use crate::{
    app::App,
    auth::second_step::proof_match::ProofMatch,
    crypto::{
        hasher::{HashPermit, SALT_BYTES},
        vault::totp_aad,
    },
    error::Error,
    rate_limits::Attempt,
    rules::{
        backup_codes::{self, TidyCode},
        totp::{self, TotpParameters, TypedCode},
    },
    store::{self, authenticators::AuthenticatorRow},
};
use contract::{Problem, Timestamp, authenticator::Algorithm};

/// Tries the code on every authenticator of the account. A secret that does not open lets nobody in, and keeps the others from
/// nothing; when no other fits, whoever called is told that something failed, and not that the code is wrong.
pub async fn authenticator(
    app: &App,
    account_id: &str,
    code: &TypedCode,
    attempt: Attempt,
) -> Result<ProofMatch, Error> {
    let mut connection = app.store.read().await?;
    let rows = store::authenticators::of_account(&mut connection, account_id).await?;
    drop(connection);
    let now = app.clock.now();
    let mut refusal = Error::from(attempt.wrong_code(now));
    let mut found = None;
    for row in rows {
        let parameters = parameters(&row)?;
        let aad = totp_aad(account_id, &row.id);
        let secret = match app.vault.open(&row.sealed.into(), &aad) {
            Ok(secret) => secret,
            Err(cause) => {
                tracing::error!(account_id, authenticator_id = row.id, %cause, "an authenticator app cannot be used");
                refusal = cause.into();
                continue;
            }
        };
        match totp::matching_step(&secret, &parameters, code, now) {
            Some(step) if step > row.last_step => {
                found = Some((row.id, step, parameters.period));
            }
            Some(_) => {
                let used = (parameters.period, row.last_step);
                refusal = already_used(used, attempt.left, now).into();
            }
            None => {}
        }
    }
    let (authenticator, step, period) = found.ok_or(refusal)?;
    Ok(ProofMatch::Step {
        authenticator,
        step,
        period,
        attempt,
    })
}

/// Looks for the code among those that are left: one hash, compared with all.
pub async fn backup_code(
    app: &App,
    account_id: &str,
    (permit, code): (&HashPermit, TidyCode),
    attempt: Attempt,
) -> Result<ProofMatch, Error> {
    const BROKEN: Error =
        Error::Inconsistent("a backup code set with a salt or hash of a wrong length");
    let mut connection = app.store.read().await?;
    let set = store::backup_codes::of_account(&mut connection, account_id).await?;
    let set = set.ok_or_else(|| attempt.wrong_code(app.clock.now()))?;
    let unused = store::backup_codes::unused(&mut connection, &set.id).await?;
    drop(connection);
    let salt = <[u8; SALT_BYTES]>::try_from(set.salt).map_err(|_| BROKEN)?;
    let hash = app.hasher.hash_backup_code(permit, code, salt).await?;
    let stored = unused
        .iter()
        .map(|code| <[u8; 32]>::try_from(code.hash.as_slice()));
    let stored: Vec<[u8; 32]> = stored.collect::<Result<_, _>>().map_err(|_| BROKEN)?;
    let place = backup_codes::position(&hash, &stored);
    let code = place.and_then(|place| unused.into_iter().nth(place));
    let code = code.ok_or_else(|| attempt.wrong_code(app.clock.now()))?;
    Ok(ProofMatch::BackupCode {
        id: code.id,
        attempt,
    })
}

/// The refusal of a code whose time step was used before: the last one that was used, of so many seconds.
pub fn already_used((period, last_step): (u32, i64), tries_left: u32, now: Timestamp) -> Problem {
    Problem::CodeAlreadyUsed {
        next_code_in: totp::next_code_in(now, period, last_step),
        tries_left,
    }
}

/// The time-based parameters of a row.
fn parameters(row: &AuthenticatorRow) -> Result<TotpParameters, Error> {
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
