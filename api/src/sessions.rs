//! Sessions: what opens one, what keeps one open, and what it is worth.

use crate::{
    activity,
    app::App,
    cookies::{Cookie, Grant, Presented},
    error::Error,
    passkey_proofs::RightPasskey,
    passwords::RightPassword,
    rules::token::{self, Token},
    second_step::RightProof,
    standing::Standing,
    store::{
        self, Connection, Transaction,
        accounts::Account,
        pending_sign_ins::PendingSignIn,
        sessions::{NewSession, Rotation, Session},
    },
    visit::Visit,
};
use contract::{Problem, Timestamp, activity::Event, step_up::StepUp};

/// Seconds for which a proof is recent enough for a change that matters.
const RECENT_SECONDS: i64 = 10 * 60;
/// Seconds between two notes that a session is in use.
const SEEN_SECONDS: i64 = 60;
const FULL: &str = "full";
const ENROLMENT: &str = "enrolment";

/// Somebody proved as much as their account asks for. Its fields are private and there are three ways to make it,
/// all of which take what only a successful check gives: nothing else can open a session.
pub struct Proven {
    account: Account,
    level: &'static str,
}

/// What became of a right password.
pub enum AfterPassword {
    /// It was all that the account asks for.
    Enough(Proven),
    /// The account has a second step.
    OwesSecondStep(Account, Standing),
}

impl Proven {
    /// By the password, when the account has no second step. Where the server wants one, only enrolment is open.
    pub async fn by_password(
        connection: &mut Connection,
        app: &App,
        password: RightPassword,
    ) -> Result<AfterPassword, Error> {
        let account = password.settle(connection).await?;
        let standing = Standing::of_account(connection, app, &account.id).await?;
        if standing.has_second_step() {
            return Ok(AfterPassword::OwesSecondStep(account, standing));
        }
        let is_required = app.config.is_second_step_required();
        let level = if is_required { ENROLMENT } else { FULL };
        Ok(AfterPassword::Enough(Self { account, level }))
    }

    /// By password and second step. The sign-in that waited for it is used up: it opens one session.
    pub async fn by_both(
        connection: &mut Connection,
        pending: &PendingSignIn,
        proof: &RightProof,
    ) -> Result<Self, Error> {
        let is_own = pending.account_id == proof.account_id();
        let is_taken = store::pending_sign_ins::take(connection, &pending.token_hash).await?;
        if !(is_own && is_taken) {
            return Err(Problem::SignInExpired.into());
        }
        let account = store::accounts::lock(connection, &pending.account_id).await?;
        let account = account.ok_or(Problem::SignInExpired)?;
        Ok(Self {
            account,
            level: FULL,
        })
    }

    /// By a passkey whose authenticator checked who holds it: what they have, and what they know or are, at once
    /// (NIST SP 800-63B-4 §2.2.1). It is used up here.
    pub async fn by_passkey(
        connection: &mut Connection,
        passkey: &RightPasskey,
        now: Timestamp,
    ) -> Result<Self, Error> {
        if !passkey.is_both_steps() {
            return Err(Problem::WrongPasskey.into());
        }
        let account = store::accounts::lock(connection, passkey.account_id()).await?;
        let account = account.ok_or(Problem::WrongPasskey)?;
        passkey.use_up(connection, now).await?;
        store::accounts::reset_failures(connection, &account.id).await?;
        Ok(Self {
            account,
            level: FULL,
        })
    }

    /// Whose it is.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// Whose e-mail address it is.
    pub fn email(&self) -> &str {
        &self.account.email
    }

    /// Whether only enrolment is open.
    pub fn is_enrolling(&self) -> bool {
        self.level == ENROLMENT
    }
}

/// Opens a session. Nothing else does.
pub async fn open(
    connection: &mut Connection,
    app: &App,
    proven: Proven,
    visit: &Visit,
) -> Result<Grant, Error> {
    let now = app.clock.now();
    let token = Token::new()?;
    let seconds = app.config.session_seconds();
    let session = NewSession {
        id: &token::new_id()?,
        token_hash: &token.hash(),
        account_id: &proven.account.id,
        level: proven.level,
        expires_at: now.plus_seconds(seconds),
        user_agent: &visit.user_agent,
    };
    store::sessions::insert(connection, session, now).await?;
    let event = Event::SignedIn {
        is_new_device: false,
    };
    activity::record(connection, app, &proven.account, event, Some(visit)).await?;
    Ok(grant(token, seconds))
}

/// The session that the browser's cookie names, if it is still open.
pub async fn current(app: &App, cookie: &Presented) -> Result<Option<Session>, Error> {
    let Some(token) = &cookie.token else {
        return Ok(None);
    };
    let now = app.clock.now();
    let idle_since = now.plus_seconds(-app.config.session_idle_seconds());
    let mut connection = app.store.read().await?;
    let session = store::sessions::find(&mut connection, &token.hash(), now, idle_since).await?;
    drop(connection);
    if let Some(session) = &session {
        note_use(app, session, now).await?;
    }
    Ok(session)
}

/// Begins a change that somebody makes to their account. Nobody else changes the account until it ends, and a
/// session that ended since the call began changes nothing.
pub async fn begin_change(app: &App, session: &Session) -> Result<(Transaction, Account), Error> {
    let mut transaction = app.store.write_transaction().await?;
    let account = store::accounts::lock(&mut transaction, &session.account_id).await?;
    let account = account.ok_or(Problem::NotSignedIn)?;
    let token_hash = &session.token_hash;
    if !store::sessions::is_there(&mut transaction, &session.id, token_hash).await? {
        return Err(Problem::NotSignedIn.into());
    }
    Ok((transaction, account))
}

/// Ends the one that the browser's cookie names, if there is one. Returns whose it was.
pub async fn end(connection: &mut Connection, cookie: &Presented) -> Result<Option<String>, Error> {
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
) -> Result<Grant, Error> {
    rotate(connection, session, (&session.level, now), now).await
}

/// Gives the session a new token and leaves the rest as it is.
pub async fn renew(
    connection: &mut Connection,
    session: &Session,
    now: Timestamp,
) -> Result<Grant, Error> {
    let proved_at = Timestamp(session.proved_at);
    rotate(connection, session, (&session.level, proved_at), now).await
}

/// Gives the session a new token, and opens it fully, because it enrolled a second step.
pub async fn raise(
    connection: &mut Connection,
    session: &Session,
    now: Timestamp,
) -> Result<Grant, Error> {
    rotate(
        connection,
        session,
        (FULL, Timestamp(session.proved_at)),
        now,
    )
    .await
}

/// Whether only enrolment is open to the session: this server wants a second step, and there is none.
pub fn is_enrolling(app: &App, session: &Session) -> bool {
    let lacks_second_step = app.config.is_second_step_required() && session.methods == 0;
    session.level != FULL || lacks_second_step
}

/// Until when a proof given at this moment is recent.
pub const fn recent_until(proved_at: Timestamp) -> Timestamp {
    proved_at.plus_seconds(RECENT_SECONDS)
}

/// Whether the person proved who they are within the last minutes. A proof from the future is none.
pub fn is_recently_proved(session: &Session, now: Timestamp) -> bool {
    let proved_at = Timestamp(session.proved_at);
    proved_at <= now && now < recent_until(proved_at)
}

/// What would prove it again: the strongest that the account has.
pub async fn step_up(app: &App, session: &Session) -> Result<StepUp, Error> {
    let mut connection = app.store.read().await?;
    let standing = Standing::of_account(&mut connection, app, &session.account_id).await?;
    let until = Timestamp(session.expires_at);
    let second_step = standing.ask(app.clock.now(), until);
    Ok(second_step.map_or(StepUp::Password, StepUp::SecondStep))
}

async fn rotate(
    connection: &mut Connection,
    session: &Session,
    (level, proved_at): (&str, Timestamp),
    now: Timestamp,
) -> Result<Grant, Error> {
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
    Ok(grant(token, i64::from(seconds)))
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

const fn grant(token: Token, seconds: i64) -> Grant {
    Grant {
        cookie: Cookie::Session,
        token,
        seconds,
    }
}
