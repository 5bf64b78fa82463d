//! Sessions: what opens one, what keeps one open, and what it is worth.

pub mod opened_by;
mod verified_sign_in;

use crate::{
    app::App,
    auth::{browsers, claimant::Claimant, factors::Factors},
    error::Error,
    http::{
        client_info::ClientInfo,
        cookies::{Cookie, IssuedCookie, PresentedToken},
        response::Answer,
    },
    messages::activity,
    rules::token::{self, Token},
    store::{
        self, Connection,
        sessions::{NewSession, Rotation, Session},
    },
};
use contract::{
    Problem, Timestamp,
    activity::Event,
    device::{OpenSession, SessionId},
    step_up::StepUp,
};
use std::time::Duration;
use tokio::time::timeout;

pub use verified_sign_in::{AfterPassword, VerifiedSignIn};

/// The longest that a request waits until it is noted that its session is in use.
const NOTE_TIMEOUT: Duration = Duration::from_millis(500);
/// Seconds between two notes that a session is in use.
const SEEN_SECONDS: i64 = 60;
const FULL: &str = "full";
const ENROLMENT: &str = "enrolment";

/// A session that was opened: what its browser is given.
#[must_use]
pub struct Opened {
    session: IssuedCookie,
    device: IssuedCookie,
}

impl Opened {
    /// Gives it to the browser.
    pub fn give<R>(self, answer: Answer<R>) -> Answer<R> {
        answer.set_cookie(self.session).set_cookie(self.device)
    }
}

/// Opens a session. Nothing else does. The browser is remembered, and the owner can read of it.
pub async fn open(
    connection: &mut Connection,
    app: &App,
    verified_sign_in: VerifiedSignIn,
    client: &ClientInfo,
) -> Result<Opened, Error> {
    let now = app.clock.now();
    let token = Token::new()?;
    let seconds = app.config.session_seconds();
    let is_proof = verified_sign_in.opened_by.is_proof();
    let session = NewSession {
        id: &token::new_id()?,
        token_hash: &token.hash(),
        account_id: &verified_sign_in.account.id,
        level: verified_sign_in.level,
        opened_by: verified_sign_in.opened_by.name(),
        proved_at: if is_proof { now } else { Timestamp(0) },
        expires_at: now.plus_seconds(seconds),
        user_agent: &client.user_agent,
        network: &client.network.to_string(),
    };
    store::sessions::insert(connection, session, now).await?;
    let browser = browsers::remember(connection, app, &verified_sign_in.account.id, client).await?;
    let event = Event::SignedIn {
        is_new_device: browser.is_new,
    };
    activity::record(
        connection,
        app,
        &verified_sign_in.account,
        event,
        Some(client),
    )
    .await?;
    Ok(Opened {
        session: issued(token, seconds),
        device: browser.issued,
    })
}

/// The session that the browser's cookie names, if it is still open.
pub async fn current(app: &App, cookie: &PresentedToken) -> Result<Option<Session>, Error> {
    let Some(token) = &cookie.token else {
        return Ok(None);
    };
    let now = app.clock.now();
    let idle_since = now.plus_seconds(-app.config.session_idle_seconds());
    let mut connection = app.store.read().await?;
    let session = store::sessions::find(&mut connection, &token.hash(), now, idle_since).await?;
    drop(connection);
    if let Some(session) = &session {
        note_use_if_possible(app, session, now).await;
    }
    Ok(session)
}

/// Ends the one that the browser's cookie names, if there is one. Returns whose it was.
pub async fn end(
    connection: &mut Connection,
    cookie: &PresentedToken,
) -> Result<Option<String>, Error> {
    match &cookie.token {
        Some(token) => Ok(store::sessions::delete(connection, &token.hash()).await?),
        None => Ok(None),
    }
}

/// Gives the session a new token, because the person proved who they are just now.
pub async fn prove_again(
    connection: &mut Connection,
    session: &Session,
    now: Timestamp,
) -> Result<IssuedCookie, Error> {
    rotate(connection, session, (&session.level, now), now).await
}

/// Gives the session a new token and leaves the rest as it is.
pub async fn renew(
    connection: &mut Connection,
    session: &Session,
    now: Timestamp,
) -> Result<IssuedCookie, Error> {
    let proved_at = Timestamp(session.proved_at);
    rotate(connection, session, (&session.level, proved_at), now).await
}

/// Gives the session a new token, and opens it fully, because it enrolled a second step.
pub async fn upgrade_to_full(
    connection: &mut Connection,
    session: &Session,
    now: Timestamp,
) -> Result<IssuedCookie, Error> {
    rotate(
        connection,
        session,
        (FULL, Timestamp(session.proved_at)),
        now,
    )
    .await
}

/// Whether only enrolment is open to the session: a second step is wanted, by this server or after a recovery, and there is
/// none.
pub fn is_enrolling(app: &App, session: &Session) -> bool {
    let is_wanted = app.config.is_second_step_required() || session.must_enrol;
    session.level != FULL || (is_wanted && session.methods == 0)
}

/// The sessions of the account as its owner sees them, this one first.
pub async fn views(
    connection: &mut Connection,
    app: &App,
    session: &Session,
) -> Result<Vec<OpenSession>, Error> {
    let now = app.clock.now();
    let idle_since = now.plus_seconds(-app.config.session_idle_seconds());
    let account_id = &session.account_id;
    let rows = store::sessions::of_account(connection, account_id, now, idle_since).await?;
    let shown = rows.into_iter().map(|row| OpenSession {
        is_current: row.id == session.id,
        id: SessionId(row.id),
        user_agent: row.user_agent,
        network: row.network,
        created_at: Timestamp(row.created_at),
        last_seen_at: Timestamp(row.last_seen_at),
    });
    let mut shown: Vec<OpenSession> = shown.collect();
    shown.sort_by_key(|session| !session.is_current);
    Ok(shown)
}

/// What steps up: the strongest that the account has.
pub async fn step_up_requirement(app: &App, session: &Session) -> Result<StepUp, Error> {
    let mut connection = app.store.read().await?;
    let factors = Factors::of_account(&mut connection, app, &session.account_id).await?;
    let claimant = Claimant::Session(session);
    match factors.ask(&mut connection, app, claimant).await? {
        Some(second_step) => Ok(StepUp::SecondStep(second_step)),
        None if factors.has_second_step() => Err(Error::Inconsistent(
            "a second step that cannot be asked for",
        )),
        None => Ok(StepUp::Password),
    }
}

async fn rotate(
    connection: &mut Connection,
    session: &Session,
    (level, proved_at): (&str, Timestamp),
    now: Timestamp,
) -> Result<IssuedCookie, Error> {
    let token = Token::new()?;
    let rotation = Rotation {
        old_token_hash: &session.token_hash,
        new_token_hash: &token.hash(),
        level,
        proved_at,
    };
    if !store::sessions::rotate(connection, &session.id, rotation).await? {
        return Err(Problem::NotSignedIn.into());
    }
    let seconds = Timestamp(session.expires_at).seconds_after(now);
    Ok(issued(token, i64::from(seconds)))
}

/// Notes that the session is in use. Whoever only reads does not depend on it, nor on how many others write just now: without
/// it the session is idle a little earlier, and the next request notes it.
async fn note_use_if_possible(app: &App, session: &Session, now: Timestamp) {
    match timeout(NOTE_TIMEOUT, note_use(app, session, now)).await {
        Ok(Ok(())) => {}
        Ok(Err(cause)) => tracing::warn!(%cause, "could not note that a session is in use"),
        Err(_) => tracing::warn!("could not note in time that a session is in use"),
    }
}

async fn note_use(app: &App, session: &Session, now: Timestamp) -> Result<(), Error> {
    if now < Timestamp(session.last_seen_at).plus_seconds(SEEN_SECONDS) {
        return Ok(());
    }
    let mut transaction = app.store.write_transaction().await?;
    store::sessions::touch(&mut transaction, &session.id, now).await?;
    transaction.commit().await?;
    Ok(())
}

const fn issued(token: Token, seconds: i64) -> IssuedCookie {
    IssuedCookie {
        cookie: Cookie::Session,
        token,
        seconds,
    }
}
