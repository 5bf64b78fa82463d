//! The time between the password and the second step: a token that opens nothing but the second step.

use crate::{
    app::App,
    auth::{passkeys::challenges, sent_codes},
    error::Error,
    http::cookies::{Cookie, IssuedCookie, PresentedToken},
    rate_limits,
    rules::{client_trust::ClientTrust, limits::Limit, token::Token},
    store::{self, Connection, pending_sign_ins::PendingSignIn},
};
use contract::{Problem, Timestamp, problem::Reason};

/// Seconds until the password must be given again.
const SECONDS: i64 = 10 * 60;

/// Begins to wait for the second step of an account.
pub async fn begin(
    connection: &mut Connection,
    (account_id, password_advice): (&str, Option<Reason>),
    client_trust: ClientTrust,
    now: Timestamp,
) -> Result<(IssuedCookie, PendingSignIn), Error> {
    let token = Token::new()?;
    let pending = PendingSignIn {
        token_hash: token.hash().to_vec(),
        account_id: account_id.to_owned(),
        expires_at: now.plus_seconds(SECONDS).0,
        password_advice: password_advice.map(reason_text),
        known_browser: client_trust == ClientTrust::KnownBrowser,
    };
    store::pending_sign_ins::insert(connection, &pending, now).await?;
    let issued = IssuedCookie {
        cookie: Cookie::Pending,
        token,
        seconds: SECONDS,
    };
    Ok((issued, pending))
}

/// What is said about the password when the sign-in is complete.
pub fn password_advice(pending: &PendingSignIn) -> Option<Reason> {
    let text = pending.password_advice.as_deref()?;
    serde_json::from_str(text).ok()
}

fn reason_text(reason: Reason) -> String {
    serde_json::to_string(&reason).unwrap_or_default()
}

/// The pending sign-in that the browser's cookie names, if it has not expired.
pub async fn current(app: &App, cookie: &PresentedToken) -> Result<Option<PendingSignIn>, Error> {
    let Some(token) = &cookie.token else {
        return Ok(None);
    };
    let mut connection = app.store.read().await?;
    let now = app.clock.now();
    Ok(store::pending_sign_ins::find(&mut connection, &token.hash(), now).await?)
}

/// How far the account knows the client of this pending sign-in: by that, attempts are counted apart.
pub const fn client_trust(pending: &PendingSignIn) -> ClientTrust {
    if pending.known_browser {
        ClientTrust::KnownBrowser
    } else {
        ClientTrust::Unknown
    }
}

/// Counts an attempt on the account in this pending sign-in.
pub async fn count(
    connection: &mut Connection,
    app: &App,
    limit: &Limit,
    pending: &PendingSignIn,
) -> Result<(), Error> {
    let who = [pending.account_id.as_str(), client_trust(pending).as_str()];
    rate_limits::count(connection, app, limit, &who).await?;
    Ok(())
}

/// Refuses to go on with a pending sign-in that ended since the call began.
pub async fn refuse_ended(
    connection: &mut Connection,
    pending: &PendingSignIn,
    now: Timestamp,
) -> Result<(), Error> {
    let found = store::pending_sign_ins::find(connection, &pending.token_hash, now).await?;
    found.map(drop).ok_or(Problem::SignInExpired.into())
}

/// Ends every pending sign-in of the account, and what each of them holds: codes that were sent to it, and challenges.
pub async fn end_all(connection: &mut Connection, account_id: &str) -> Result<(), Error> {
    store::pending_sign_ins::delete_of_account(connection, account_id).await?;
    sent_codes::end_purpose(connection, account_id, sent_codes::SentCodePurpose::SignIn).await?;
    challenges::end_purpose(
        connection,
        account_id,
        challenges::ChallengePurpose::SecondStep,
    )
    .await
}

/// Gives up the one that the browser's cookie names, if there is one.
pub async fn give_up(connection: &mut Connection, cookie: &PresentedToken) -> Result<(), Error> {
    if let Some(token) = &cookie.token {
        store::pending_sign_ins::take(connection, &token.hash()).await?;
    }
    Ok(())
}
