//! Removes what has expired, now and then. Nothing relies on it: whatever has expired counts for nothing anyway.

use crate::{activity, app::App, devices, error::Error, notices, recovery, store, tries};
use std::time::Duration;

const PAUSE: Duration = Duration::from_mins(10);
/// Seconds for which somebody is still told that their passkey was removed.
const REMOVED_SECONDS: i64 = 400 * 24 * 60 * 60;

/// Sweeps for as long as the server runs.
pub async fn run(app: App) {
    loop {
        if let Err(cause) = sweep(&app).await {
            tracing::warn!(%cause, "could not remove what has expired");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Removes what has expired.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let idle_since = now.plus_seconds(-app.config.session_idle_seconds());
    let mut transaction = app.store.write_transaction().await?;
    store::sessions::delete_expired(&mut transaction, now, idle_since).await?;
    store::pending_sign_ins::delete_expired(&mut transaction, now).await?;
    store::pending_authenticators::delete_expired(&mut transaction, now).await?;
    store::ceremonies::delete_expired(&mut transaction, now).await?;
    store::sent_codes::delete_expired(&mut transaction, now).await?;
    store::email_changes::delete_expired(&mut transaction, now).await?;
    store::claims::delete_expired(&mut transaction, now).await?;
    store::undone_changes::delete_expired(&mut transaction, now).await?;
    let forgotten = now.plus_seconds(-REMOVED_SECONDS);
    store::removed_passkeys::delete_before(&mut transaction, forgotten).await?;
    for message in store::outbox::delete_expired(&mut transaction, now).await? {
        tracing::warn!(message, "a message was not sent in time");
    }
    activity::sweep(&mut transaction, now).await?;
    notices::sweep(&mut transaction, now).await?;
    recovery::sweep(&mut transaction, now).await?;
    devices::sweep(&mut transaction, now).await?;
    tries::sweep(&mut transaction, now).await?;
    transaction.commit().await?;
    Ok(())
}
