//! A change that somebody makes to their own account.

use crate::{
    app::App,
    auth::{
        caller::SignedIn,
        revoke::{self, Cause},
    },
    error::Error,
    messages::activity,
    store::{self, Transaction, accounts::Account},
};
use contract::{Problem, activity::Event};

/// A change that somebody makes to their own account: one transaction, in which nobody else changes the account.
pub struct AccountChange<'a> {
    /// The transaction of the change.
    pub transaction: Transaction,
    /// What every request works with.
    pub app: &'a App,
    /// The account as it is when the change begins.
    pub account: Account,
    /// Whoever makes the change.
    pub caller: &'a SignedIn,
}

impl<'a> AccountChange<'a> {
    /// Begins a change. A session that ended since the call began changes nothing.
    pub async fn begin(app: &'a App, caller: &'a SignedIn) -> Result<Self, Error> {
        let session = &caller.session;
        let mut transaction = app.store.write_transaction().await?;
        let account = store::accounts::lock(&mut transaction, &session.account_id).await?;
        let account = account.ok_or(Problem::NotSignedIn)?;
        let token_hash = &session.token_hash;
        if !store::sessions::is_there(&mut transaction, &session.id, token_hash).await? {
            return Err(Problem::NotSignedIn.into());
        }
        Ok(Self {
            transaction,
            app,
            account,
            caller,
        })
    }

    /// Writes down what happened, and tells the owner if they must hear of it.
    pub async fn record(&mut self, event: Event) -> Result<(), Error> {
        self.record_all(&[event]).await
    }

    /// Writes down what happened at once: one mail tells all of it.
    pub async fn record_all(&mut self, events: &[Event]) -> Result<(), Error> {
        let (connection, client) = (&mut self.transaction, Some(&self.caller.client));
        activity::record_all(connection, self.app, &self.account, events, client).await
    }

    /// Ends what ends with this change, in other browsers than the caller's.
    pub async fn revoke(&mut self, cause: Cause) -> Result<(), Error> {
        let caller = Some(&self.caller.session);
        let who = (&self.account, &self.caller.client, caller);
        revoke::revoke(&mut self.transaction, self.app, who, cause).await
    }

    /// Makes the change.
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.transaction.commit().await?)
    }
}
