//! Statements that change rows.

use super::connection::{Connection, Database};
use sqlx::query::Query;

type Arguments = <Database as sqlx::Database>::Arguments;

/// A statement that changes rows.
pub(super) trait Statement {
    /// Carries it out.
    async fn run(self, connection: &mut Connection) -> Result<(), sqlx::Error>;

    /// Carries it out. Returns whether it changed one row.
    async fn changes_one(self, connection: &mut Connection) -> Result<bool, sqlx::Error>;
}

impl Statement for Query<'_, Database, Arguments> {
    async fn run(self, connection: &mut Connection) -> Result<(), sqlx::Error> {
        self.execute(connection).await?;
        Ok(())
    }

    async fn changes_one(self, connection: &mut Connection) -> Result<bool, sqlx::Error> {
        let done = self.execute(connection).await?;
        Ok(done.rows_affected() == 1)
    }
}
