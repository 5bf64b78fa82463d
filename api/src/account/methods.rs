//! The second-step methods of an account taken together: with its first one come backup codes and a session that is
//! fully open; with its last one it is left to its password, if it may be.

use crate::{
    account::{backup_codes::FreshSet, change::AccountChange},
    app::App,
    auth::{caller::SignedIn, factors::Which, revoke::Cause, sessions},
    crypto::hasher::HashPermit,
    error::Error,
    http::cookies::IssuedCookie,
    rules::password,
    store::{self, Connection},
};
use contract::{
    Problem, Secret,
    activity::Event,
    backup_codes::{BackupCodeSetId, BackupCodes},
    limits::KEYS_ONLY_MIN,
};

/// What the first method brings.
pub struct First {
    /// Its backup codes, to be shown this once.
    pub backup_codes: BackupCodes,
    /// A new token for the session.
    pub issued: IssuedCookie,
}

impl First {
    /// What is shown and given of one: the codes, the set that they are, and the new token.
    pub fn parts(
        first: Option<Self>,
    ) -> (
        Option<Vec<Secret>>,
        Option<BackupCodeSetId>,
        Option<IssuedCookie>,
    ) {
        let parts = first.map(|first| (first.backup_codes, first.issued));
        let (made, issued) = parts.unzip();
        let (codes, set) = made.map(|made| (made.codes, made.set)).unzip();
        (codes, set, issued)
    }
}

/// A permit for the hashes of backup codes, when the account has no method yet. It is acquired before an attempt is counted
/// or a challenge is used up: a server that has too much to do costs nobody one.
pub async fn permit_for_first(app: &App, account_id: &str) -> Result<Option<HashPermit>, Error> {
    let mut connection = app.store.read().await?;
    let count = store::factors::count(&mut connection, account_id).await?;
    drop(connection);
    Ok((count == 0).then(|| app.hasher.acquire()).transpose()?)
}

/// The backup codes that come with the first method. Their hashes take time, so they are made before the transaction that
/// adds it.
pub async fn codes_for_first(
    app: &App,
    permit: Option<HashPermit>,
) -> Result<Option<FreshSet>, Error> {
    match permit {
        Some(permit) => Ok(Some(FreshSet::make(app, &permit).await?)),
        None => Ok(None),
    }
}

impl AccountChange<'_> {
    /// Does what goes with a method that was just added, and tells its owner. The first one brings backup codes, and a
    /// session that is fully open.
    pub async fn finish_adding(
        &mut self,
        added: Which,
        backup_codes: Option<FreshSet>,
    ) -> Result<Option<First>, Error> {
        let mut events = vec![added.added()];
        let mut first = None;
        if store::factors::count(&mut self.transaction, &self.account.id).await? == 1 {
            first = Some(self.turn_second_step_on(backup_codes).await?);
            events.push(Event::SecondStepOn);
        }
        self.record_all(&events).await?;
        Ok(first)
    }

    /// Does what goes with the first method: its backup codes are kept, and every session that never passed it ends.
    async fn turn_second_step_on(
        &mut self,
        backup_codes: Option<FreshSet>,
    ) -> Result<First, Error> {
        let now = self.app.clock.now();
        // The last other method went away while the hashes were made: the next attempt finds that out in time.
        let set = backup_codes.ok_or(Problem::Busy { retry_after: 1 })?;
        let (connection, account_id) = (&mut self.transaction, &self.account.id);
        let backup_codes = set.keep(connection, account_id, now).await?;
        store::accounts::note_enrolled(connection, account_id).await?;
        self.revoke(Cause::FirstMethodAdded).await?;
        let issued =
            sessions::upgrade_to_full(&mut self.transaction, &self.caller.session, now).await?;
        Ok(First {
            backup_codes,
            issued,
        })
    }

    /// Does what goes with a removal: what may rest on the method ends, and when it was the last one, the account is left to
    /// its password. Its owner is told.
    pub async fn finish_removal(&mut self, removed: Which) -> Result<(), Error> {
        let mut events = vec![removed.removed()];
        let is_last = store::factors::count(&mut self.transaction, &self.account.id).await? == 0;
        if is_last {
            self.leave_password_alone().await?;
            events.push(Event::SecondStepOff);
        }
        if self.account.keys_only {
            self.refuse_too_few_keys().await?;
        }
        self.revoke(if is_last {
            Cause::LastMethodRemoved
        } else {
            Cause::MethodRemoved
        })
        .await?;
        self.record_all(&events).await
    }

    /// Leaves the account to its password, when it may be and when that is long enough; the backup codes go.
    async fn leave_password_alone(&mut self) -> Result<(), Error> {
        if self.app.config.is_second_step_required() {
            return Err(Problem::LastSecondStep.into());
        }
        if !self.account.password_enough_alone {
            let minimum = password::minimum(false);
            return Err(Problem::LongerPasswordNeeded { minimum }.into());
        }
        let (connection, account_id) = (&mut self.transaction, &self.account.id);
        store::backup_codes::delete_of_account(connection, account_id).await?;
        store::accounts::reset_failures(connection, account_id).await?;
        Ok(())
    }

    /// Refuses to accept only keys when there are too few that work here.
    async fn refuse_too_few_keys(&mut self) -> Result<(), Error> {
        let keys = keys(&mut self.transaction, self.app, &self.account.id).await?;
        if keys < i64::from(KEYS_ONLY_MIN) {
            return Err(Problem::TwoKeysNeeded.into());
        }
        Ok(())
    }
}

/// Accepts nothing but passkeys and security keys as a second step, or everything again.
pub async fn set_keys_only(app: &App, caller: &SignedIn, on: bool) -> Result<(), Error> {
    let mut change = AccountChange::begin(app, caller).await?;
    if on == (change.account.keys_only) {
        return Ok(());
    }
    if on {
        change.refuse_too_few_keys().await?;
        change.revoke(Cause::KeysOnly).await?;
    }
    store::accounts::set_keys_only(&mut change.transaction, &change.account.id, on).await?;
    let event = if on {
        Event::KeysOnlyOn
    } else {
        Event::KeysOnlyOff
    };
    change.record(event).await?;
    change.commit().await
}

/// How many passkeys and security keys the account has that work here.
async fn keys(connection: &mut Connection, app: &App, account_id: &str) -> Result<i64, Error> {
    let Ok(party) = app.relying_party() else {
        return Ok(0);
    };
    let usable = store::passkeys::counts_at(connection, account_id, party.id()).await?;
    Ok(usable.passkeys + usable.security_keys)
}
