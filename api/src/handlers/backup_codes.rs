//! Backup codes.

use crate::{
    account::{
        backup_codes::{self, FreshSet},
        change::AccountChange,
    },
    app::App,
    auth::caller::SignedIn,
    error::Error,
    http::response::Answer,
    store,
};
use contract::{
    Nothing, Problem,
    activity::Event,
    backup_codes::{BackupCodes, WhichBackupCodes},
};

/// Makes a new set, for an account that has a second step.
pub async fn regenerate_backup_codes(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<BackupCodes>, Error> {
    if caller.session.methods == 0 {
        return Err(Problem::NoSecondStep.into());
    }
    let permit = app.hasher.acquire()?;
    let set = FreshSet::make(&app, &permit).await?;
    drop(permit);
    let mut change = AccountChange::begin(&app, &caller).await?;
    if store::factors::count(&mut change.transaction, &change.account.id).await? == 0 {
        return Err(Problem::NoSecondStep.into());
    }
    let made = set
        .keep(&mut change.transaction, &change.account.id, app.clock.now())
        .await?;
    change.record(Event::BackupCodesMade).await?;
    change.commit().await?;
    Ok(Answer::new(made))
}

/// Notes that the set which was shown is saved.
pub async fn acknowledge_backup_codes(
    app: App,
    caller: SignedIn,
    which: WhichBackupCodes,
) -> Result<Answer<Nothing>, Error> {
    backup_codes::acknowledge(&app, &caller, &which.set).await?;
    Ok(Answer::new(Nothing {}))
}
