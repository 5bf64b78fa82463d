//! A transaction that writes, and what its end tells of the database.

use super::{
    condition::Condition,
    connection::{Connection, Database},
};
use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

/// Changes that happen all or nothing; dropped without a commit, they did not happen.
pub struct Transaction {
    inner: sqlx::Transaction<'static, Database>,
    condition: Arc<Condition>,
}

impl Transaction {
    pub(super) const fn new(
        inner: sqlx::Transaction<'static, Database>,
        condition: Arc<Condition>,
    ) -> Self {
        Self { inner, condition }
    }

    /// Makes the changes. They are on the disk when this returns without an error.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        let outcome = self.inner.commit().await;
        self.condition.note(outcome.as_ref().err());
        outcome
    }

    /// Undoes the changes.
    pub async fn rollback(self) -> Result<(), sqlx::Error> {
        self.inner.rollback().await
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.inner
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.inner
    }
}
