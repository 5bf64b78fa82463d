//! The table `activity`: what happened to accounts.

use super::{Connection, Database};

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
    /// What the browser called itself; empty when none was concerned.
    pub user_agent: String,
    /// Where it came from; empty when no network was concerned.
    pub network: String,
}

/// Adds one.
pub async fn insert(connection: &mut Connection, row: &ActivityRow) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO activity (id, account_id, at, event, user_agent, network)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&row.id)
    .bind(&row.account_id)
    .bind(row.at)
    .bind(&row.event)
    .bind(&row.user_agent)
    .bind(&row.network)
    .execute(connection)
    .await?;
    Ok(())
}

/// The newest of the account, newest first: at most so many, and beyond them at most so many of each kind. What the JSON of
/// an event begins with is its kind, and its method where it has one.
pub async fn newest(
    connection: &mut Connection,
    account_id: &str,
    (count, of_each_kind): (u32, u32),
) -> Result<Vec<ActivityRow>, sqlx::Error> {
    sqlx::query_as::<Database, ActivityRow>(
        "SELECT id, account_id, at, event, user_agent, network FROM (
             SELECT id, account_id, at, event, user_agent, network, sequence,
                 ROW_NUMBER() OVER (ORDER BY at DESC, sequence DESC) AS place,
                 ROW_NUMBER() OVER (PARTITION BY substr(event, 1, 40) ORDER BY at DESC, sequence DESC) AS place_of_kind
             FROM activity WHERE account_id = $1) AS numbered
         WHERE place <= $2 OR place_of_kind <= $3 ORDER BY at DESC, sequence DESC",
    )
    .bind(account_id)
    .bind(i64::from(count))
    .bind(i64::from(of_each_kind))
    .fetch_all(connection)
    .await
}

/// Whether one of the account's events has a JSON that begins like this. The oldest are looked at first, and none after it.
pub async fn is_any_beginning(
    connection: &mut Connection,
    account_id: &str,
    beginning: &str,
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar::<Database, i64>(
        "SELECT 1 FROM activity WHERE account_id = $1 AND substr(event, 1, length($2)) = $2
         ORDER BY at LIMIT 1",
    )
    .bind(account_id)
    .bind(beginning)
    .fetch_optional(connection)
    .await?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use super::{ActivityRow, insert, is_any_beginning};
    use crate::store::{Connection, Store, accounts};
    use contract::Timestamp;
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    async fn write(connection: &mut Connection, numbers: std::ops::Range<i64>, event: &str) {
        for at in numbers {
            let row = ActivityRow {
                id: format!("{event}{at}"),
                account_id: "ann".to_owned(),
                at,
                event: event.to_owned(),
                user_agent: String::new(),
                network: String::new(),
            };
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
        assert!(
            is_any_beginning(connection, "ann", "signed_in")
                .await
                .unwrap()
        );
        let mut handle = connection.lock_handle().await.unwrap();
        handle.remove_progress_handler();
        steps.load(Ordering::Relaxed)
    }

    #[tokio::test]
    async fn a_long_history_costs_a_sign_in_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let url = Store::url_of_file(&folder.path().join("latchkey.db"));
        let store = Store::open(&url).await.unwrap();
        let mut transaction = store.write_transaction().await.unwrap();
        let row = accounts::PasswordRow {
            phc: "",
            enough_alone: true,
        };
        let now = Timestamp(0);
        accounts::insert(&mut transaction, "ann", "ann@example.com", row, now)
            .await
            .unwrap();
        write(&mut transaction, 0..3, "account_made").await;
        write(&mut transaction, 3..20, "signed_in").await;
        let few = work(&mut transaction).await;
        write(&mut transaction, 20..5_000, "signed_in").await;
        assert_eq!(work(&mut transaction).await, few);
        transaction.commit().await.unwrap();
    }
}
