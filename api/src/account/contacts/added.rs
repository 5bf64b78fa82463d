//! What was added to an account for the second step in a span of time, and removing it.

use crate::{
    auth::{
        held_methods::{self, HeldMethod},
        passkeys::challenges,
        sent_codes,
    },
    error::Error,
    store::{self, Connection, accounts::Account},
};
use contract::{
    Timestamp,
    activity::Event,
    contact::{AddedBrowser, AddedMethod},
    sign_in::Method,
};

/// After the first moment, and up to the second, in milliseconds.
pub type Span = (i64, i64);

/// What was added in this span and is still there, oldest first.
pub async fn methods(
    connection: &mut Connection,
    account: &Account,
    span: Span,
) -> Result<Vec<AddedMethod>, Error> {
    let added = find(connection, account, span).await?;
    let added = added.into_iter().map(|added| AddedMethod {
        method: added.which.method,
        name: added.which.name,
        added_at: added.added_at,
    });
    Ok(added.collect())
}

/// The browsers that were trusted after a moment, and are.
pub async fn browsers(
    connection: &mut Connection,
    account_id: &str,
    (since, now): (i64, Timestamp),
) -> Result<Vec<AddedBrowser>, Error> {
    let trusted = store::browsers::trusted(connection, account_id, now).await?;
    let added = trusted.into_iter().filter_map(|row| {
        Some(AddedBrowser {
            trusted_at: row.trusted_at.filter(|at| *at > since).map(Timestamp)?,
            user_agent: row.user_agent,
        })
    });
    Ok(added.collect())
}

/// Removes what was added in this span. Without any other method, the account must enrol one before anything else; without
/// any other key, its other methods are accepted again. Returns what happened.
pub async fn remove(
    connection: &mut Connection,
    account: &Account,
    span: Span,
    now: Timestamp,
) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    for added in find(connection, account, span).await? {
        held_methods::remove(connection, &account.id, &added, now).await?;
        if let Some(channel) = added.which.method.channel() {
            sent_codes::end_all(connection, &account.id, channel).await?;
        }
        events.push(added.which.removed());
    }
    challenges::end_creations(connection, &account.id).await?;
    finish_removal(connection, account, &mut events).await?;
    Ok(events)
}

async fn finish_removal(
    connection: &mut Connection,
    account: &Account,
    events: &mut Vec<Event>,
) -> Result<(), Error> {
    let keys = store::passkeys::counts(connection, &account.id).await?;
    if account.keys_only && keys.passkeys + keys.security_keys == 0 {
        store::accounts::set_keys_only(connection, &account.id, false).await?;
        events.push(Event::KeysOnlyOff);
    }
    if !events.is_empty() && store::factors::count(connection, &account.id).await? == 0 {
        store::backup_codes::delete_of_account(connection, &account.id).await?;
        store::accounts::begin_anew(connection, &account.id).await?;
        events.push(Event::SecondStepOff);
    }
    Ok(())
}

/// What was added in this span, oldest first. Backup codes come with a first method, and are told after it.
async fn find(
    connection: &mut Connection,
    account: &Account,
    (since, until): Span,
) -> Result<Vec<HeldMethod>, Error> {
    let mut added = Vec::new();
    for method in Method::ALL {
        added.extend(held_methods::of_method(connection, account, method).await?);
    }
    added.retain(|it| since < it.added_at.0 && it.added_at.0 <= until);
    added.sort_by_key(|it| (it.added_at, it.which.method == Method::BackupCode));
    Ok(added)
}
