//! Enrolling an authenticator app: pending until its first code is confirmed.

use crate::{
    account::{
        backup_codes::FreshSet,
        change::AccountChange,
        methods::{self, First},
    },
    app::App,
    auth::{caller::SignedIn, factors::Which},
    crypto::vault::totp_aad,
    error::Error,
    rate_limits::{self, Attempt},
    rules::{
        client_trust::ClientTrust,
        limits::AUTHENTICATOR,
        method_name::MethodName,
        token,
        totp::{self, TotpParameters, TypedCode},
    },
    store::{
        self, Connection, authenticators::AuthenticatorRow,
        pending_authenticators::PendingAuthenticatorRow, sessions::Session,
    },
};
use contract::{
    Problem, Timestamp,
    authenticator::{AuthenticatorId, Confirmation, PendingAuthenticator},
    limits::AUTHENTICATORS_MAX,
    sign_in::Method,
};

/// Seconds until a pending authenticator is dropped.
const PENDING_SECONDS: i64 = 10 * 60;

/// What a confirmed code brings.
pub struct Enrolled {
    /// The authenticator.
    pub authenticator: AuthenticatorRow,
    /// When it is the account's first method: what goes with that.
    pub first: Option<First>,
}

/// Starts an authenticator, or gives again the one that this session started.
pub async fn start(app: &App, caller: &SignedIn) -> Result<PendingAuthenticator, Error> {
    let session = &caller.session;
    let now = app.clock.now();
    let mut change = AccountChange::begin(app, caller).await?;
    let count = store::authenticators::count(&mut change.transaction, &change.account.id).await?;
    if count >= i64::from(AUTHENTICATORS_MAX) {
        return Err(Problem::TooManyAuthenticators.into());
    }
    let pending =
        store::pending_authenticators::of_session(&mut change.transaction, &session.id, now)
            .await?;
    // One whose secret was damaged is as good as none: another takes its place.
    let opened = pending.and_then(|pending| Some((open(app, &pending).ok()?, pending)));
    let (secret, pending) = if let Some(opened) = opened {
        opened
    } else {
        let pending = fresh(app, session, &mut change.transaction, now).await?;
        (open(app, &pending)?, pending)
    };
    let account = label(&change.account.email, pending.label);
    change.commit().await?;
    Ok(PendingAuthenticator {
        id: AuthenticatorId(pending.id),
        secret: totp::base32(&secret),
        issuer: app.config.name().to_owned(),
        account,
        algorithm: TotpParameters::STANDARD.algorithm,
        digits: TotpParameters::STANDARD.digits,
        period: TotpParameters::STANDARD.period,
        now,
        expires_at: Timestamp(pending.expires_at),
    })
}

/// Confirms this session's pending authenticator. Its code is used up: it does not sign in as well.
pub async fn confirm(
    app: &App,
    caller: &SignedIn,
    given: &Confirmation,
) -> Result<Enrolled, Error> {
    let session = &caller.session;
    let name = name(&given.name)?;
    let code = TypedCode::parse(&given.code)?;
    let pending = find(app, session, &given.id).await?;
    let permit = methods::permit_for_first(app, &session.account_id).await?;
    let attempt = count(app, session).await?;
    let secret = open(app, &pending)?;
    let now = app.clock.now();
    let step = totp::matching_step(&secret, &TotpParameters::STANDARD, &code, now);
    let step = step.ok_or_else(|| attempt.wrong_code(now))?;
    let backup_codes = methods::codes_for_first(app, permit).await?;
    let label = pending.label;
    let authenticator = row(pending, &name, step, now);
    let kept = (authenticator, label);
    finish(app, caller, kept, (backup_codes, attempt)).await
}

/// Keeps what was confirmed. When it is the account's first method, backup codes go with it, and every session
/// that never passed it ends.
async fn finish(
    app: &App,
    caller: &SignedIn,
    (authenticator, label): (AuthenticatorRow, i64),
    (backup_codes, attempt): (Option<FreshSet>, Attempt),
) -> Result<Enrolled, Error> {
    let session = &caller.session;
    let mut change = AccountChange::begin(app, caller).await?;
    let id = &authenticator.id;
    if !store::pending_authenticators::take(&mut change.transaction, &session.id, id).await? {
        return Err(Problem::EnrolmentExpired.into());
    }
    let count = store::authenticators::count(&mut change.transaction, &change.account.id).await?;
    if count >= i64::from(AUTHENTICATORS_MAX) {
        return Err(Problem::TooManyAuthenticators.into());
    }
    store::authenticators::insert(&mut change.transaction, &authenticator, label).await?;
    attempt.take_back_all(&mut change.transaction).await?;
    let added = Which {
        method: Method::Authenticator,
        name: authenticator.name.clone(),
    };
    let first = change.finish_adding(added, backup_codes).await?;
    change.commit().await?;
    Ok(Enrolled {
        authenticator,
        first,
    })
}

/// The pending authenticator of this id.
async fn find(
    app: &App,
    session: &Session,
    id: &AuthenticatorId,
) -> Result<PendingAuthenticatorRow, Error> {
    let now = app.clock.now();
    let mut connection = app.store.read().await?;
    let pending =
        store::pending_authenticators::of_session(&mut connection, &session.id, now).await?;
    let pending = pending.filter(|pending| pending.id == id.0);
    Ok(pending.ok_or(Problem::EnrolmentExpired)?)
}

async fn fresh(
    app: &App,
    session: &Session,
    connection: &mut Connection,
    now: Timestamp,
) -> Result<PendingAuthenticatorRow, Error> {
    let id = token::new_id()?;
    let secret = totp::new_secret()?;
    let sealed = app
        .vault
        .seal(&*secret, &totp_aad(&session.account_id, &id))?;
    let label = store::authenticators::next_label(connection, &session.account_id).await?;
    let row = PendingAuthenticatorRow {
        id,
        account_id: session.account_id.clone(),
        session_id: session.id.clone(),
        sealed: sealed.into(),
        created_at: now.0,
        expires_at: now.plus_seconds(PENDING_SECONDS).0,
        label,
    };
    store::pending_authenticators::replace(connection, &row).await?;
    Ok(row)
}

async fn count(app: &App, session: &Session) -> Result<Attempt, Error> {
    let mut transaction = app.store.write_transaction().await?;
    let who = [
        session.account_id.as_str(),
        ClientTrust::KnownBrowser.as_str(),
    ];
    let attempt = rate_limits::count(&mut transaction, app, &AUTHENTICATOR, &who).await?;
    transaction.commit().await?;
    Ok(attempt)
}

fn open(
    app: &App,
    pending: &PendingAuthenticatorRow,
) -> Result<zeroize::Zeroizing<Vec<u8>>, Error> {
    let aad = totp_aad(&pending.account_id, &pending.id);
    Ok(app.vault.open(&pending.sealed.clone().into(), &aad)?)
}

/// What the app shows the account as. Several of one account are told apart: many apps keep one entry for a label, and put a
/// second in its place.
fn label(email: &str, number: i64) -> String {
    if number > 1 {
        format!("{email} ({number})")
    } else {
        email.to_owned()
    }
}

fn name(typed: &str) -> Result<MethodName, Problem> {
    let is_given = !typed.trim().is_empty();
    let own = text::ENGLISH.methods().authenticator;
    MethodName::parse(if is_given { typed } else { own })
}

fn row(
    pending: PendingAuthenticatorRow,
    name: &MethodName,
    step: i64,
    now: Timestamp,
) -> AuthenticatorRow {
    let TotpParameters {
        algorithm,
        digits,
        period,
    } = TotpParameters::STANDARD;
    AuthenticatorRow {
        id: pending.id,
        account_id: pending.account_id,
        name: name.as_str().to_owned(),
        sealed: pending.sealed,
        algorithm: algorithm.name().to_owned(),
        digits: i64::from(digits),
        period: i64::from(period),
        last_step: step,
        created_at: now.0,
        last_used_at: None,
    }
}
