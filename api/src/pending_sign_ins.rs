//! The time between the password and the second step: a token that opens nothing but the second step.

use crate::{
    app::App,
    cookies::{Cookie, Grant, Presented},
    error::Error,
    rules::token::Token,
    store::{self, Connection, pending_sign_ins::PendingSignIn},
};
use contract::Timestamp;

/// Seconds until the password must be given again.
const SECONDS: i64 = 10 * 60;

/// Begins to wait for the second step of an account.
pub async fn begin(
    connection: &mut Connection,
    account_id: &str,
    now: Timestamp,
) -> Result<(Grant, PendingSignIn), Error> {
    let token = Token::new()?;
    let until = now.plus_seconds(SECONDS);
    let hash = token.hash();
    store::pending_sign_ins::insert(connection, &hash, account_id, now, until).await?;
    let grant = Grant {
        cookie: Cookie::Pending,
        token,
        seconds: SECONDS,
    };
    let pending = PendingSignIn {
        token_hash: hash.to_vec(),
        account_id: account_id.to_owned(),
        expires_at: until.0,
    };
    Ok((grant, pending))
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
