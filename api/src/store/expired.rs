//! What is removed when it has expired, in every table. Never everything at once: somebody waits to write.

use super::{Connection, Database};
use contract::Timestamp;

/// Removes at most `$2` rows of which the column is `$1` or before, the oldest first, by the index on that column.
macro_rules! oldest {
    ($table:literal, $key:literal, $column:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE ",
            $key,
            " IN (SELECT ",
            $key,
            " FROM ",
            $table,
            " WHERE ",
            $column,
            " <= $1 ORDER BY ",
            $column,
            " LIMIT $2)"
        )
    };
}

/// Rows of one table that are removed when they are old.
#[derive(Clone, Copy, Debug)]
pub struct Old(&'static str);

/// Sessions that have ended.
pub const SESSIONS: Old = Old(oldest!("sessions", "id", "expires_at"));
/// Sessions by when they were last used.
pub const IDLE_SESSIONS: Old = Old(oldest!("sessions", "id", "last_seen_at"));
/// Pending sign-ins.
pub const PENDING_SIGN_INS: Old = Old(oldest!("pending_sign_ins", "token_hash", "expires_at"));
/// Authenticators without a first code.
pub const PENDING_AUTHENTICATORS: Old = Old(oldest!("pending_authenticators", "id", "expires_at"));
/// Challenges for passkeys.
pub const CEREMONIES: Old = Old(oldest!("ceremonies", "id", "expires_at"));
/// Codes that were sent.
pub const SENT_CODES: Old = Old(oldest!("sent_codes", "id", "expires_at"));
/// Links that undo a change of the address.
pub const EMAIL_CHANGES: Old = Old(oldest!("email_changes", "token_hash", "expires_at"));
/// Links that remove what was added before a change of the address was undone.
pub const UNDONE_CHANGES: Old = Old(oldest!("undone_changes", "token_hash", "expires_at"));
/// Who asked first for a code to a number or address.
pub const CLAIMS: Old = Old(oldest!("claims", "subject", "expires_at"));
/// What was told by one message, by when it happened last.
pub const HELD_NOTICES: Old = Old(
    "DELETE FROM held_notices WHERE (account_id, email, events) IN (
         SELECT account_id, email, events FROM held_notices WHERE last_at <= $1 ORDER BY last_at LIMIT $2)",
);
/// Links for a new password.
pub const PASSWORD_RESETS: Old = Old(oldest!("password_resets", "token_hash", "expires_at"));
/// Recoveries that have lapsed.
pub const RECOVERIES: Old = Old(oldest!("recoveries", "id", "expires_at"));
/// Passkeys by when they were removed.
pub const REMOVED_PASSKEYS: Old = Old(oldest!("removed_passkeys", "credential_id", "removed_at"));
/// Messages that nobody wants any more.
pub const MESSAGES: Old = Old(oldest!("outbox", "sequence", "expires_at"));
/// What happened to accounts, by when it did.
pub const ACTIVITY: Old = Old(oldest!("activity", "sequence", "at"));
/// Browsers by when somebody last signed in there.
pub const DEVICES: Old = Old(oldest!("devices", "id", "last_used_at"));
/// Attempts that no limit looks at any more.
pub const TRIES: Old = Old(
    "DELETE FROM tries WHERE id IN (
         SELECT id FROM tries WHERE expires_at > 0 AND expires_at <= $1 ORDER BY expires_at LIMIT $2)",
);
/// Attempts that do not say how long they count, by when they were made.
pub const TRIES_WITHOUT_END: Old = Old("DELETE FROM tries WHERE id IN (
         SELECT id FROM tries WHERE expires_at = 0 AND at <= $1 ORDER BY at LIMIT $2)");
/// Whom no limit looks at any more.
pub const TRY_LOCKS: Old = Old(
    "DELETE FROM try_locks WHERE subject IN (
         SELECT subject FROM try_locks WHERE expires_at > 0 AND expires_at <= $1 ORDER BY expires_at LIMIT $2)",
);
/// Whom no limit looks at any more, and who does not say how long they count, by when they were counted.
pub const TRY_LOCKS_WITHOUT_END: Old = Old(
    "DELETE FROM try_locks WHERE subject IN (
         SELECT subject FROM try_locks WHERE expires_at = 0 AND touched_at <= $1 ORDER BY touched_at LIMIT $2)",
);

/// Removes at most so many that are as old as a moment or older. Returns how many it were.
pub async fn delete_some(
    connection: &mut Connection,
    old: Old,
    moment: Timestamp,
    most: u32,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query::<Database>(old.0)
        .bind(moment.0)
        .bind(i64::from(most))
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use sqlx::Row as _;

    #[tokio::test]
    async fn what_is_old_is_found_by_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let url = Store::url_of_file(&folder.path().join("latchkey.db"));
        let store = Store::open(&url).await.unwrap();
        let mut connection = store.read().await.unwrap();
        for old in [
            SESSIONS,
            IDLE_SESSIONS,
            PENDING_SIGN_INS,
            PENDING_AUTHENTICATORS,
            CEREMONIES,
            SENT_CODES,
            EMAIL_CHANGES,
            UNDONE_CHANGES,
            CLAIMS,
            HELD_NOTICES,
            PASSWORD_RESETS,
            RECOVERIES,
            REMOVED_PASSKEYS,
            MESSAGES,
            ACTIVITY,
            DEVICES,
            TRIES,
            TRIES_WITHOUT_END,
            TRY_LOCKS,
            TRY_LOCKS_WITHOUT_END,
        ] {
            let explain = format!("EXPLAIN QUERY PLAN {}", old.0);
            let steps = sqlx::query(sqlx::AssertSqlSafe(explain)).fetch_all(&mut *connection);
            let steps: Vec<String> = steps
                .await
                .unwrap()
                .iter()
                .map(|step| step.get("detail"))
                .collect();
            let plan = steps.join("\n");
            assert!(plan.contains("INDEX"), "{old:?}:\n{plan}");
            assert!(
                !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"),
                "{old:?}:\n{plan}"
            );
        }
    }
}
