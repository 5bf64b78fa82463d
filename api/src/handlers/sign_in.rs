//! Signing in and out.

use crate::{
    answer::Answer,
    app::App,
    cookies::Cookie,
    error::Error,
    guard::{Anybody, OwesSecondStep},
    passwords, pending_sign_ins,
    rules::{email::Email, password::Password},
    second_step::{self, Standing},
    sessions::{self, AfterPassword, Proven},
    store::{Connection, pending_sign_ins::PendingSignIn, sessions::Session},
    visit::Visit,
};
use contract::{
    Nothing, Problem, Timestamp,
    account::Viewer,
    passkey::{PasskeyAnswer, PasskeyQuestion, WhichKind},
    sign_in::{Credentials, NextStep, Proof, SecondStep, SignedIn},
};

/// Says where this browser stands. It only reads: a cookie that opens nothing stays, because an answer that crosses
/// a new token on its way would take that one away.
pub async fn read_session(
    app: App,
    caller: Anybody,
    _: Nothing,
) -> Result<Answer<NextStep>, Error> {
    let visit = caller.visit;
    if let Some(session) = sessions::current(&app, &visit.session).await? {
        return Ok(Answer::new(standing_of(&app, &session)));
    }
    let asked = match pending_sign_ins::current(&app, &visit.pending).await? {
        Some(pending) => ask_again(&app, &pending).await?,
        None => None,
    };
    Ok(Answer::new(
        asked.map_or(NextStep::Password, NextStep::SecondStep),
    ))
}

/// The first step. A right password ends whatever this browser had before.
pub async fn submit_password(
    app: App,
    caller: Anybody,
    given: Credentials,
) -> Result<Answer<NextStep>, Error> {
    let visit = caller.visit;
    let is_https = app.config.origin().is_https();
    let email = Email::parse(&given.email)?;
    let password = Password::typed(&given.password)?;
    let right = passwords::verify(&app, &email, password, visit.network).await?;
    let mut transaction = app.store.write_transaction().await?;
    end_what_was(&mut transaction, &visit).await?;
    let answer = match Proven::by_password(&mut transaction, &app, right).await? {
        AfterPassword::OwesSecondStep(account, standing) => {
            let now = app.clock.now();
            let (grant, until) =
                pending_sign_ins::begin(&mut transaction, &account.id, now).await?;
            Answer::new(owed(standing, now, until)?)
                .take(Cookie::Session, is_https)?
                .give(&grant, is_https)?
        }
        AfterPassword::Enough(proven) => {
            let next = signed_in(&proven, None);
            let grant = sessions::open(&mut transaction, &app, proven, &visit).await?;
            Answer::new(next)
                .take(Cookie::Pending, is_https)?
                .give(&grant, is_https)?
        }
    };
    transaction.commit().await?;
    Ok(answer)
}

/// The second step, of whoever the first one was for. All or nothing: the proof is used up, the wait ends and the
/// session opens, or none of it.
pub async fn submit_proof(
    app: App,
    caller: OwesSecondStep,
    proof: Proof,
) -> Result<Answer<NextStep>, Error> {
    let OwesSecondStep { visit, pending } = caller;
    let is_https = app.config.origin().is_https();
    let evidence = second_step::verify(&app, &pending.account_id, &proof).await?;
    let mut transaction = app.store.write_transaction().await?;
    let proof = evidence.consume(&mut transaction, app.clock.now()).await?;
    let proven = Proven::by_both(&mut transaction, &pending, &proof).await?;
    let next = signed_in(&proven, proof.backup_codes_left());
    sessions::end(&mut transaction, &visit.session).await?;
    let grant = sessions::open(&mut transaction, &app, proven, &visit).await?;
    transaction.commit().await?;
    Answer::new(next)
        .take(Cookie::Pending, is_https)?
        .give(&grant, is_https)
}

/// Gives up a sign-in between its steps; a session stays.
pub async fn cancel_sign_in(
    app: App,
    caller: Anybody,
    _: Nothing,
) -> Result<Answer<NextStep>, Error> {
    let visit = caller.visit;
    let mut transaction = app.store.write_transaction().await?;
    pending_sign_ins::give_up(&mut transaction, &visit.pending).await?;
    transaction.commit().await?;
    let session = sessions::current(&app, &visit.session).await?;
    let next = session.map_or(NextStep::Password, |session| standing_of(&app, &session));
    Answer::new(next).take(Cookie::Pending, app.config.origin().is_https())
}

/// Ends the session, and whatever else this browser had.
pub async fn sign_out(app: App, caller: Anybody, _: Nothing) -> Result<Answer<NextStep>, Error> {
    let is_https = app.config.origin().is_https();
    let mut transaction = app.store.write_transaction().await?;
    if let Some(account_id) = end_what_was(&mut transaction, &caller.visit).await? {
        tracing::Span::current().record("account_id", account_id);
    }
    transaction.commit().await?;
    let answer = Answer::new(NextStep::Password).forget_site();
    answer
        .take(Cookie::Session, is_https)?
        .take(Cookie::Pending, is_https)
}

/// Ends the session and the sign-in between its steps that the browser has. Returns whose session it was.
async fn end_what_was(connection: &mut Connection, visit: &Visit) -> Result<Option<String>, Error> {
    pending_sign_ins::give_up(connection, &visit.pending).await?;
    sessions::end(connection, &visit.session).await
}

fn owed(standing: Standing, now: Timestamp, until: Timestamp) -> Result<NextStep, Error> {
    let asked = standing.ask(now, until);
    asked
        .map(NextStep::SecondStep)
        .ok_or(Error::Inconsistent("a second step that is none"))
}

async fn ask_again(app: &App, pending: &PendingSignIn) -> Result<Option<SecondStep>, Error> {
    let mut connection = app.store.read().await?;
    let standing = Standing::of_account(&mut connection, &pending.account_id).await?;
    Ok(standing.ask(app.clock.now(), Timestamp(pending.expires_at)))
}

fn standing_of(app: &App, session: &Session) -> NextStep {
    let viewer = Viewer {
        email: session.email.clone(),
    };
    next_step(sessions::is_enrolling(app, session), viewer, None)
}

fn signed_in(proven: &Proven, backup_codes_left: Option<u32>) -> NextStep {
    let viewer = Viewer {
        email: proven.email().to_owned(),
    };
    next_step(proven.is_enrolling(), viewer, backup_codes_left)
}

fn next_step(is_enrolling: bool, viewer: Viewer, backup_codes_left: Option<u32>) -> NextStep {
    let signed_in = SignedIn {
        viewer,
        backup_codes_left,
        offer_passkey: false,
    };
    if is_enrolling {
        NextStep::EnrolmentRequired(signed_in)
    } else {
        NextStep::SignedIn(signed_in)
    }
}

/// Not yet: this server has no passkeys.
pub async fn start_passkey_sign_in(
    _: App,
    _: Anybody,
    _: Nothing,
) -> Result<Answer<PasskeyQuestion>, Error> {
    Err(Problem::PasskeysUnavailable.into())
}

/// Not yet: this server has no passkeys.
pub async fn sign_in_with_passkey(
    _: App,
    _: Anybody,
    _: PasskeyAnswer,
) -> Result<Answer<NextStep>, Error> {
    Err(Problem::PasskeysUnavailable.into())
}

/// Not yet: this server has no passkeys.
pub async fn start_passkey_proof(
    _: App,
    _: OwesSecondStep,
    _: WhichKind,
) -> Result<Answer<PasskeyQuestion>, Error> {
    Err(Problem::PasskeysUnavailable.into())
}
