//! What went wrong in the database, as far as somebody acts on it.

/// Whether the database only had too much to do. SQLite's primary code 5 is `SQLITE_BUSY`.
pub fn is_busy(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::PoolTimedOut) || primary_code(error) == Some(5)
}

/// Whether the disk refused: the file may only be read (`SQLITE_READONLY`, 8), reading or writing failed (`SQLITE_IOERR`, 10),
/// there is no room left (`SQLITE_FULL`, 13), or the file cannot be opened (`SQLITE_CANTOPEN`, 14).
pub fn cannot_write(error: &sqlx::Error) -> bool {
    matches!(primary_code(error), Some(8 | 10 | 13 | 14))
}

/// Whether a row was to be added to an account or a session that is not there any more: nothing else is referred to.
pub fn is_orphan(error: &sqlx::Error) -> bool {
    let database = error.as_database_error();
    database.is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
}

/// What SQLite calls the kind of an error. The rest of its codes says more of the same.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code = error.as_database_error()?.code()?;
    Some(code.parse::<i32>().ok()? & 0xff)
}
