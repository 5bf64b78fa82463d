//! The phone number of an account. A code sent to it confirms it; from then on it is a second step.

use super::ask;
use crate::{
    account::methods::{self, First},
    app::App,
    auth::{
        caller::SignedIn,
        factors::Which,
        sent_codes::{self, Purpose},
        sessions,
    },
    error::Error,
    messages::{
        activity,
        mail::{self, account as words},
        outbox::{self, Due},
    },
    rules::{mask, phone::PhoneNumber, token, totp::TypedCode},
    store::{self, Connection, accounts::Account, phones::PhoneRow},
};
use contract::{
    Problem, Secret,
    activity::Event,
    sent_code::{Channel, Destination},
    sign_in::Method,
};

const PURPOSE: Purpose = Purpose::ConfirmPhone;
const CHANNEL: Channel = Channel::TextMessage;

/// Sends a code to a number that shall be the account's.
pub async fn start(app: &App, caller: &SignedIn, typed: &str) -> Result<Destination, Error> {
    if !app.can_send_text_messages() {
        return Err(Problem::TextMessagesUnavailable.into());
    }
    let number = PhoneNumber::parse(typed)?;
    let (mut transaction, _) = sessions::begin_change(app, &caller.session).await?;
    let ask = ask(caller, PURPOSE, CHANNEL);
    let sent = sent_codes::send(&mut transaction, app, &ask, number.as_str()).await?;
    transaction.commit().await?;
    Ok(sent)
}

/// Confirms the number with the code, in place of any other.
pub async fn confirm(app: &App, caller: &SignedIn, code: &Secret) -> Result<Option<First>, Error> {
    let code = TypedCode::parse(code)?;
    let ask = ask(caller, PURPOSE, CHANNEL);
    let place = methods::place_for_first(app, &caller.session.account_id).await?;
    let right = sent_codes::verify(app, &ask, &code).await?;
    let backup_codes = methods::codes_for_first(app, place).await?;
    let (mut transaction, account) = sessions::begin_change(app, &caller.session).await?;
    right.use_up(&mut transaction).await?;
    let new = PhoneRow {
        id: token::new_id()?,
        account_id: account.id.clone(),
        number: right.destination().to_owned(),
        created_at: app.clock.now().0,
        last_used_at: None,
    };
    let old = store::phones::of_account(&mut transaction, &account.id).await?;
    store::phones::replace(&mut transaction, &new).await?;
    sent_codes::end_all(&mut transaction, &account.id, CHANNEL).await?;
    let first = if let Some(old) = old {
        let change = (old.number.as_str(), new.number.as_str());
        settle_change(&mut transaction, app, caller, &account, change).await?;
        None
    } else {
        let added = (which(&new.number), backup_codes);
        methods::settle_added(&mut transaction, app, caller, &account, added).await?
    };
    transaction.commit().await?;
    Ok(first)
}

/// Removes the number.
pub async fn remove(app: &App, caller: &SignedIn) -> Result<(), Error> {
    let (mut transaction, account) = sessions::begin_change(app, &caller.session).await?;
    let number = store::phones::delete(&mut transaction, &account.id).await?;
    let number = number.ok_or(Problem::NotFound)?;
    sent_codes::end_all(&mut transaction, &account.id, CHANNEL).await?;
    let text = words::phone_removed(app.config.name());
    tell(&mut transaction, app, &number, text).await?;
    let removed = which(&number);
    methods::settle_removal(&mut transaction, app, caller, &account, removed).await?;
    transaction.commit().await?;
    Ok(())
}

/// Does what goes with another number in place of one, and tells the address and both numbers.
async fn settle_change(
    connection: &mut Connection,
    app: &App,
    caller: &SignedIn,
    account: &Account,
    (old, new): (&str, &str),
) -> Result<(), Error> {
    if old == new {
        return Ok(());
    }
    methods::end_elsewhere(connection, &account.id, &caller.session).await?;
    for number in [old, new] {
        let text = words::phone_replaced(app.config.name());
        tell(connection, app, number, text).await?;
    }
    let (removed, added) = (which(old), which(new));
    let events = [
        Event::MethodRemoved {
            method: removed.method,
            name: removed.name,
        },
        Event::MethodAdded {
            method: added.method,
            name: added.name,
        },
    ];
    activity::record_all(connection, app, account, &events, Some(&caller.visit)).await
}

/// Writes a text message, where this server sends them.
async fn tell(
    connection: &mut Connection,
    app: &App,
    number: &str,
    text: String,
) -> Result<(), Error> {
    if app.config.has_text_messages() {
        let message = mail::text_message(number, text);
        outbox::queue(connection, app, &message, Due::notice(app.clock.now())).await?;
    }
    Ok(())
}

fn which(number: &str) -> Which {
    Which {
        method: Method::TextMessage,
        name: mask::number(number),
    }
}
