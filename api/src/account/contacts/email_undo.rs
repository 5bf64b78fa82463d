//! Undoing a change of the email address from the old one, and a look at what was added to the account in between.

use super::{
    added,
    email::{DAY_SECONDS, UNDO_DAYS},
};
use crate::{
    app::App,
    auth::revoke::{Cause, revoke},
    error::Error,
    http::client_info::ClientInfo,
    messages::{
        activity,
        mail::{self, Words, account as words},
        notices,
        outbox::Due,
    },
    rules::token::Token,
    store::{
        self, Connection, accounts::Account, email_changes::EmailChangeRow,
        undone_changes::UndoneChangeRow,
    },
};
use contract::{
    Problem, Secret, Timestamp,
    activity::Event,
    contact::{AddedMethod, EmailChangeUndone},
};

/// Puts the old address back by the link that was sent to it, ends whatever was opened, and says what was added since the
/// change. Opened again, the link says what of that is still there.
pub async fn undo(
    app: &App,
    token: &Secret,
    client: &ClientInfo,
) -> Result<EmailChangeUndone, Error> {
    let token = Token::parse(token.expose()).ok_or(Problem::LinkExpired)?;
    let now = app.clock.now();
    let mut transaction = app.store.write_transaction().await?;
    let change = store::email_changes::take(&mut transaction, &token.hash(), now).await?;
    let Some(change) = change else {
        return look_again(&mut transaction, &token, now).await;
    };
    tracing::Span::current().record("account_id", &change.account_id);
    let account = store::accounts::lock(&mut transaction, &change.account_id).await?;
    let account = account.ok_or(Problem::LinkExpired)?;
    let since = change.created_at;
    let browsers = added::browsers(&mut transaction, &account.id, (since, now)).await?;
    let restored = restore(&mut transaction, app, (&account, change), client).await?;
    let undone = UndoneChangeRow {
        account_id: account.id.clone(),
        changed_at: since,
        undone_at: now.0,
        may_remove: restored.email_confirmed_at.is_some(),
    };
    let added = added::methods(&mut transaction, &restored, (since, now.0)).await?;
    if !added.is_empty() {
        let until = now.plus_seconds(UNDO_DAYS * DAY_SECONDS);
        store::undone_changes::insert(&mut transaction, &token.hash(), &undone, until).await?;
    }
    let can_remove = undone.may_remove;
    let told = words::email_change_undone(&kinds(&added), can_remove);
    tell(&mut transaction, app, (&restored, told), client).await?;
    let (told, due) = (words::email_is_not_this(), Due::notice(now));
    mail::queue(&mut transaction, app, &account.email, &told, due).await?;
    transaction.commit().await?;
    Ok(EmailChangeUndone {
        added,
        browsers,
        can_remove,
    })
}

/// Removes what was added between the change and its undoing, by the same link, and ends whatever is open.
pub async fn remove_added(app: &App, token: &Secret, client: &ClientInfo) -> Result<(), Error> {
    let token = Token::parse(token.expose()).ok_or(Problem::LinkExpired)?;
    let now = app.clock.now();
    let mut transaction = app.store.write_transaction().await?;
    let undone = store::undone_changes::take(&mut transaction, &token.hash(), now).await?;
    let undone = undone.ok_or(Problem::LinkExpired)?;
    tracing::Span::current().record("account_id", &undone.account_id);
    let account = store::accounts::lock(&mut transaction, &undone.account_id).await?;
    let account = account.ok_or(Problem::LinkExpired)?;
    let span = (undone.changed_at, undone.undone_at);
    let events = added::remove(&mut transaction, &account, span, now).await?;
    let who = (&account, client, None);
    revoke(&mut transaction, app, who, Cause::AddedMethodsRemoved).await?;
    activity::record_all(&mut transaction, app, &account, &events, Some(client)).await?;
    transaction.commit().await?;
    Ok(())
}

/// The account as it is with its old address again, and nothing open.
async fn restore(
    connection: &mut Connection,
    app: &App,
    (account, change): (&Account, EmailChangeRow),
    client: &ClientInfo,
) -> Result<Account, Error> {
    let id = account.id.as_str();
    store::email_changes::delete_since(connection, id, change.created_at).await?;
    let address = (
        change.old_email.as_str(),
        change.old_confirmed_at.map(Timestamp),
    );
    store::accounts::set_email(connection, id, address).await?;
    let restored = Account {
        email_confirmed_at: change.old_confirmed_at,
        email: change.old_email,
        ..account.clone()
    };
    let who = (&restored, client, None);
    revoke(connection, app, who, Cause::EmailChangeUndone).await?;
    let event = Event::EmailChangeUndone;
    activity::note(connection, app, id, &event, Some(client)).await?;
    Ok(restored)
}

async fn look_again(
    connection: &mut Connection,
    token: &Token,
    now: Timestamp,
) -> Result<EmailChangeUndone, Error> {
    let undone = store::undone_changes::find(connection, &token.hash(), now).await?;
    let undone = undone.ok_or(Problem::LinkExpired)?;
    tracing::Span::current().record("account_id", &undone.account_id);
    let account = store::accounts::find(connection, &undone.account_id).await?;
    let account = account.ok_or(Problem::LinkExpired)?;
    let span = (undone.changed_at, undone.undone_at);
    Ok(EmailChangeUndone {
        added: added::methods(connection, &account, span).await?,
        browsers: Vec::new(),
        can_remove: undone.may_remove,
    })
}

/// What the mail calls what was added: no name that somebody chose.
fn kinds(added: &[AddedMethod]) -> Vec<&'static str> {
    let kinds = added.iter().map(|added| mail::words::method(added.method));
    kinds.collect()
}

async fn tell(
    connection: &mut Connection,
    app: &App,
    (account, words): (&Account, Words),
    client: &ClientInfo,
) -> Result<(), Error> {
    for to in notices::addressees(connection, app, account).await? {
        let told = (words.clone(), Some(client));
        notices::tell(connection, app, &to.email, told).await?;
    }
    Ok(())
}
