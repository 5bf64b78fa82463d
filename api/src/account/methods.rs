//! The second-step methods of an account taken together: with its first one come backup codes and a session that is
//! fully open; with its last one it is left to its password, if it may be.

use crate::{
    account::backup_codes::FreshSet,
    app::App,
    auth::{
        caller::SignedIn,
        factors::{Which, count},
        pending_sign_ins, recovery, sessions,
    },
    crypto::hasher::Place,
    error::Error,
    http::cookies::Grant,
    messages::activity,
    rules::password,
    store::{self, Connection, accounts::Account, sessions::Session},
};
use contract::{Problem, activity::Event, backup_codes::BackupCodes, limits::KEYS_ONLY_MIN};

/// What the first method brings.
pub struct First {
    /// Its backup codes, to be shown this once.
    pub backup_codes: BackupCodes,
    /// A new token for the session.
    pub grant: Grant,
}

/// A place in the line for the hashes of backup codes, when the account has no method yet. It is taken before a try is counted
/// or a challenge is used up: a server that has too much to do costs nobody one.
pub async fn place_for_first(app: &App, account_id: &str) -> Result<Option<Place>, Error> {
    let mut connection = app.store.read().await?;
    let count = count(&mut connection, account_id).await?;
    drop(connection);
    Ok((count == 0).then(|| app.hasher.place()).transpose()?)
}

/// The backup codes that come with the first method. Their hashes take time, so they are made before the transaction that
/// adds it.
pub async fn codes_for_first(app: &App, place: Option<Place>) -> Result<Option<FreshSet>, Error> {
    match place {
        Some(place) => Ok(Some(FreshSet::make(app, &place).await?)),
        None => Ok(None),
    }
}

/// Does what goes with a method that was just added, and tells its owner. The first one brings backup codes, and a session
/// that is fully open.
pub async fn settle_added(
    connection: &mut Connection,
    app: &App,
    caller: &SignedIn,
    account: &Account,
    (added, backup_codes): (Which, Option<FreshSet>),
) -> Result<Option<First>, Error> {
    let mut events = vec![Event::MethodAdded {
        method: added.method,
        name: added.name,
    }];
    let mut first = None;
    if count(connection, &account.id).await? == 1 {
        first = Some(settle_first(connection, app, &caller.session, backup_codes).await?);
        events.push(Event::SecondStepOn);
    }
    activity::record_all(connection, app, account, &events, Some(&caller.visit)).await?;
    Ok(first)
}

/// Does what goes with the first method: its backup codes are kept, and every session that never passed it ends.
async fn settle_first(
    connection: &mut Connection,
    app: &App,
    session: &Session,
    backup_codes: Option<FreshSet>,
) -> Result<First, Error> {
    let now = app.clock.now();
    let account_id = &session.account_id;
    // The last other method went away while the hashes were made: the next try finds that out in time.
    let set = backup_codes.ok_or(Problem::Busy { retry_after: 1 })?;
    let backup_codes = set.keep(connection, account_id, now).await?;
    store::sessions::delete_others(connection, account_id, &session.id).await?;
    store::accounts::note_enrolled(connection, account_id).await?;
    let grant = sessions::raise(connection, session, now).await?;
    Ok(First {
        backup_codes,
        grant,
    })
}

/// Does what goes with a removal: the other sessions end, because one of them may be on the phone that is gone; no browser
/// is trusted any more; and when it was the last method, the account is left to its password. Its owner is told.
pub async fn settle_removal(
    connection: &mut Connection,
    app: &App,
    caller: &SignedIn,
    account: &Account,
    removed: Which,
) -> Result<(), Error> {
    let mut events = vec![Event::MethodRemoved {
        method: removed.method,
        name: removed.name,
    }];
    if count(connection, &account.id).await? == 0 {
        leave_password_alone(app, connection, account).await?;
        events.push(Event::SecondStepOff);
    }
    let is_too_few = keys(connection, app, &account.id).await? < i64::from(KEYS_ONLY_MIN);
    if account.keys_only != 0 && is_too_few {
        return Err(Problem::TwoKeysNeeded.into());
    }
    end_elsewhere(connection, &account.id, &caller.session).await?;
    activity::record_all(connection, app, account, &events, Some(&caller.visit)).await
}

/// Ends the other sessions, and trust in every browser: one of them may be on the phone that is gone.
pub async fn end_elsewhere(
    connection: &mut Connection,
    account_id: &str,
    session: &Session,
) -> Result<(), Error> {
    store::sessions::delete_others(connection, account_id, &session.id).await?;
    store::devices::untrust_all(connection, account_id).await?;
    Ok(())
}

/// Accepts nothing but passkeys and security keys as a second step, or everything again. With the former the other
/// sessions end, which may have been opened with less, and every pending sign-in, which may hold the proof for it.
pub async fn set_keys_only(app: &App, caller: &SignedIn, on: bool) -> Result<(), Error> {
    let (mut transaction, account) = sessions::begin_change(app, &caller.session).await?;
    if on == (account.keys_only != 0) {
        return Ok(());
    }
    if on {
        if keys(&mut transaction, app, &account.id).await? < i64::from(KEYS_ONLY_MIN) {
            return Err(Problem::TwoKeysNeeded.into());
        }
        end_elsewhere(&mut transaction, &account.id, &caller.session).await?;
        pending_sign_ins::end_all(&mut transaction, &account.id).await?;
        recovery::stop(&mut transaction, app, &account, &caller.visit).await?;
    }
    store::accounts::set_keys_only(&mut transaction, &account.id, on).await?;
    let event = if on {
        Event::KeysOnlyOn
    } else {
        Event::KeysOnlyOff
    };
    activity::record(&mut transaction, app, &account, event, Some(&caller.visit)).await?;
    transaction.commit().await?;
    Ok(())
}

/// How many passkeys and security keys the account has that work here.
async fn keys(connection: &mut Connection, app: &App, account_id: &str) -> Result<i64, Error> {
    let Ok(party) = app.relying_party() else {
        return Ok(0);
    };
    let usable = store::passkeys::counts_at(connection, account_id, party.id()).await?;
    Ok(usable.passkeys + usable.security_keys)
}

/// Leaves the account to its password, when it may be and when that is long enough; the backup codes go, and so
/// does every sign-in that waits for a second step.
async fn leave_password_alone(
    app: &App,
    connection: &mut Connection,
    account: &Account,
) -> Result<(), Error> {
    if app.config.is_second_step_required() {
        return Err(Problem::LastSecondStep.into());
    }
    if account.password_enough_alone == 0 {
        let minimum = password::minimum(false);
        return Err(Problem::LongerPasswordNeeded { minimum }.into());
    }
    store::backup_codes::delete_of_account(connection, &account.id).await?;
    pending_sign_ins::end_all(connection, &account.id).await?;
    store::accounts::reset_failures(connection, &account.id).await?;
    Ok(())
}
