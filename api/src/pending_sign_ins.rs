//! The time between the password and the second step: a token that opens nothing but the second step.

use crate::{
    app::App,
    cookies::{Cookie, Grant, Presented},
    error::Error,
    rules::token::Token,
    store::{self, Connection, pending_sign_ins::PendingSignIn},
};
use contract::{Timestamp, problem::Reason};

/// Seconds until the password must be given again.
const SECONDS: i64 = 10 * 60;

/// Begins to wait for the second step of an account.
pub async fn begin(
    connection: &mut Connection,
    (account_id, password_advice): (&str, Option<Reason>),
    now: Timestamp,
) -> Result<(Grant, PendingSignIn), Error> {
    let token = Token::new()?;
    let until = now.plus_seconds(SECONDS);
    let hash = token.hash();
    let pending = PendingSignIn {
        token_hash: hash.to_vec(),
        account_id: account_id.to_owned(),
        expires_at: until.0,
        password_advice: password_advice.map(reason_text),
    };
    store::pending_sign_ins::insert(connection, &pending, now).await?;
    let grant = Grant {
        cookie: Cookie::Pending,
        token,
        seconds: SECONDS,
    };
    Ok((grant, pending))
}

/// What is said about the password when the sign-in is complete.
pub fn password_advice(pending: &PendingSignIn) -> Option<Reason> {
    let text = pending.password_advice.as_deref()?;
    serde_json::from_str(text).ok()
}

fn reason_text(reason: Reason) -> String {
    serde_json::to_string(&reason).unwrap_or_default()
}

/// The one that the browser's cookie names, if it still waits.
pub async fn current(app: &App, cookie: &Presented) -> Result<Option<PendingSignIn>, Error> {
    let Some(token) = &cookie.token else {
        return Ok(None);
    };
    let mut connection = app.store.read().await?;
    let now = app.clock.now();
    Ok(store::pending_sign_ins::find(&mut connection, &token.hash(), now).await?)
}

/// Gives up the one that the browser's cookie names, if there is one.
pub async fn give_up(connection: &mut Connection, cookie: &Presented) -> Result<(), Error> {
    if let Some(token) = &cookie.token {
        store::pending_sign_ins::take(connection, &token.hash()).await?;
    }
    Ok(())
}
