//! The database that this server is built for, and one connection to it.

/// The database that this server is built for.
pub type Database = sqlx::Sqlite;
/// One connection to it.
pub type Connection = <Database as sqlx::Database>::Connection;
