//! Making and removing passkeys and security keys.

use crate::{
    account::{
        change::AccountChange,
        methods::{self, First},
    },
    app::App,
    auth::{
        caller::SignedIn,
        passkeys::{
            challenges::{self, Ceremony, ChallengeBinding, ChallengePurpose, NewCeremony},
            stored::{self, known, which},
        },
    },
    error::Error,
    rate_limits,
    rules::{
        limits::{NEW_PASSKEY, PASSKEY_REQUEST},
        method_name::MethodName,
        passkey_providers,
        passkeys::{kind_name, user_handle},
        token,
    },
    store::{self, Connection, passkeys::PasskeyRow, sessions::Session},
    webauthn::{Known, Made, Owner},
};
use contract::{
    Problem, Timestamp,
    limits::{CEREMONY_SECONDS, PASSKEYS_MAX},
    passkey::{CeremonyId, NewPasskey, PasskeyCreation, PasskeyKind},
};

/// What a new passkey brings.
pub struct Added {
    /// The passkey as it is kept.
    pub passkey: PasskeyRow,
    /// When it is the account's first method: what goes with that.
    pub first: Option<First>,
}

/// Gives what the browser needs to make one. It is counted in the transaction that keeps the challenge: whoever has too many
/// gets none, and it was not counted.
pub async fn start(
    app: &App,
    caller: &SignedIn,
    kind: PasskeyKind,
) -> Result<PasskeyCreation, Error> {
    let session = &caller.session;
    let party = app.relying_party()?;
    let now = app.clock.now();
    let mut change = AccountChange::begin(app, caller).await?;
    let who = [
        change.account.id.as_str(),
        ChallengePurpose::Register.name(),
    ];
    rate_limits::count(&mut change.transaction, app, &PASSKEY_REQUEST, &who).await?;
    let rows = store::passkeys::of_account(&mut change.transaction, &change.account.id).await?;
    if rows.len() >= PASSKEYS_MAX as usize {
        return Err(Problem::TooManyPasskeys.into());
    }
    let owner = Owner {
        user_handle: handle(&change.account.id)?,
        email: &change.account.email,
    };
    let known: Vec<Known<'_>> = rows.iter().map(known).collect();
    let (options, state) = party.creation_options(kind, owner, &known)?;
    let new = NewCeremony {
        purpose: ChallengePurpose::Register,
        binding: ChallengeBinding::session(session),
        account_id: Some(&change.account.id),
        network: None,
        kind,
        state: &state,
    };
    let ceremony = challenges::begin(&mut change.transaction, new, now).await?;
    change.commit().await?;
    Ok(PasskeyCreation {
        ceremony,
        options,
        expires_in: CEREMONY_SECONDS,
    })
}

/// Keeps what the browser made, when it is what it was asked for. Its challenge is used up whatever comes of it, and those
/// are counted where they are made; the passkey is counted in the transaction that adds it.
pub async fn add(app: &App, caller: &SignedIn, given: &NewPasskey) -> Result<Added, Error> {
    let session = &caller.session;
    let party = app.relying_party()?;
    let (name, fallback) = (said(&given.name)?, said(&given.fallback_name)?);
    let permit = methods::permit_for_first(app, &session.account_id).await?;
    let ceremony = take(app, session, &given.ceremony).await?;
    let made = party.register(ceremony.kind, &ceremony.state, &given.credential)?;
    let made = made.map_err(|flaw| {
        tracing::info!(?flaw, "a new passkey is refused");
        flaw.of_registration()
    })?;
    let name = match name {
        Some(name) => name,
        None => default_name(&made, fallback)?,
    };
    let backup_codes = methods::codes_for_first(app, permit).await?;
    let mut change = AccountChange::begin(app, caller).await?;
    let now = app.clock.now();
    rate_limits::count(
        &mut change.transaction,
        app,
        &NEW_PASSKEY,
        &[&change.account.id],
    )
    .await?;
    refuse_too_many(&mut change.transaction, &change.account.id).await?;
    let passkey = row(change.account.id.clone(), &name, made, now)?;
    store::passkeys::insert(&mut change.transaction, &passkey)
        .await
        .map_err(already_registered)?;
    challenges::end_creations(&mut change.transaction, &session.account_id).await?;
    let first = change.finish_adding(which(&passkey)?, backup_codes).await?;
    change.commit().await?;
    Ok(Added { passkey, first })
}

/// Removes one. Whoever can still sign with it is told that it is gone.
pub async fn remove(app: &App, caller: &SignedIn, id: &str) -> Result<(), Error> {
    let mut change = AccountChange::begin(app, caller).await?;
    let which = stored::remove(
        &mut change.transaction,
        &change.account.id,
        id,
        app.clock.now(),
    )
    .await?;
    challenges::end_creations(&mut change.transaction, &change.account.id).await?;
    change.finish_removal(which).await?;
    change.commit().await?;
    Ok(())
}

/// What authenticators call the account.
pub fn handle(account_id: &str) -> Result<[u8; 16], Error> {
    user_handle(account_id).ok_or(Error::Inconsistent(
        "an account with another kind of identifier",
    ))
}

/// Takes the order of this session. It must be for the account that the session is of.
async fn take(app: &App, session: &Session, id: &CeremonyId) -> Result<Ceremony, Error> {
    let mut transaction = app.store.write_transaction().await?;
    let whose = (
        ChallengePurpose::Register,
        ChallengeBinding::session(session),
    );
    let ceremony = challenges::take(&mut transaction, id, whose, app.clock.now()).await?;
    transaction.commit().await?;
    let ceremony =
        ceremony.filter(|ceremony| ceremony.account_id.as_ref() == Some(&session.account_id));
    Ok(ceremony.ok_or(Problem::CeremonyExpired)?)
}

/// Looks whether there is room for one more.
async fn refuse_too_many(connection: &mut Connection, account_id: &str) -> Result<(), Error> {
    let held = store::passkeys::counts(connection, account_id).await?;
    if held.passkeys + held.security_keys >= i64::from(PASSKEYS_MAX) {
        return Err(Problem::TooManyPasskeys.into());
    }
    Ok(())
}

fn row(
    account_id: String,
    name: &MethodName,
    made: Made,
    now: Timestamp,
) -> Result<PasskeyRow, Error> {
    Ok(PasskeyRow {
        id: token::new_id()?,
        account_id,
        kind: kind_name(made.kind).to_owned(),
        name: name.as_str().to_owned(),
        credential_id: made.credential_id,
        credential: made.json,
        sign_count: i64::from(made.kept.sign_count),
        uv_initialized: made.kept.uv_initialized,
        backup_eligible: made.kept.backup_eligible,
        backed_up: made.kept.backed_up,
        transports: made.transports,
        aaguid: made.aaguid,
        rp_id: made.rp_id,
        created_at: now.0,
        last_used_at: None,
        counter_went_back_at: None,
    })
}

/// The identifiers of rows are random: only the credential's own can be there already.
fn already_registered(cause: sqlx::Error) -> Error {
    let is_taken = cause
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation);
    if is_taken {
        Problem::PasskeyAlreadyRegistered.into()
    } else {
        cause.into()
    }
}

/// A name, if one was said.
fn said(name: &str) -> Result<Option<MethodName>, Problem> {
    let is_said = !name.trim().is_empty();
    is_said.then(|| MethodName::parse(name)).transpose()
}

/// What it is called when nobody named it: after its provider, or else as the page says, or else after its kind.
fn default_name(made: &Made, fallback: Option<MethodName>) -> Result<MethodName, Problem> {
    let provider = made.aaguid.as_deref().and_then(passkey_providers::name);
    match (provider, fallback) {
        (Some(provider), _) => MethodName::parse(provider),
        (None, Some(fallback)) => Ok(fallback),
        (None, None) => MethodName::parse(match made.kind {
            PasskeyKind::Passkey => text::ENGLISH.methods().passkey,
            PasskeyKind::SecurityKey => text::ENGLISH.methods().security_key,
        }),
    }
}
