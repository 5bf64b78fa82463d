//! The email address of an account: confirming it, and putting another in its place.

use super::ask;
use crate::{
    account::{accounts, change::AccountChange},
    app::App,
    auth::{
        caller::SignedIn,
        revoke::Cause,
        sent_codes::{self, SentCodePurpose},
    },
    error::Error,
    messages::{
        activity,
        mail::{self, account as words},
        notices,
        outbox::Due,
    },
    rules::{email::Email, mask, token::Token, totp::TypedCode},
    store::{self, Connection, accounts::Account, email_changes::NewEmailChange},
};
use contract::{
    Problem, Secret,
    activity::Event,
    page::Page,
    sent_code::{Channel, Destination},
};

const PURPOSE: SentCodePurpose = SentCodePurpose::ConfirmEmail;
const CHANNEL: Channel = Channel::Email;
/// Days for which a change can be undone.
pub const UNDO_DAYS: i64 = 7;
/// Seconds of a day.
pub const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Sends a code to an address. The answer does not tell whether it is somebody else's: then its owner hears of it, and no code
/// will be right.
pub async fn start(app: &App, caller: &SignedIn, typed: &str) -> Result<Destination, Error> {
    let email = Email::parse(typed)?;
    let mut change = AccountChange::begin(app, caller).await?;
    let ask = ask(caller, PURPOSE, CHANNEL);
    let is_taken = accounts::is_taken(
        &mut change.transaction,
        app,
        &email,
        Some(&change.account.id),
    )
    .await?;
    let sent = if is_taken {
        let sent = sent_codes::pretend(&mut change.transaction, app, &ask, email.as_str()).await?;
        let (words, due) = (words::address_wanted(), Due::notice(app.clock.now()));
        mail::queue(&mut change.transaction, app, email.as_str(), &words, due).await?;
        sent
    } else {
        sent_codes::send(&mut change.transaction, app, &ask, email.as_str()).await?
    };
    change.commit().await?;
    Ok(sent)
}

/// Confirms the address with the code, and puts it in place of the account's when it is another. Returns it.
pub async fn confirm(app: &App, caller: &SignedIn, code: &Secret) -> Result<String, Error> {
    let code = TypedCode::parse(code)?;
    let ask = ask(caller, PURPOSE, CHANNEL);
    let right = sent_codes::verify(app, &ask, &code).await?;
    let mut change = AccountChange::begin(app, caller).await?;
    right.use_up(&mut change.transaction).await?;
    let email = Email::parse(right.destination())?;
    if email.as_str() == change.account.email {
        let confirmed_at = Some(app.clock.now());
        let address = (email.as_str(), confirmed_at);
        store::accounts::set_email(&mut change.transaction, &change.account.id, address).await?;
        change.record(Event::EmailConfirmed).await?;
    } else {
        replace(&mut change, &email).await?;
    }
    change.commit().await?;
    Ok(email.as_str().to_owned())
}

/// Puts another address in place of the account's, and tells both. What was on its way to the old one is void.
///
/// Going back to an address that the account had a few days ago is an undoing: the links that would undo the changes since
/// go with them, and there is none to undo this. Otherwise whoever had changed the address could take it again.
async fn replace(change: &mut AccountChange<'_>, email: &Email) -> Result<(), Error> {
    let (app, client) = (change.app, Some(&change.caller.client));
    let (connection, account) = (&mut change.transaction, &change.account);
    // Somebody else may have taken it since the code was sent.
    if accounts::is_taken(connection, app, email, Some(&account.id)).await? {
        return Err(Problem::SentCodeExpired.into());
    }
    let link = undo_link(connection, app, account, email).await?;
    let address = (email.as_str(), Some(app.clock.now()));
    store::accounts::set_email(connection, &account.id, address).await?;
    change.revoke(Cause::EmailChanged).await?;
    let (connection, account) = (&mut change.transaction, &change.account);
    let masked = mask::email(email.as_str());
    let told = match &link {
        Some(link) => words::email_changed(&masked, link, UNDO_DAYS),
        None => words::email_changed_back(&masked),
    };
    notices::tell(connection, app, &account.email, (told, client)).await?;
    let told = words::email_is_this(&mask::email(&account.email));
    notices::tell(connection, app, email.as_str(), (told, client)).await?;
    let event = Event::EmailChanged { to: masked };
    activity::note(connection, app, &account.id, &event, client).await
}

/// The link that undoes a change to this address; nothing when the change is itself an undoing.
async fn undo_link(
    connection: &mut Connection,
    app: &App,
    account: &Account,
    email: &Email,
) -> Result<Option<String>, Error> {
    let now = app.clock.now();
    let which = (account.id.as_str(), email.as_str());
    let earlier = store::email_changes::made_from(connection, which, now).await?;
    if let Some(since) = earlier {
        store::email_changes::delete_since(connection, &account.id, since).await?;
        return Ok(None);
    }
    let token = Token::new()?;
    let change = NewEmailChange {
        token_hash: &token.hash(),
        account_id: &account.id,
        old_email: &account.email,
        old_confirmed_at: account.email_confirmed_at,
        expires_at: now.plus_seconds(UNDO_DAYS * DAY_SECONDS),
    };
    store::email_changes::insert(connection, change, now).await?;
    let token = token.cookie_text();
    Ok(Some(mail::link(
        app,
        Page::UndoEmailChange,
        Some(token.expose()),
    )))
}
