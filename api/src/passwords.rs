//! Passwords of accounts: looking whether one is right, and hashing a new one.

use crate::{
    app::App,
    error::Error,
    network::Network,
    rules::{
        email::Email,
        password::Password,
        tries::{PASSWORD, PASSWORD_FROM_NETWORK},
    },
    store::{
        self, Connection,
        accounts::{Account, PasswordRow},
    },
    tries::{self, Try},
};
use contract::{Problem, limits::PASSWORD_MIN_ALONE};

/// Somebody gave the right password of an account. Only [`verify`] makes it.
pub struct RightPassword {
    account: Account,
    by_person: Try,
    by_network: Try,
}

impl RightPassword {
    /// The account, which nobody else changes until the transaction ends, and whose password is still that one.
    /// The tries that led here are taken back.
    pub async fn settle(self, connection: &mut Connection) -> Result<Account, Error> {
        let account = store::accounts::lock(connection, &self.account.id).await?;
        let is_unchanged =
            |account: &Account| account.password_changed_at == self.account.password_changed_at;
        let account = account
            .filter(is_unchanged)
            .ok_or(Problem::WrongCredentials)?;
        self.by_person.take_back_all(connection).await?;
        self.by_network.take_back(connection).await?;
        Ok(account)
    }
}

/// Looks whether the password is the account's. An unknown account costs the same and is refused the same way.
pub async fn verify(
    app: &App,
    email: &Email,
    password: Password,
    network: Network,
) -> Result<RightPassword, Error> {
    let (by_person, by_network) = count(app, email, network).await?;
    let mut connection = app.store.read().await?;
    let account = store::accounts::find_by_email(&mut connection, email.as_str()).await?;
    drop(connection);
    if let Some(account) = &account {
        tracing::Span::current().record("account_id", &account.id);
    }
    let stored = account.as_ref().map(|account| account.password_phc.clone());
    let verified = app.hasher.verify_password(password.clone(), stored).await?;
    let account = account
        .filter(|_| verified.ok)
        .ok_or(Problem::WrongCredentials)?;
    if verified.needs_rehash {
        rehash(app, &account, password).await?;
    }
    Ok(RightPassword {
        account,
        by_person,
        by_network,
    })
}

/// A new password, hashed, as it is kept.
pub struct NewPassword {
    phc: String,
    enough_alone: bool,
}

impl NewPassword {
    /// Hashes it.
    pub async fn hash(app: &App, password: Password) -> Result<Self, Error> {
        let code_points =
            std::str::from_utf8(password.as_bytes()).map_or(0, |text| text.chars().count());
        let enough_alone = code_points >= PASSWORD_MIN_ALONE as usize;
        let phc = app.hasher.hash_password(password).await?;
        Ok(Self { phc, enough_alone })
    }

    /// Whether it is long enough to be an account's only protection.
    pub const fn is_enough_alone(&self) -> bool {
        self.enough_alone
    }

    /// As the database takes it.
    pub fn row(&self) -> PasswordRow<'_> {
        PasswordRow {
            phc: &self.phc,
            enough_alone: self.enough_alone,
        }
    }
}

/// Counts a try against the address as this network sees it, so that strangers elsewhere cannot shut its owner
/// out, and one against the network, so that one stranger cannot try many addresses.
async fn count(app: &App, email: &Email, network: Network) -> Result<(Try, Try), Error> {
    let network = network.to_string();
    let mut transaction = app.store.write_transaction().await?;
    let by_network =
        tries::count(&mut transaction, app, &PASSWORD_FROM_NETWORK, &[&network]).await?;
    let by_person = tries::count(
        &mut transaction,
        app,
        &PASSWORD,
        &[email.as_str(), &network],
    )
    .await?;
    transaction.commit().await?;
    Ok((by_person, by_network))
}

/// The stored hash is weaker than today's: puts today's in its place while the password is at hand.
async fn rehash(app: &App, account: &Account, password: Password) -> Result<(), Error> {
    let phc = app.hasher.hash_password(password).await?;
    let mut transaction = app.store.write_transaction().await?;
    let old = &account.password_phc;
    store::accounts::replace_hash(&mut transaction, &account.id, old, &phc).await?;
    transaction.commit().await?;
    Ok(())
}
