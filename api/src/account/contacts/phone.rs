//! The phone number of an account. A code sent to it confirms it; from then on it is a second step.

use super::ask;
use crate::{
    account::{
        change::AccountChange,
        methods::{self, First},
    },
    app::App,
    auth::{
        caller::SignedIn,
        factors::Which,
        revoke::Cause,
        sent_codes::{self, SentCodePurpose},
    },
    error::Error,
    messages::{
        mail::{self, account as words},
        outbox::Due,
    },
    rules::{mask, phone::PhoneNumber, token, totp::TypedCode},
    store::{self, phones::PhoneRow},
};
use contract::{
    Problem, Secret,
    sent_code::{Channel, Destination},
    sign_in::Method,
};

const PURPOSE: SentCodePurpose = SentCodePurpose::ConfirmPhone;
const CHANNEL: Channel = Channel::TextMessage;

/// Sends a code to a number that shall be the account's.
pub async fn start(app: &App, caller: &SignedIn, typed: &str) -> Result<Destination, Error> {
    if !app.can_send_text_messages() {
        return Err(Problem::TextMessagesUnavailable.into());
    }
    let number = PhoneNumber::parse(typed)?;
    let mut change = AccountChange::begin(app, caller).await?;
    let ask = ask(caller, PURPOSE, CHANNEL);
    let sent = sent_codes::send(&mut change.transaction, app, &ask, number.as_str()).await?;
    change.commit().await?;
    Ok(sent)
}

/// Confirms the number with the code, in place of any other.
pub async fn confirm(app: &App, caller: &SignedIn, code: &Secret) -> Result<Option<First>, Error> {
    let code = TypedCode::parse(code)?;
    let ask = ask(caller, PURPOSE, CHANNEL);
    let permit = methods::permit_for_first(app, &caller.session.account_id).await?;
    let right = sent_codes::verify(app, &ask, &code).await?;
    let backup_codes = methods::codes_for_first(app, permit).await?;
    let mut change = AccountChange::begin(app, caller).await?;
    right.use_up(&mut change.transaction).await?;
    let new = PhoneRow {
        id: token::new_id()?,
        account_id: change.account.id.clone(),
        number: right.destination().to_owned(),
        created_at: app.clock.now().0,
        last_used_at: None,
    };
    let old = store::phones::of_account(&mut change.transaction, &change.account.id).await?;
    store::phones::replace(&mut change.transaction, &new).await?;
    sent_codes::end_all(&mut change.transaction, &change.account.id, CHANNEL).await?;
    let first = if let Some(old) = old {
        finish_replacing(&mut change, &old.number, &new.number).await?;
        None
    } else {
        change
            .finish_adding(which(&new.number), backup_codes)
            .await?
    };
    change.commit().await?;
    Ok(first)
}

/// Removes the number.
pub async fn remove(app: &App, caller: &SignedIn) -> Result<(), Error> {
    let mut change = AccountChange::begin(app, caller).await?;
    let number = store::phones::delete(&mut change.transaction, &change.account.id).await?;
    let number = number.ok_or(Problem::NotFound)?;
    sent_codes::end_all(&mut change.transaction, &change.account.id, CHANNEL).await?;
    let text = words::phone_removed(app.config.name());
    let due = Due::notice(app.clock.now());
    mail::queue_text_message(&mut change.transaction, app, &number, text, due).await?;
    let removed = which(&number);
    change.finish_removal(removed).await?;
    change.commit().await?;
    Ok(())
}

/// Does what goes with another number in place of one, and tells the address and both numbers.
async fn finish_replacing(
    change: &mut AccountChange<'_>,
    old: &str,
    new: &str,
) -> Result<(), Error> {
    if old == new {
        return Ok(());
    }
    change.revoke(Cause::MethodRemoved).await?;
    let (connection, app) = (&mut change.transaction, change.app);
    let due = Due::notice(app.clock.now());
    for number in [old, new] {
        let text = words::phone_replaced(app.config.name());
        mail::queue_text_message(connection, app, number, text, due).await?;
    }
    let events = [which(old).removed(), which(new).added()];
    change.record_all(&events).await
}

fn which(number: &str) -> Which {
    Which {
        method: Method::TextMessage,
        name: mask::number(number),
    }
}
