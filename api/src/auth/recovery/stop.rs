//! Stopping a recovery that is under way.

use crate::{
    app::App,
    error::Error,
    http::client_info::ClientInfo,
    messages::{activity, outbox},
    store::{self, Connection, accounts::Account, recoveries::RecoveryRow},
};
use contract::activity::Event;

/// Stops the recovery of the account, if one is under way. Returns whether there was one.
pub async fn stop(
    connection: &mut Connection,
    app: &App,
    account: &Account,
    client: &ClientInfo,
) -> Result<bool, Error> {
    let now = app.clock.now();
    let row = store::recoveries::take_of_account(connection, &account.id, now).await?;
    let Some(row) = row else {
        return Ok(false);
    };
    note_stopped(connection, app, (account, &row), client).await?;
    Ok(true)
}

/// Takes back what was to be sent, and writes down that the recovery was stopped.
pub(super) async fn note_stopped(
    connection: &mut Connection,
    app: &App,
    (account, row): (&Account, &RecoveryRow),
    client: &ClientInfo,
) -> Result<(), Error> {
    take_back_message(connection, row).await?;
    let event = Event::RecoveryCancelled;
    activity::record(connection, app, account, event, Some(client)).await
}

/// Takes back the email that says that the waiting period is over.
pub(super) async fn take_back_message(
    connection: &mut Connection,
    row: &RecoveryRow,
) -> Result<(), Error> {
    match &row.outbox_id {
        Some(id) => outbox::cancel(connection, id).await,
        None => Ok(()),
    }
}
