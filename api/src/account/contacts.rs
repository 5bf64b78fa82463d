//! The phone number and the email address of an account: how each is confirmed, changed and removed, and the codes that can
//! be sent there.

pub mod added;
pub mod email;
pub mod email_undo;
pub mod phone;

use crate::{
    account::{
        change::AccountChange,
        methods::{self, First},
    },
    app::App,
    auth::{
        caller::SignedIn,
        factors::Which,
        passkeys::challenges::ChallengeBinding,
        sent_codes::{self, Ask, SentCodePurpose},
    },
    error::Error,
    rules::{client_trust::ClientTrust, mask},
    store::{self, Connection},
};
use contract::{
    Problem,
    contact::{PendingContact, PendingContacts},
    sent_code::Channel,
    sign_in::Method,
};

/// Makes codes by email a second step.
pub async fn turn_on_email_codes(app: &App, caller: &SignedIn) -> Result<Option<First>, Error> {
    if !app.config.has_email_codes() {
        return Err(Problem::MethodUnavailable.into());
    }
    let permit = methods::permit_for_first(app, &caller.session.account_id).await?;
    let backup_codes = methods::codes_for_first(app, permit).await?;
    let mut change = AccountChange::begin(app, caller).await?;
    if change.account.email_confirmed_at.is_none() {
        return Err(Problem::EmailNotConfirmed.into());
    }
    if change.account.email_codes_at.is_some() {
        return Ok(None);
    }
    let now = app.clock.now();
    store::accounts::set_email_codes(&mut change.transaction, &change.account.id, Some(now))
        .await?;
    let first = change
        .finish_adding(email_codes(&change.account.email), backup_codes)
        .await?;
    change.commit().await?;
    Ok(first)
}

/// Removes codes by email.
pub async fn turn_off_email_codes(app: &App, caller: &SignedIn) -> Result<(), Error> {
    let mut change = AccountChange::begin(app, caller).await?;
    if change.account.email_codes_at.is_none() {
        return Err(Problem::NotFound.into());
    }
    store::accounts::set_email_codes(&mut change.transaction, &change.account.id, None).await?;
    sent_codes::end_all(&mut change.transaction, &change.account.id, Channel::Email).await?;
    let removed = email_codes(&change.account.email);
    change.finish_removal(removed).await?;
    change.commit().await?;
    Ok(())
}

fn email_codes(address: &str) -> Which {
    Which {
        method: Method::Email,
        name: mask::email(address),
    }
}

/// What waits for its code in this session, so that the page can go on after it was loaded again.
pub async fn pending(app: &App, caller: &SignedIn) -> Result<PendingContacts, Error> {
    let mut connection = app.store.read().await?;
    let phone = ask(caller, SentCodePurpose::ConfirmPhone, Channel::TextMessage);
    let email = ask(caller, SentCodePurpose::ConfirmEmail, Channel::Email);
    Ok(PendingContacts {
        phone: pending_contact(&mut connection, app, &phone).await?,
        email: pending_contact(&mut connection, app, &email).await?,
    })
}

async fn pending_contact(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
) -> Result<Option<PendingContact>, Error> {
    let Some(given) = sent_codes::destination(connection, app, ask).await? else {
        return Ok(None);
    };
    let destination = sent_codes::view(connection, app, ask, &given).await?;
    Ok(Some(PendingContact { given, destination }))
}

/// A code that confirms something, as whoever is signed in asks for it.
fn ask(caller: &SignedIn, purpose: SentCodePurpose, channel: Channel) -> Ask<'_> {
    Ask {
        purpose,
        binding: ChallengeBinding::session(&caller.session),
        account_id: &caller.session.account_id,
        channel,
        client_trust: ClientTrust::KnownBrowser,
        network: Some(caller.client.network),
    }
}
