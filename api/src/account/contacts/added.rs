//! What was added to an account for the second step in a span of time, and removing it.

use super::email_codes;
use crate::{
    auth::{
        passkeys::{challenges, stored},
        sent_codes,
    },
    error::Error,
    rules::{mask, passkeys::kind_named},
    store::{self, Connection, accounts::Account},
};
use contract::{
    Timestamp,
    activity::Event,
    contact::{AddedBrowser, AddedMethod},
    passkey::PasskeyKind,
    sent_code::Channel,
    sign_in::Method,
};

/// After the first moment, and up to the second, in milliseconds.
pub type Span = (i64, i64);

/// Something that was added, and what names it for its removal.
struct Added {
    shown: AddedMethod,
    id: String,
}

/// What was added in this span and is still there, oldest first.
pub async fn methods(
    connection: &mut Connection,
    account: &Account,
    span: Span,
) -> Result<Vec<AddedMethod>, Error> {
    let added = find(connection, account, span).await?;
    Ok(added.into_iter().map(|added| added.shown).collect())
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
        let AddedMethod { method, name, .. } = added.shown;
        match method {
            Method::Passkey | Method::SecurityKey => {
                stored::remove(connection, &account.id, &added.id, now)
                    .await
                    .map(drop)?;
            }
            Method::Authenticator => {
                store::authenticators::delete(connection, &account.id, &added.id)
                    .await
                    .map(drop)?;
            }
            Method::BackupCode => {
                store::backup_codes::delete_of_account(connection, &account.id).await?;
            }
            Method::TextMessage => {
                store::phones::delete(connection, &account.id)
                    .await
                    .map(drop)?;
                sent_codes::end_all(connection, &account.id, Channel::TextMessage).await?;
            }
            Method::Email => {
                store::accounts::set_email_codes(connection, &account.id, None).await?;
                sent_codes::end_all(connection, &account.id, Channel::Email).await?;
            }
        }
        events.push(Event::MethodRemoved { method, name });
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

async fn find(
    connection: &mut Connection,
    account: &Account,
    (since, until): Span,
) -> Result<Vec<Added>, Error> {
    let mut added = Vec::new();
    let mut add = |method, (id, name): (String, String), at: i64| {
        if since < at && at <= until {
            let added_at = Timestamp(at);
            let shown = AddedMethod {
                method,
                name,
                added_at,
            };
            added.push(Added { shown, id });
        }
    };
    for row in store::passkeys::of_account(connection, &account.id).await? {
        let is_passkey = kind_named(&row.kind) == Some(PasskeyKind::Passkey);
        let method = if is_passkey {
            Method::Passkey
        } else {
            Method::SecurityKey
        };
        add(method, (row.id, row.name), row.created_at);
    }
    for row in store::authenticators::of_account(connection, &account.id).await? {
        add(Method::Authenticator, (row.id, row.name), row.created_at);
    }
    if let Some(phone) = store::phones::of_account(connection, &account.id).await? {
        let name = mask::number(&phone.number);
        add(Method::TextMessage, (phone.id, name), phone.created_at);
    }
    if let Some(at) = account.email_codes_at {
        let which = email_codes(&account.email);
        add(which.method, (String::new(), which.name), at);
    }
    if let Some(set) = store::backup_codes::of_account(connection, &account.id).await? {
        add(Method::BackupCode, (set.id, String::new()), set.created_at);
    }
    added.sort_by_key(|added| added.shown.added_at);
    Ok(added)
}
