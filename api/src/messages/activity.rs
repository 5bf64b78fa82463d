//! What happened to an account: written down for its owner, and told by mail when they must hear of it.

use crate::{
    app::App,
    error::Error,
    http::client_info::ClientInfo,
    messages::notices,
    rules::{event_kind, token},
    store::{self, Connection, accounts::Account, activity::ActivityRow},
};
use contract::{
    Timestamp,
    activity::{Entry, Event},
    limits::ACTIVITY_SHOWN,
};

/// Seconds for which it is kept.
pub const KEPT_SECONDS: i64 = 400 * 24 * 60 * 60;
/// How many of each kind are shown, however old, beside the newest.
const SHOWN_OF_EACH_KIND: u32 = 5;

/// Writes what happened, and queues the mail if it is something its owner must hear of. In the transaction of the change.
pub async fn record(
    connection: &mut Connection,
    app: &App,
    account: &Account,
    event: Event,
    client: Option<&ClientInfo>,
) -> Result<(), Error> {
    record_all(connection, app, account, &[event], client).await
}

/// The same for what happened at once: one mail says all of it.
pub async fn record_all(
    connection: &mut Connection,
    app: &App,
    account: &Account,
    events: &[Event],
    client: Option<&ClientInfo>,
) -> Result<(), Error> {
    let is_first_sign_in = is_first_sign_in(connection, &account.id, events).await?;
    for event in events {
        note(connection, app, &account.id, event, client).await?;
    }
    if is_first_sign_in {
        return Ok(());
    }
    for to in notices::addressees(connection, app, account).await? {
        notices::tell_all(connection, app, (&account.id, &to), (events, client)).await?;
    }
    Ok(())
}

/// Writes what happened, and tells nobody: for what has a mail of its own.
pub async fn note(
    connection: &mut Connection,
    app: &App,
    account_id: &str,
    event: &Event,
    client: Option<&ClientInfo>,
) -> Result<(), Error> {
    let kind = event_kind::of(std::slice::from_ref(event));
    let event = serde_json::to_string(event);
    let row = ActivityRow {
        kind,
        id: token::new_id()?,
        account_id: account_id.to_owned(),
        at: app.clock.now().0,
        event: event.map_err(|_| Error::Inconsistent("an event that cannot be written"))?,
        user_agent: client.map_or_else(String::new, |client| client.user_agent.clone()),
        network: client.map_or_else(String::new, |client| client.network.to_string()),
    };
    store::activity::insert(connection, &row).await?;
    Ok(())
}

/// The newest that happened to the account, newest first. What somebody does again and again pushes nothing else out. What this server does not know, because a later one wrote it, is
/// left out.
pub async fn newest(connection: &mut Connection, account_id: &str) -> Result<Vec<Entry>, Error> {
    let shown = (ACTIVITY_SHOWN, SHOWN_OF_EACH_KIND);
    let rows = store::activity::newest(connection, account_id, shown).await?;
    let entry = |row: ActivityRow| {
        Some(Entry {
            at: Timestamp(row.at),
            event: serde_json::from_str(&row.event).ok()?,
            user_agent: row.user_agent,
            network: row.network,
        })
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// Whether this is the first sign-in since the account was made: every browser is new to it then.
async fn is_first_sign_in(
    connection: &mut Connection,
    account_id: &str,
    events: &[Event],
) -> Result<bool, Error> {
    if !events.iter().any(|it| matches!(it, Event::SignedIn { .. })) {
        return Ok(false);
    }
    for is_new_device in [false, true] {
        let kind = event_kind::of(&[Event::SignedIn { is_new_device }]);
        if store::activity::is_any(connection, account_id, &kind).await? {
            return Ok(false);
        }
    }
    let kind = event_kind::of(&[Event::AccountMade]);
    Ok(store::activity::is_any(connection, account_id, &kind).await?)
}
