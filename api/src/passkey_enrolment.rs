//! Making and removing passkeys and security keys.

use crate::{
    app::App,
    ceremonies::{self, Ceremony, Holder, NewCeremony, Purpose},
    error::Error,
    guard::SignedIn,
    methods::{self, First, Which},
    passkey_proofs::{kept, known},
    rules::{
        method_name::MethodName,
        passkeys::{kind_name, kind_named, user_handle},
        token,
        tries::{NEW_PASSKEY, PASSKEY_QUESTION},
    },
    sessions,
    store::{
        self, Connection, passkeys::PasskeyRow, removed_passkeys::RemovedPasskeyRow,
        sessions::Session,
    },
    tries,
    webauthn::{Known, Made, Owner, StoredCredential},
};
use contract::{
    Problem, Timestamp,
    limits::{CEREMONY_SECONDS, PASSKEYS_MAX},
    passkey::{CeremonyId, NewPasskey, PasskeyKind, PasskeyOrder},
    sign_in::Method,
};

/// What a new passkey brings.
pub struct Added {
    /// It.
    pub passkey: PasskeyRow,
    /// When it is the account's first method: what goes with that.
    pub first: Option<First>,
}

/// Gives what the browser needs to make one.
pub async fn start(app: &App, session: &Session, kind: PasskeyKind) -> Result<PasskeyOrder, Error> {
    let party = app.relying_party()?;
    let now = app.clock.now();
    let (mut transaction, account) = sessions::begin_change(app, session).await?;
    let who = [account.id.as_str(), Purpose::Register.name()];
    tries::count(&mut transaction, app, &PASSKEY_QUESTION, &who).await?;
    let rows = store::passkeys::of_account(&mut transaction, &account.id).await?;
    if rows.len() >= PASSKEYS_MAX as usize {
        return Err(Problem::TooManyPasskeys.into());
    }
    let owner = Owner {
        user_handle: handle(&account.id)?,
        email: &account.email,
    };
    let known: Vec<Known<'_>> = rows.iter().map(known).collect();
    let (options, state) = party.order(kind, owner, &known)?;
    let new = NewCeremony {
        purpose: Purpose::Register,
        holder: Holder::session(session),
        account_id: Some(&account.id),
        network: None,
        kind,
        state: &state,
    };
    let ceremony = ceremonies::begin(&mut transaction, new, now).await?;
    transaction.commit().await?;
    Ok(PasskeyOrder {
        ceremony,
        options,
        expires_in: CEREMONY_SECONDS,
    })
}

/// Keeps what the browser made, when it is what it was asked for.
pub async fn add(app: &App, caller: &SignedIn, given: &NewPasskey) -> Result<Added, Error> {
    let session = &caller.session;
    let party = app.relying_party()?;
    let is_named = !given.name.trim().is_empty();
    let name = is_named
        .then(|| MethodName::parse(&given.name))
        .transpose()?;
    let place = methods::place_for_first(app, &session.account_id).await?;
    let ceremony = take(app, session, &given.ceremony).await?;
    let made = party.register(ceremony.kind, &ceremony.state, &given.credential)?;
    let made = made.map_err(|flaw| {
        tracing::info!(?flaw, "a new passkey is refused");
        flaw.of_registration()
    })?;
    let name = match name {
        Some(name) => name,
        None => MethodName::parse(default_name(ceremony.kind))?,
    };
    let backup_codes = methods::codes_for_first(app, place).await?;
    let (mut transaction, account) = sessions::begin_change(app, session).await?;
    let now = app.clock.now();
    tries::count(&mut transaction, app, &NEW_PASSKEY, &[&account.id]).await?;
    refuse_too_many(&mut transaction, &account.id).await?;
    let passkey = row(account.id.clone(), &name, made, now)?;
    store::passkeys::insert(&mut transaction, &passkey)
        .await
        .map_err(already_registered)?;
    ceremonies::end_orders(&mut transaction, &session.account_id).await?;
    let added = (which(&passkey)?, backup_codes);
    let first = methods::settle_added(&mut transaction, app, caller, &account, added).await?;
    transaction.commit().await?;
    Ok(Added { passkey, first })
}

/// Removes one. Whoever can still sign with it is told that it is gone.
pub async fn remove(app: &App, caller: &SignedIn, id: &str) -> Result<(), Error> {
    let (mut transaction, account) = sessions::begin_change(app, &caller.session).await?;
    let which = take_away(&mut transaction, &account.id, id, app.clock.now()).await?;
    ceremonies::end_orders(&mut transaction, &account.id).await?;
    methods::settle_removal(&mut transaction, app, caller, &account, which).await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes one away, and remembers enough of it to tell whoever can still sign with it.
pub async fn take_away(
    connection: &mut Connection,
    account_id: &str,
    id: &str,
    now: Timestamp,
) -> Result<Which, Error> {
    let row = store::passkeys::delete(connection, account_id, id).await?;
    let row = row.ok_or(Problem::NotFound)?;
    let which = which(&row)?;
    match whole(&row) {
        Ok(credential) => {
            let removed = RemovedPasskeyRow {
                credential,
                credential_id: row.credential_id,
                rp_id: row.rp_id,
            };
            store::removed_passkeys::insert(connection, &removed, now).await?;
        }
        // Nobody can sign with one that was damaged: there is nobody to be told later, and it must not stay for that.
        Err(cause) => {
            tracing::error!(account_id, passkey_id = id, %cause, "a passkey is removed that was damaged");
        }
    }
    Ok(which)
}

/// What verifies its signature after it was removed.
fn whole(row: &PasskeyRow) -> Result<String, Error> {
    Ok(StoredCredential::read(&row.credential, kept(row)?)?.write_whole()?)
}

/// It, as its owner knows it.
fn which(row: &PasskeyRow) -> Result<Which, Error> {
    let kind = kind_named(&row.kind).ok_or(Error::Inconsistent("a passkey of an unknown kind"))?;
    Ok(Which {
        method: match kind {
            PasskeyKind::Passkey => Method::Passkey,
            PasskeyKind::SecurityKey => Method::SecurityKey,
        },
        name: row.name.clone(),
    })
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
    let whose = (Purpose::Register, Holder::session(session));
    let ceremony = ceremonies::take(&mut transaction, id, whose, app.clock.now()).await?;
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
        uv_initialized: i64::from(made.kept.uv_initialized),
        backup_eligible: i64::from(made.kept.backup_eligible),
        backed_up: i64::from(made.kept.backed_up),
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

const fn default_name(kind: PasskeyKind) -> &'static str {
    match kind {
        PasskeyKind::Passkey => text::ENGLISH.methods().passkey,
        PasskeyKind::SecurityKey => text::ENGLISH.methods().security_key,
    }
}
