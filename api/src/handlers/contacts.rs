//! The phone number, the email address, and codes by email.

use crate::{
    account::{
        contacts::{self, email, email_undo, phone},
        methods::First,
    },
    app::App,
    auth::{
        caller::{Anybody, SignedIn},
        sent_codes,
    },
    error::Error,
    http::response::Answer,
};
use contract::{
    Nothing,
    account::Viewer,
    contact::{
        ContactCode, EmailChangeUndone, EmailConfirmed, NewEmail, NewPhone, PendingContacts,
        SentCodesOn,
    },
    recovery::LinkToken,
    sent_code::{Channel, Destination},
};

/// Says what waits for its code in this session.
pub async fn read_pending_contacts(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<PendingContacts>, Error> {
    Ok(Answer::new(contacts::pending(&app, &caller).await?))
}

/// Sends a code to a phone number.
pub async fn start_phone(
    app: App,
    caller: SignedIn,
    wanted: NewPhone,
) -> Result<Answer<Destination>, Error> {
    sent_codes::count_request(&app, &caller.client, Channel::TextMessage).await?;
    Ok(Answer::new(
        phone::start(&app, &caller, &wanted.number).await?,
    ))
}

/// Confirms the phone number.
pub async fn confirm_phone(
    app: App,
    caller: SignedIn,
    given: ContactCode,
) -> Result<Answer<SentCodesOn>, Error> {
    let first = phone::confirm(&app, &caller, &given.code).await?;
    Ok(turned_on(first))
}

/// Removes the phone number.
pub async fn remove_phone(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<Nothing>, Error> {
    phone::remove(&app, &caller).await?;
    Ok(Answer::new(Nothing {}))
}

/// Sends a code to an email address.
pub async fn start_email(
    app: App,
    caller: SignedIn,
    wanted: NewEmail,
) -> Result<Answer<Destination>, Error> {
    sent_codes::count_request(&app, &caller.client, Channel::Email).await?;
    Ok(Answer::new(
        email::start(&app, &caller, &wanted.email).await?,
    ))
}

/// Confirms the email address.
pub async fn confirm_email(
    app: App,
    caller: SignedIn,
    given: ContactCode,
) -> Result<Answer<EmailConfirmed>, Error> {
    let email = email::confirm(&app, &caller, &given.code).await?;
    Ok(Answer::new(EmailConfirmed {
        viewer: Viewer { email },
    }))
}

/// Puts the old address back.
pub async fn undo_email_change(
    app: App,
    caller: Anybody,
    link: LinkToken,
) -> Result<Answer<EmailChangeUndone>, Error> {
    let undone = email_undo::undo(&app, &link.token, &caller.client).await?;
    Ok(Answer::new(undone))
}

/// Removes what was added until the change was undone.
pub async fn remove_added(
    app: App,
    caller: Anybody,
    link: LinkToken,
) -> Result<Answer<Nothing>, Error> {
    email_undo::remove_added(&app, &link.token, &caller.client).await?;
    Ok(Answer::new(Nothing {}))
}

/// Makes codes by email a second step.
pub async fn turn_on_email_codes(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<SentCodesOn>, Error> {
    let first = contacts::turn_on_email_codes(&app, &caller).await?;
    Ok(turned_on(first))
}

/// Removes codes by email.
pub async fn turn_off_email_codes(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<Nothing>, Error> {
    contacts::turn_off_email_codes(&app, &caller).await?;
    Ok(Answer::new(Nothing {}))
}

fn turned_on(first: Option<First>) -> Answer<SentCodesOn> {
    let (backup_codes, backup_code_set, issued) = First::parts(first);
    let answer = Answer::new(SentCodesOn {
        backup_codes,
        backup_code_set,
    });
    answer.set_cookie(issued)
}
