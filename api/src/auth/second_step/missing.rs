//! The right password again and again, and no second step: whoever has the password does not get further, and its owner should
//! know that they have it (RL-9).

use crate::{
    app::App,
    error::Error,
    http::client_info::ClientInfo,
    messages::activity,
    rate_limits,
    rules::{
        client_trust::ClientTrust,
        limits::{SECOND_STEP_MISSING, SECOND_STEP_MISSING_TOLD},
    },
    store::{Connection, accounts::Account},
};
use contract::{Problem, activity::Event};

/// Counts a right password that a second step must follow, and tells the owner when there were several without one, once a
/// day. At a browser that the account knows, whoever signs in is its owner, who may turn back as often as they like.
pub async fn note_password(
    connection: &mut Connection,
    app: &App,
    (account, client_trust): (&Account, ClientTrust),
    client: &ClientInfo,
) -> Result<(), Error> {
    if client_trust == ClientTrust::KnownBrowser {
        return Ok(());
    }
    let counted = rate_limits::count(connection, app, &SECOND_STEP_MISSING, &[&account.id]).await;
    if unless_too_many(counted)?.is_none_or(|counted| counted.left == 0) {
        let told =
            rate_limits::count(connection, app, &SECOND_STEP_MISSING_TOLD, &[&account.id]).await;
        if unless_too_many(told)?.is_some() {
            let event = Event::SecondStepMissing;
            activity::record(connection, app, account, event, Some(client)).await?;
        }
    }
    Ok(())
}

/// Begins the count anew: somebody got further.
pub async fn note_finished(connection: &mut Connection, account_id: &str) -> Result<(), Error> {
    rate_limits::forget(connection, &SECOND_STEP_MISSING, &[account_id]).await
}

/// Nothing when it was not counted any more. Nobody is refused for that.
fn unless_too_many(
    counted: Result<rate_limits::Attempt, Error>,
) -> Result<Option<rate_limits::Attempt>, Error> {
    match counted {
        Ok(counted) => Ok(Some(counted)),
        Err(Error::Refused(Problem::TooManyTries { .. })) => Ok(None),
        Err(other) => Err(other),
    }
}
