//! The second-step methods that an account holds, one by one: what it has of each, and removing one.

use crate::{
    auth::{factors::Which, passkeys::stored},
    error::Error,
    rules::{mask, passkeys::kind_named},
    store::{self, Connection, accounts::Account},
};
use contract::{Timestamp, sign_in::Method};

/// A method that an account holds.
pub struct HeldMethod {
    /// The method, as its owner knows it.
    pub which: Which,
    /// Its identifier; empty where an account has but one.
    pub id: String,
    /// When it was added.
    pub added_at: Timestamp,
}

/// What the account holds of this method, oldest first.
pub async fn of_method(
    connection: &mut Connection,
    account: &Account,
    method: Method,
) -> Result<Vec<HeldMethod>, Error> {
    let held = |id: String, name: String, added_at: i64| HeldMethod {
        which: Which { method, name },
        id,
        added_at: Timestamp(added_at),
    };
    Ok(match method {
        Method::Passkey | Method::SecurityKey => {
            let rows = store::passkeys::of_account(connection, &account.id).await?;
            let rows = rows
                .into_iter()
                .filter(|row| kind_named(&row.kind) == method.passkey_kind());
            rows.map(|row| held(row.id, row.name, row.created_at))
                .collect()
        }
        Method::Authenticator => {
            let rows = store::authenticators::of_account(connection, &account.id).await?;
            let rows = rows.into_iter();
            rows.map(|row| held(row.id, row.name, row.created_at))
                .collect()
        }
        Method::BackupCode => {
            let set = store::backup_codes::of_account(connection, &account.id).await?;
            let set = set.into_iter();
            set.map(|set| held(set.id, String::new(), set.created_at))
                .collect()
        }
        Method::TextMessage => {
            let phone = store::phones::of_account(connection, &account.id).await?;
            let phone = phone.into_iter();
            phone
                .map(|it| held(it.id, mask::number(&it.number), it.created_at))
                .collect()
        }
        Method::Email => {
            let since = account.email_codes_at.into_iter();
            since
                .map(|at| held(String::new(), mask::email(&account.email), at))
                .collect()
        }
    })
}

/// Removes one that the account holds. What goes with it, and what was sent for it, is for the caller to end.
pub async fn remove(
    connection: &mut Connection,
    account_id: &str,
    held: &HeldMethod,
    now: Timestamp,
) -> Result<(), Error> {
    match held.which.method {
        Method::Passkey | Method::SecurityKey => {
            drop(stored::remove(connection, account_id, &held.id, now).await?);
        }
        Method::Authenticator => {
            drop(store::authenticators::delete(connection, account_id, &held.id).await?);
        }
        Method::BackupCode => {
            store::backup_codes::delete_of_account(connection, account_id).await?;
        }
        Method::TextMessage => drop(store::phones::delete(connection, account_id).await?),
        Method::Email => store::accounts::set_email_codes(connection, account_id, None).await?,
    }
    Ok(())
}
