//! A new password by a link in a mail. It never opens a session and never stands for the second step.

use crate::{
    app::App,
    auth::{
        browsers,
        passwords::NewPassword,
        revoke::{Cause, revoke},
    },
    error::Error,
    http::client_info::ClientInfo,
    messages::{
        activity,
        mail::{self, recovery as words},
        outbox::{self, Due},
    },
    rate_limits::{self, Attempt},
    rules::{
        client_trust::ClientTrust,
        email::Email,
        limits::{PASSWORD_RESET_FROM_NETWORK, PASSWORD_RESET_OF_ADDRESS},
        password::{self, Password},
        token::Token,
    },
    store::{self, Connection, accounts::Account},
};
use contract::{Problem, Timestamp, activity::Event, page::Page, recovery::PasswordReset};

/// Minutes for which a link is good.
const MINUTES: i64 = 30;

/// Sends a link to the address, if it has an account. For an address that has none it does the same work, so that neither
/// the answer nor its time tells.
///
/// The link leads on to `next`, where the person was going, if that is a place that somebody may be sent to.
pub async fn ask(
    app: &App,
    (email, next): (&Email, Option<&str>),
    client: &ClientInfo,
) -> Result<(), Error> {
    let attempt = count(app, email, client).await?;
    let now = app.clock.now();
    let until = now.plus_seconds(MINUTES * 60);
    let token = Token::new()?;
    let mut transaction = app.store.write_transaction().await?;
    let account = store::accounts::find_by_email(&mut transaction, email.as_str()).await?;
    let account_id = account.as_ref().map_or("", |account| account.id.as_str());
    store::password_resets::delete_of_account(&mut transaction, account_id).await?;
    store::password_resets::insert(&mut transaction, &token.hash(), account_id, now, until).await?;
    let message_id = send(&mut transaction, app, (email, &token, next), until).await?;
    match &account {
        Some(account) => {
            tracing::Span::current().record("account_id", &account.id);
            let event = Event::PasswordResetAsked;
            activity::note(&mut transaction, app, &account.id, &event, Some(client)).await?;
        }
        None => outbox::cancel(&mut transaction, &message_id).await?,
    }
    attempt.touch(&mut transaction, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Sets the password by the link, and ends whatever the old one opened: sessions, pending sign-ins, trust in
/// browsers, other links, and a recovery.
pub async fn finish(app: &App, given: &PasswordReset, client: &ClientInfo) -> Result<(), Error> {
    let token = Token::parse(given.token.expose()).ok_or(Problem::LinkExpired)?;
    let mut connection = app.store.read().await?;
    let owner = owner(&mut connection, app, &token).await?;
    drop(connection);
    let owner = owner.ok_or(Problem::LinkExpired)?;
    let new = Password::typed(&given.password)?;
    let email = Email::stored(&owner.account.email);
    password::check_new(&new, &app.password_demands(&email, owner.password_min))?;
    let permit = app.hasher.acquire()?;
    let new = NewPassword::hash(app, &permit, new).await?;
    drop(permit);

    let now = app.clock.now();
    let mut transaction = app.store.write_transaction().await?;
    let account_id = store::password_resets::take(&mut transaction, &token.hash(), now).await?;
    let account_id = account_id.ok_or(Problem::LinkExpired)?;
    let account = store::accounts::lock(&mut transaction, &account_id).await?;
    let account = account.ok_or(Problem::LinkExpired)?;
    new.refuse_too_short(&mut transaction, app, &account)
        .await?;
    store::accounts::set_password(&mut transaction, &account.id, new.row(), now).await?;
    let who = (&account, client, None);
    revoke(&mut transaction, app, who, Cause::PasswordReset).await?;
    let event = Event::PasswordReset;
    activity::record(&mut transaction, app, &account, event, Some(client)).await?;
    transaction.commit().await?;
    Ok(())
}

/// Counts a request against the address, whether or not it has an account, and against the network; at a browser that the
/// account knows, against that one's own count alone.
async fn count(app: &App, email: &Email, client: &ClientInfo) -> Result<Attempt, Error> {
    let network = client.network.to_string();
    let mut transaction = app.store.write_transaction().await?;
    let device = browsers::known(&mut transaction, email, client).await?;
    let client_trust = device.map_or(ClientTrust::Unknown, |_| ClientTrust::KnownBrowser);
    // Neighbours do not use up what a browser may do that the account knows.
    if client_trust == ClientTrust::Unknown {
        let limit = &PASSWORD_RESET_FROM_NETWORK;
        rate_limits::count(&mut transaction, app, limit, &[&network]).await?;
    }
    let who = [email.as_str(), client_trust.as_str()];
    let attempt =
        rate_limits::count(&mut transaction, app, &PASSWORD_RESET_OF_ADDRESS, &who).await?;
    transaction.commit().await?;
    Ok(attempt)
}

async fn send(
    connection: &mut Connection,
    app: &App,
    (email, token, next): (&Email, &Token, Option<&str>),
    until: Timestamp,
) -> Result<String, Error> {
    let allowed = next.and_then(|next| app.config.allowed_next(next));
    let text = token.cookie_text();
    let (page, token) = (Page::ResetPassword, Some(text.expose()));
    let link = match allowed {
        Some(next) => mail::link_with_next(app, page, &next, token),
        None => mail::link(app, page, token),
    };
    let words = words::new_password(&link, MINUTES);
    let due = Due::until(app.clock.now(), until);
    mail::queue(connection, app, email.as_str(), &words, due).await
}

/// Whose password a link sets.
pub struct Owner {
    /// Their account.
    pub account: Account,
    /// The shortest password that it may have, in code points.
    pub password_min: u32,
}

/// Whose link it is; nobody's when it is not good. Asking does not use it up.
pub async fn owner(
    connection: &mut Connection,
    app: &App,
    token: &Token,
) -> Result<Option<Owner>, Error> {
    let now = app.clock.now();
    let account_id = store::password_resets::find(connection, &token.hash(), now).await?;
    let Some(account_id) = account_id else {
        return Ok(None);
    };
    tracing::Span::current().record("account_id", &account_id);
    let Some(account) = store::accounts::find(connection, &account_id).await? else {
        return Ok(None);
    };
    let methods = store::factors::count(connection, &account.id).await?;
    let password_min = app.config.password_minimum(methods > 0);
    Ok(Some(Owner {
        account,
        password_min,
    }))
}
