//! The table `activity`: what happened to accounts.

use super::{Connection, Database, Statement as _};

/// Something that happened.
#[derive(Clone, sqlx::FromRow)]
pub struct ActivityRow {
    /// Its identifier.
    pub id: String,
    /// To whose account.
    pub account_id: String,
    /// When, in milliseconds.
    pub at: i64,
    /// What, as JSON of the contract.
    pub event: String,
    /// What kind of event it is.
    pub kind: String,
    /// What the browser called itself; empty when none was concerned.
    pub user_agent: String,
    /// Where it came from; empty when no network was concerned.
    pub network: String,
}

/// Adds one.
pub async fn insert(connection: &mut Connection, row: &ActivityRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO activity (id, account_id, at, event, kind, user_agent, network)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&row.id)
    .bind(&row.account_id)
    .bind(row.at)
    .bind(&row.event)
    .bind(&row.kind)
    .bind(&row.user_agent)
    .bind(&row.network)
    .run(connection)
    .await
}

/// The newest of the account, newest first: at most so many, and beyond them at most so many of each kind.
pub async fn newest(
    connection: &mut Connection,
    account_id: &str,
    (count, of_each_kind): (u32, u32),
) -> Result<Vec<ActivityRow>, sqlx::Error> {
    sqlx::query_as::<Database, ActivityRow>(
        "SELECT id, account_id, at, event, kind, user_agent, network FROM (
             SELECT id, account_id, at, event, kind, user_agent, network, sequence,
                 ROW_NUMBER() OVER (ORDER BY at DESC, sequence DESC) AS place,
                 ROW_NUMBER() OVER (PARTITION BY kind ORDER BY at DESC, sequence DESC) AS place_of_kind
             FROM activity WHERE account_id = $1) AS numbered
         WHERE place <= $2 OR place_of_kind <= $3 ORDER BY at DESC, sequence DESC",
    )
    .bind(account_id)
    .bind(i64::from(count))
    .bind(i64::from(of_each_kind))
    .fetch_all(connection)
    .await
}

/// Whether one of the account's events is of this kind.
pub async fn is_any(
    connection: &mut Connection,
    account_id: &str,
    kind: &str,
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar::<Database, i64>(
        "SELECT 1 FROM activity WHERE account_id = $1 AND kind = $2 LIMIT 1",
    )
    .bind(account_id)
    .bind(kind)
    .fetch_optional(connection)
    .await?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use super::{ActivityRow, insert, is_any, newest};
    use crate::{
        rules::event_kind,
        store::{Connection, Store, accounts},
    };
    use contract::{Timestamp, activity::Event, sign_in::Method};
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };
    use tempfile::TempDir;

    fn row(at: i64, kind: &str) -> ActivityRow {
        ActivityRow {
            id: format!("{kind}{at}"),
            account_id: "ann".to_owned(),
            at,
            event: String::new(),
            kind: kind.to_owned(),
            user_agent: String::new(),
            network: String::new(),
        }
    }

    async fn store() -> (Store, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let url = Store::url_of_file(&folder.path().join("latchkey.db"));
        let store = Store::open(&url).await.unwrap();
        let mut transaction = store.write_transaction().await.unwrap();
        let password = accounts::PasswordRow {
            phc: "",
            enough_alone: true,
        };
        let (id, email, now) = ("ann", "ann@example.com", Timestamp(0));
        accounts::insert(&mut transaction, id, email, password, now)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        (store, folder)
    }

    async fn write(connection: &mut Connection, numbers: std::ops::Range<i64>, event: &str) {
        for at in numbers {
            let row = row(at, event);
            insert(connection, &row).await.unwrap();
        }
    }

    /// How much SQLite does to find a sign-in, in hundreds of its instructions.
    async fn work(connection: &mut Connection) -> u32 {
        let steps = Arc::<AtomicU32>::default();
        let counted = Arc::clone(&steps);
        let mut handle = connection.lock_handle().await.unwrap();
        handle.set_progress_handler(100, move || {
            counted.fetch_add(1, Ordering::Relaxed);
            true
        });
        drop(handle);
        assert!(is_any(connection, "ann", "signed_in").await.unwrap());
        let mut handle = connection.lock_handle().await.unwrap();
        handle.remove_progress_handler();
        steps.load(Ordering::Relaxed)
    }

    #[tokio::test]
    async fn a_long_history_costs_a_sign_in_nothing() {
        let (store, _folder) = store().await;
        let mut transaction = store.write_transaction().await.unwrap();
        write(&mut transaction, 0..3, "account_made").await;
        write(&mut transaction, 3..20, "signed_in").await;
        let few = work(&mut transaction).await;
        write(&mut transaction, 20..5_000, "signed_in").await;
        assert_eq!(work(&mut transaction).await, few);
        transaction.commit().await.unwrap();
    }

    /// The migration that gave events their kinds.
    const MIGRATION: &str = include_str!("../../migrations/sqlite/0060_activity_kind.sql");

    #[tokio::test]
    async fn events_of_an_earlier_version_get_the_kind_that_new_ones_have() {
        let (store, _folder) = store().await;
        let mut transaction = store.write_transaction().await.unwrap();
        let events = [
            Event::SignedIn {
                is_new_device: true,
            },
            Event::SignedIn {
                is_new_device: false,
            },
            Event::MethodAdded {
                method: Method::Passkey,
                name: "Phone".to_owned(),
            },
            Event::SecondStepOn,
        ];
        for (at, event) in (0..).zip(&events) {
            let row = ActivityRow {
                event: serde_json::to_string(event).unwrap(),
                ..row(at, "")
            };
            insert(&mut transaction, &row).await.unwrap();
        }
        let update = MIGRATION
            .split(';')
            .find(|it| it.contains("UPDATE"))
            .unwrap();
        let update = sqlx::AssertSqlSafe(update.to_owned());
        sqlx::query(update)
            .execute(&mut *transaction)
            .await
            .unwrap();
        let rows = newest(&mut transaction, "ann", (9, 9)).await.unwrap();
        let kinds: Vec<String> = rows.into_iter().rev().map(|row| row.kind).collect();
        let wanted = events
            .each_ref()
            .map(|it| event_kind::of(std::slice::from_ref(it)));
        assert_eq!(kinds, wanted);
    }
}
