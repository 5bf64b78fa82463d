//! Signing in and out.

use crate::{
    app::App,
    auth::{
        caller::{Anybody, SecondStepPending},
        claimant::Claimant,
        next_step::{ask_again, next_of_session},
        passkeys::{assertion, challenges, claimant::PasskeyClaimant},
        pending_sign_ins, second_step, sent_codes, sessions, sign_in,
    },
    error::Error,
    http::{
        cookies::{Cookie, IssuedCookie},
        response::Answer,
    },
};
use contract::{
    Nothing, Problem,
    passkey::{PasskeyAnswer, PasskeyKind, PasskeyRequest, WhichKind},
    sent_code::{Destination, WhichChannel},
    sign_in::{Credentials, NextStep, Proof},
};

/// Seconds until a browser drops the cookie that its challenges are bound to.
const CEREMONY_COOKIE_SECONDS: i64 = 10 * 60;

/// Says where this browser stands. It changes nothing but when the session was last used: a cookie that opens nothing stays,
/// because an answer that crosses a new token on its way would take that one away.
pub async fn read_session(
    app: App,
    caller: Anybody,
    _: Nothing,
) -> Result<Answer<NextStep>, Error> {
    let client = caller.client;
    if let Some(session) = sessions::current(&app, &client.session).await? {
        return Ok(Answer::new(next_of_session(&app, &session)));
    }
    let asked = match pending_sign_ins::current(&app, &client.pending).await? {
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
    sign_in::with_password(&app, &caller.client, &given).await
}

/// The second step, of whoever the first one was for. All or nothing: the proof is used up, the wait ends and the
/// session opens, or none of it.
pub async fn submit_proof(
    app: App,
    caller: SecondStepPending,
    proof: Proof,
) -> Result<Answer<NextStep>, Error> {
    let claimant = Claimant::Pending(&caller.pending);
    let verified = second_step::verify(&app, claimant, &caller.client, &proof).await?;
    let passkey_id = verified.passkey_id();
    let outcome = sign_in::with_proof(&app, &caller, verified).await;
    assertion::note_refusal(&app, &caller.client, passkey_id.as_deref(), outcome).await
}

/// Gives the challenge for a passkey alone. It is bound to this browser by a cookie.
pub async fn start_passkey_sign_in(
    app: App,
    caller: Anybody,
    _: Nothing,
) -> Result<Answer<PasskeyRequest>, Error> {
    let client = caller.client;
    let mut connection = app.store.read().await?;
    let presented = client.ceremony.token.as_ref();
    let token = challenges::browser_token(&mut connection, presented, app.clock.now()).await?;
    drop(connection);
    let asked = PasskeyClaimant::Browser(&token, client.network);
    let request = assertion::ask(&app, asked, PasskeyKind::Passkey).await?;
    let issued = IssuedCookie {
        cookie: Cookie::Ceremony,
        token,
        seconds: CEREMONY_COOKIE_SECONDS,
    };
    Ok(Answer::new(request).set_cookie(issued))
}

/// A passkey as both steps at once. It ends whatever this browser had before.
pub async fn sign_in_with_passkey(
    app: App,
    caller: Anybody,
    answer: PasskeyAnswer,
) -> Result<Answer<NextStep>, Error> {
    let client = caller.client;
    let token = client.ceremony.token.as_ref();
    let token = token.ok_or(Problem::CeremonyExpired)?;
    let asked = PasskeyClaimant::Browser(token, client.network);
    let right = assertion::verify(&app, asked, &client, PasskeyKind::Passkey, &answer).await?;
    let outcome = sign_in::with_passkey(&app, &client, &right).await;
    assertion::note_refusal(&app, &client, Some(right.id()), outcome).await
}

/// Gives the challenge for a passkey or security key as the second step.
pub async fn start_passkey_proof(
    app: App,
    caller: SecondStepPending,
    which: WhichKind,
) -> Result<Answer<PasskeyRequest>, Error> {
    let asked = PasskeyClaimant::Pending(&caller.pending);
    Ok(Answer::new(assertion::ask(&app, asked, which.kind).await?))
}

/// Sends a code for the second step.
pub async fn send_proof_code(
    app: App,
    caller: SecondStepPending,
    which: WhichChannel,
) -> Result<Answer<Destination>, Error> {
    let claimant = Claimant::Pending(&caller.pending);
    sent_codes::count_request(&app, &caller.client, which.channel).await?;
    Ok(Answer::new(
        second_step::send_code(&app, claimant, which.channel).await?,
    ))
}

/// Gives up a pending sign-in; a session stays.
pub async fn cancel_sign_in(
    app: App,
    caller: Anybody,
    _: Nothing,
) -> Result<Answer<NextStep>, Error> {
    let client = caller.client;
    let mut transaction = app.store.write_transaction().await?;
    pending_sign_ins::give_up(&mut transaction, &client.pending).await?;
    transaction.commit().await?;
    let session = sessions::current(&app, &client.session).await?;
    let next = session.map_or(NextStep::Password, |session| {
        next_of_session(&app, &session)
    });
    Ok(Answer::new(next).clear_cookie(Cookie::Pending))
}

/// Ends the session, and whatever else this browser had. Only our own cookies go, by name: the page keeps nothing of a
/// person, and what other applications on the host keep in the browser (`Clear-Site-Data` would take it) is theirs.
pub async fn sign_out(app: App, caller: Anybody, _: Nothing) -> Result<Answer<NextStep>, Error> {
    let mut transaction = app.store.write_transaction().await?;
    if let Some(account_id) =
        sign_in::end_existing_sessions(&mut transaction, &caller.client).await?
    {
        tracing::Span::current().record("account_id", account_id);
    }
    transaction.commit().await?;
    Ok(Answer::new(NextStep::Password)
        .clear_cookie(Cookie::Session)
        .clear_cookie(Cookie::Pending))
}
