//! Bringing addresses that were stored by an earlier version into the one form of [`Email`]: SQL knows no UTS #46.
//!
//! Every start looks at all of them and changes each by itself, so one that was interrupted is finished by the next, and
//! one that has nothing to do changes nothing.

use crate::{
    rules::email::Email,
    store::{
        self, Store,
        addresses::{Kept, Rename, Table},
    },
};

/// How many addresses are read at once.
const BATCH: i64 = 1_000;

/// Two accounts have one address now, and nobody can know whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The account that kept the address as it was stored, and is not found by typing it any more.
    pub account_id: String,
}

/// Brings every address into the one form. Where two accounts would have one address, the one that has that form already
/// keeps it, else the older one gets it; the other stays as it is, and is returned. Nothing is ever merged.
pub async fn bring_up_to_date(store: &Store) -> Result<Vec<Conflict>, sqlx::Error> {
    let mut conflicts = Vec::new();
    for table in [Table::Accounts, Table::EmailChanges] {
        for old in outdated(store, table).await? {
            let Ok(form) = Email::parse(&old.email) else {
                continue;
            };
            let rename = Rename {
                account_id: &old.account_id,
                from: &old.email,
                to: form.as_str(),
            };
            let mut transaction = store.write_transaction().await?;
            let is_renamed = store::addresses::rename(&mut transaction, table, rename).await?;
            transaction.commit().await?;
            if !is_renamed && table == Table::Accounts {
                conflicts.push(Conflict {
                    account_id: old.account_id,
                });
            }
        }
    }
    Ok(conflicts)
}

/// The addresses that are not in the one form, those of older accounts first.
async fn outdated(store: &Store, table: Table) -> Result<Vec<Kept>, sqlx::Error> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let mut connection = store.read().await?;
        let batch = store::addresses::some_after(&mut connection, table, &after, BATCH).await?;
        drop(connection);
        let Some(last) = batch.last() else {
            break;
        };
        after.clone_from(&last.email);
        let is_outdated =
            |kept: &Kept| Email::parse(&kept.email).is_ok_and(|form| form.as_str() != kept.email);
        found.extend(batch.into_iter().filter(is_outdated));
    }
    found.sort_by(|a, b| (a.created_at, &a.account_id).cmp(&(b.created_at, &b.account_id)));
    Ok(found)
}
