//! Telling the owner of an account what happened to it.

mod again;

use crate::{
    app::App,
    error::Error,
    http::client_info::ClientInfo,
    messages::{
        mail::{self, Words, words},
        outbox::Due,
    },
    store::{self, Connection, accounts::Account},
};
pub use again::{FORGOTTEN_SECONDS, tell_all};
use contract::page::Page;

/// An address that the owner of an account reads.
pub struct Addressee {
    /// The address.
    pub email: String,
    /// Whether it was ever confirmed. Otherwise it may be that of somebody who has no account.
    pub is_confirmed: bool,
}

/// Everybody who must hear what happens to the account: the address that it has, and those that it can still take back. Whoever
/// put another one in their place shall not be the only one who hears.
pub async fn addressees(
    connection: &mut Connection,
    app: &App,
    account: &Account,
) -> Result<Vec<Addressee>, Error> {
    let own = Addressee {
        email: account.email.clone(),
        is_confirmed: account.email_confirmed_at.is_some(),
    };
    let old = store::accounts::old_addresses(connection, account, app.clock.now()).await?;
    let old = old.into_iter().map(|old| Addressee {
        email: old.email,
        is_confirmed: old.confirmed_at.is_some(),
    });
    Ok(std::iter::once(own).chain(old).collect())
}

/// Writes what happened to an address, with when and where, and what to do if it was somebody else. By `client`, when a
/// browser was concerned.
pub async fn tell(
    connection: &mut Connection,
    app: &App,
    to: &str,
    ((subject, mut paragraphs), client): (Words, Option<&ClientInfo>),
) -> Result<(), Error> {
    let now = app.clock.now();
    let place = client.map(|client| {
        let browser = words::browser(&client.user_agent);
        (browser, client.network.to_string())
    });
    let place = place
        .as_ref()
        .map(|(browser, network)| (browser.as_str(), network.as_str()));
    paragraphs.push(words::circumstances(now, place));
    paragraphs.push(words::not_me(&mail::link(app, Page::Activity, None)));
    mail::queue(
        connection,
        app,
        to,
        &(subject, paragraphs),
        Due::notice(now),
    )
    .await?;
    Ok(())
}
