//! The phone number and the e-mail address of an account: how each is confirmed, changed and removed, and the codes that can
//! be sent there.

pub mod added;
pub mod email;
pub mod email_undo;
pub mod phone;

use crate::{
    app::App,
    ceremonies::Holder,
    error::Error,
    guard::SignedIn,
    methods::{self, First, Which},
    rules::{asker::Asker, mask},
    sent_codes::{self, Ask, Purpose},
    sessions, store,
};
use contract::{Problem, sent_code::Channel, sign_in::Method};

/// Makes codes by e-mail a second step.
pub async fn turn_on_email_codes(app: &App, caller: &SignedIn) -> Result<Option<First>, Error> {
    if !app.config.has_email_codes() {
        return Err(Problem::MethodUnavailable.into());
    }
    let backup_codes = methods::codes_for_first(app, &caller.session.account_id).await?;
    let (mut transaction, account) = sessions::begin_change(app, &caller.session).await?;
    if account.email_confirmed_at.is_none() {
        return Err(Problem::EmailNotConfirmed.into());
    }
    if account.email_codes_at.is_some() {
        return Ok(None);
    }
    let now = app.clock.now();
    store::accounts::set_email_codes(&mut transaction, &account.id, Some(now)).await?;
    let added = (email_codes(&account.email), backup_codes);
    let first = methods::settle_added(&mut transaction, app, caller, &account, added).await?;
    transaction.commit().await?;
    Ok(first)
}

/// Removes codes by e-mail.
pub async fn turn_off_email_codes(app: &App, caller: &SignedIn) -> Result<(), Error> {
    let (mut transaction, account) = sessions::begin_change(app, &caller.session).await?;
    if account.email_codes_at.is_none() {
        return Err(Problem::NotFound.into());
    }
    store::accounts::set_email_codes(&mut transaction, &account.id, None).await?;
    sent_codes::end_all(&mut transaction, &account.id, Channel::Email).await?;
    let removed = email_codes(&account.email);
    methods::settle_removal(&mut transaction, app, caller, &account, removed).await?;
    transaction.commit().await?;
    Ok(())
}

fn email_codes(address: &str) -> Which {
    Which {
        method: Method::Email,
        name: mask::email(address),
    }
}

/// A code that confirms something, as whoever is signed in asks for it.
fn ask(caller: &SignedIn, purpose: Purpose, channel: Channel) -> Ask<'_> {
    Ask {
        purpose,
        holder: Holder::session(&caller.session),
        account_id: &caller.session.account_id,
        channel,
        asker: Asker::Known,
        network: Some(caller.visit.network),
    }
}
