//! What whoever gave the right password is told about recovery: whether there is one, how long it takes, and why there is
//! none.

use super::of_account;
use crate::{
    app::App,
    error::Error,
    store::{Connection, accounts::Account},
};
use contract::{Problem, recovery::NoRecovery, sign_in::SecondStep};

/// Says, to whoever gave the right password, what there is beside the methods: trust in this browser, and recovery.
pub async fn offer(
    connection: &mut Connection,
    app: &App,
    account: &Account,
    mut asked: SecondStep,
) -> Result<SecondStep, Error> {
    asked.trust_days = app.config.trust_days();
    asked.no_recovery = obstacle(account);
    asked.can_recover = asked.no_recovery.is_none();
    if asked.can_recover {
        asked.recovery_hours = app.config.recovery_hours();
        asked.recovery = of_account(connection, app, &account.id).await?;
    }
    Ok(asked)
}

/// Why the account cannot be recovered by mail, if it cannot.
const fn obstacle(account: &Account) -> Option<NoRecovery> {
    if account.keys_only {
        Some(NoRecovery::KeysOnly)
    } else if account.email_confirmed_at.is_none() {
        Some(NoRecovery::EmailNotConfirmed)
    } else {
        None
    }
}

/// Refuses what only an account that can be recovered may do.
pub(super) fn refuse_unrecoverable(account: &Account) -> Result<(), Problem> {
    match obstacle(account) {
        None => Ok(()),
        Some(_) => Err(Problem::RecoveryUnavailable),
    }
}
