//! Telling the owner of an account what happened to it.

use crate::{
    app::App,
    error::Error,
    mail::{self, words},
    outbox::{self, Due},
    rules::{
        browser_name,
        tries::{NOTICE_OF_ADDRESS, NOTICE_OF_UNCONFIRMED_ADDRESS},
    },
    store::{Connection, accounts::Account},
    tries,
    visit::Visit,
};
use contract::Problem;

/// Where the page shows what happened.
const ACTIVITY: &str = "/security/activity";

/// Something to be told.
pub struct Notice<'a> {
    /// What it is about.
    pub subject: &'a str,
    /// What happened, a paragraph each.
    pub paragraphs: Vec<String>,
    /// By whom, when a browser was concerned.
    pub visit: Option<&'a Visit>,
}

/// Writes it to the owner of the account, unless they were written to so often that more mails would only fill their mailbox:
/// whoever never confirmed the address, sooner.
pub async fn tell_owner(
    connection: &mut Connection,
    app: &App,
    account: &Account,
    notice: Notice<'_>,
) -> Result<(), Error> {
    let limit = match account.email_confirmed_at {
        Some(_) => &NOTICE_OF_ADDRESS,
        None => &NOTICE_OF_UNCONFIRMED_ADDRESS,
    };
    match tries::count(connection, app, limit, &[&account.email]).await {
        Err(Error::Refused(Problem::TooManyTries { .. })) => Ok(()),
        Err(other) => Err(other),
        Ok(_) => tell(connection, app, &account.email, notice).await,
    }
}

/// Writes it to an address, with when and where, and what to do if it was somebody else.
pub async fn tell(
    connection: &mut Connection,
    app: &App,
    to: &str,
    notice: Notice<'_>,
) -> Result<(), Error> {
    let now = app.clock.now();
    let place = notice.visit.map(|visit| {
        let browser = browser_name::words(&visit.user_agent);
        (browser, visit.network.to_string())
    });
    let place = place
        .as_ref()
        .map(|(browser, network)| (browser.as_str(), network.as_str()));
    let mut paragraphs = notice.paragraphs;
    paragraphs.push(words::circumstances(now, place));
    paragraphs.push(words::not_me(&mail::link(app, ACTIVITY, None)));
    let letter = mail::letter(app, to, notice.subject, &paragraphs);
    outbox::queue(connection, app, &letter, Due::notice(now)).await?;
    Ok(())
}
