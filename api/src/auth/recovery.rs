//! Recovery when the second step is lost: the password, a link to the confirmed address, and a waiting period in which
//! everybody concerned is told and can stop it.

mod offered;
pub mod stop;

use crate::{
    app::App,
    auth::{
        held_methods,
        passkeys::challenges,
        pending_sign_ins,
        revoke::{self, Cause},
    },
    error::Error,
    http::client_info::ClientInfo,
    messages::{
        activity,
        mail::{self, recovery as words},
        notices,
        outbox::Due,
    },
    rules::{
        limits::RECOVERY,
        recovery::stage,
        token::{self, Token},
    },
    store::{
        self, Connection,
        accounts::Account,
        pending_sign_ins::PendingSignIn,
        recoveries::{NewRecovery, RecoveryRow, Start},
    },
};
use contract::{
    Problem, Timestamp, activity::Event, page::Page, recovery::Recovery, sign_in::Method,
};

pub use offered::offer;
use offered::refuse_unrecoverable;
use stop::{note_stopped, take_back_message};

/// Minutes for which the link is good.
const LINK_MINUTES: i64 = 30;
/// Seconds for which a recovery can be finished.
const READY_SECONDS: i64 = 7 * 24 * 60 * 60;

/// A recovery that was finished: the account has no second step any more, and must enrol one. Only [`finish`] makes it.
pub struct Recovered {
    account_id: String,
}

impl Recovered {
    /// The account that was recovered.
    pub fn account_id(&self) -> &str {
        &self.account_id
    }
}

/// The recovery of the account that is under way.
pub async fn of_account(
    connection: &mut Connection,
    app: &App,
    account_id: &str,
) -> Result<Option<Recovery>, Error> {
    let row = store::recoveries::of_account(connection, account_id).await?;
    Ok(row.and_then(|row| stage_of(&row, app.clock.now())))
}

/// Sends the link, which is counted in the transaction that queues it: there is none that was not counted. Once its waiting
/// period began, asking again changes nothing.
pub async fn ask(
    app: &App,
    pending: &PendingSignIn,
    client: &ClientInfo,
) -> Result<Recovery, Error> {
    let now = app.clock.now();
    let mut transaction = app.store.write_transaction().await?;
    pending_sign_ins::refuse_ended(&mut transaction, pending, now).await?;
    let account = store::accounts::lock(&mut transaction, &pending.account_id).await?;
    let account = account.ok_or(Problem::SignInExpired)?;
    refuse_unrecoverable(&account)?;
    let under_way = of_account(&mut transaction, app, &account.id).await?;
    if let Some(recovery @ (Recovery::Waiting { .. } | Recovery::Ready { .. })) = under_way {
        return Ok(recovery);
    }
    pending_sign_ins::count(&mut transaction, app, &RECOVERY, pending).await?;
    let token = Token::new()?;
    let expires_at = now.plus_seconds(LINK_MINUTES * 60);
    let new = NewRecovery {
        id: &token::new_id()?,
        account_id: &account.id,
        start_hash: &token.hash(),
        expires_at,
    };
    store::recoveries::replace(&mut transaction, new, now).await?;
    let text = token.cookie_text();
    let link = mail::link(app, Page::StartRecovery, Some(text.expose()));
    let stop = mail::link(app, Page::CancelRecovery, Some(text.expose()));
    let links = (link.as_str(), stop.as_str());
    let hours = app.config.recovery_hours();
    let words = words::recovery_asked(links, LINK_MINUTES, hours);
    let due = Due::until(now, expires_at);
    mail::queue(&mut transaction, app, &account.email, &words, due).await?;
    let event = Event::RecoveryAsked;
    activity::note(&mut transaction, app, &account.id, &event, Some(client)).await?;
    transaction.commit().await?;
    Ok(Recovery::LinkSent { expires_at })
}

/// Begins the waiting period by the link, and tells everybody concerned.
pub async fn start(app: &App, token: &Token, client: &ClientInfo) -> Result<Recovery, Error> {
    let now = app.clock.now();
    let cancel = Token::new()?;
    let ready_at = now.plus_seconds(i64::from(app.config.recovery_hours()) * 3_600);
    let start = Start {
        cancel_hash: &cancel.hash(),
        ready_at,
        expires_at: ready_at.plus_seconds(READY_SECONDS),
    };
    let mut transaction = app.store.write_transaction().await?;
    let account_id = store::recoveries::start(&mut transaction, &token.hash(), start, now).await?;
    let account_id = account_id.ok_or(Problem::LinkExpired)?;
    tracing::Span::current().record("account_id", &account_id);
    let account = store::accounts::lock(&mut transaction, &account_id).await?;
    let account = account.ok_or(Problem::LinkExpired)?;
    refuse_unrecoverable(&account)?;
    tell(&mut transaction, app, &account, (&cancel, start)).await?;
    let event = Event::RecoveryStarted { ready_at };
    activity::note(&mut transaction, app, &account.id, &event, Some(client)).await?;
    transaction.commit().await?;
    Ok(Recovery::Waiting { ready_at })
}

/// Stops it by the link in each of its mails, the first one included.
pub async fn cancel(app: &App, token: &Token, client: &ClientInfo) -> Result<(), Error> {
    let now = app.clock.now();
    let mut transaction = app.store.write_transaction().await?;
    let row = store::recoveries::take_by_link(&mut transaction, &token.hash(), now).await?;
    let row = row.ok_or(Problem::LinkExpired)?;
    tracing::Span::current().record("account_id", &row.account_id);
    let account = store::accounts::lock(&mut transaction, &row.account_id).await?;
    let account = account.ok_or(Problem::LinkExpired)?;
    note_stopped(&mut transaction, app, (&account, &row), client).await?;
    transaction.commit().await?;
    Ok(())
}

/// Finishes the account's recovery, whose waiting period is over: all that it had for the second step goes, and so does
/// whatever is open.
pub async fn finish(
    connection: &mut Connection,
    app: &App,
    account: &Account,
    client: &ClientInfo,
) -> Result<Recovered, Error> {
    let now = app.clock.now();
    let row = store::recoveries::take_ready(connection, &account.id, now).await?;
    let row = row.ok_or(Problem::RecoveryNotReady)?;
    refuse_unrecoverable(account)?;
    take_back_message(connection, &row).await?;
    reset_second_step(connection, account, now).await?;
    let who = (account, client, None);
    revoke::revoke(connection, app, who, Cause::Recovered).await?;
    let event = Event::RecoveryFinished;
    activity::record(connection, app, account, event, Some(client)).await?;
    Ok(Recovered {
        account_id: account.id.clone(),
    })
}

/// Removes whatever the account has for the second step; it must enrol anew.
async fn reset_second_step(
    connection: &mut Connection,
    account: &Account,
    now: Timestamp,
) -> Result<(), Error> {
    for method in Method::ALL {
        for held in held_methods::of_method(connection, account, method).await? {
            held_methods::remove(connection, &account.id, &held, now).await?;
        }
    }
    challenges::end_creations(connection, &account.id).await?;
    store::pending_authenticators::delete_of_account(connection, &account.id).await?;
    store::accounts::begin_anew(connection, &account.id).await?;
    Ok(())
}

fn stage_of(row: &RecoveryRow, now: Timestamp) -> Option<Recovery> {
    let ready_at = row.ready_at.map(Timestamp);
    stage(ready_at, Timestamp(row.expires_at), now)
}

/// Tells every channel that the waiting period began; and the address, when it is over.
async fn tell(
    connection: &mut Connection,
    app: &App,
    account: &Account,
    (cancel, start): (&Token, Start<'_>),
) -> Result<(), Error> {
    let now = app.clock.now();
    let cancel = mail::link(
        app,
        Page::CancelRecovery,
        Some(cancel.cookie_text().expose()),
    );
    let until_ready = Due::until(now, start.ready_at);
    let words = words::recovery_started(&cancel, start.ready_at);
    for to in notices::addressees(connection, app, account).await? {
        mail::queue(connection, app, &to.email, &words, until_ready).await?;
    }
    let text = words::recovery_started_text(app.config.name(), &cancel, start.ready_at);
    if let Some(phone) = store::phones::of_account(connection, &account.id).await? {
        mail::queue_text_message(connection, app, &phone.number, text, until_ready).await?;
    }
    let sign_in = mail::link(app, Page::SignIn, None);
    let words = words::recovery_ready(&sign_in, &cancel, start.expires_at);
    let when_ready = Due::until(start.ready_at, start.expires_at);
    let id = mail::queue(connection, app, &account.email, &words, when_ready).await?;
    store::recoveries::set_outbox_id(connection, &account.id, &id).await?;
    Ok(())
}
