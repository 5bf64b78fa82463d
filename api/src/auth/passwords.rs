//! Passwords of accounts: looking whether one is right, and hashing a new one.

use crate::{
    app::App,
    auth::browsers,
    crypto::hasher::HashPermit,
    error::Error,
    http::client_info::ClientInfo,
    rate_limits::{self, Attempt},
    rules::{
        email::Email,
        limits::{PASSWORD, PASSWORD_FROM_NETWORK, PASSWORD_OF_ADDRESS, PASSWORD_ON_DEVICE},
        password::{self, Password},
    },
    store::{
        self, Connection,
        accounts::{Account, PasswordRow},
    },
};
use contract::{
    Problem,
    limits::PASSWORD_MIN_ALONE,
    problem::{Field, Reason},
};

/// Somebody gave the right password of an account. Only [`verify`] makes it.
pub struct VerifiedPassword {
    account: Account,
    counted: Counted,
}

/// Where an attempt was counted.
enum Counted {
    /// At a browser that the account knows: there alone.
    OnDevice(Attempt),
    /// Everywhere else.
    Elsewhere {
        by_person: Attempt,
        by_address: Attempt,
        by_network: Attempt,
    },
}

impl Counted {
    /// Takes it back. What others tried elsewhere stays counted.
    async fn take_back(&self, connection: &mut Connection) -> Result<(), Error> {
        match self {
            Self::OnDevice(attempt) => attempt.take_back_all(connection).await,
            Self::Elsewhere {
                by_person,
                by_address,
                by_network,
            } => {
                by_person.take_back_all(connection).await?;
                by_address.take_back(connection).await?;
                by_network.take_back(connection).await
            }
        }
    }
}

impl VerifiedPassword {
    /// The account, which nobody else changes until the transaction ends, and whose address and password are still those.
    /// The attempts that led here are taken back.
    pub async fn lock_account(self, connection: &mut Connection) -> Result<Account, Error> {
        let account = store::accounts::lock(connection, &self.account.id).await?;
        let account = account.ok_or(Problem::WrongCredentials)?;
        self.use_for(connection, &account).await?;
        Ok(account)
    }

    /// Refuses the account, locked by the caller, when its address or password is another one since. The attempts that led
    /// here are taken back.
    pub async fn use_for(
        self,
        connection: &mut Connection,
        account: &Account,
    ) -> Result<(), Error> {
        let was = &self.account;
        let is_unchanged = account.id == was.id
            && account.password_changed_at == was.password_changed_at
            && account.email == was.email;
        if !is_unchanged {
            return Err(Problem::WrongCredentials.into());
        }
        self.counted.take_back(connection).await
    }
}

/// Looks whether the password is the account's. An unknown account costs the same and is refused the same way. The permit is
/// asked for before the attempt is counted: a server that has too much to do costs nobody one.
pub async fn verify(
    app: &App,
    permit: &HashPermit,
    email: &Email,
    password: Password,
    client: &ClientInfo,
) -> Result<VerifiedPassword, Error> {
    let counted = count(app, email, client).await?;
    let mut connection = app.store.read().await?;
    let account = store::accounts::find_by_email(&mut connection, email.as_str()).await?;
    drop(connection);
    if let Some(account) = &account {
        tracing::Span::current().record("account_id", &account.id);
    }
    let stored = account.as_ref().map(|account| account.password_phc.clone());
    let verified = app.hasher.verify_password(permit, password.clone(), stored);
    let verified = verified.await?;
    let account = account
        .filter(|_| verified.ok)
        .ok_or(Problem::WrongCredentials)?;
    if verified.needs_rehash {
        rehash(app, permit, &account, password).await?;
    }
    Ok(VerifiedPassword { account, counted })
}

/// A new password, hashed, as it is kept.
pub struct NewPassword {
    phc: String,
    enough_alone: bool,
}

impl NewPassword {
    /// Hashes it.
    pub async fn hash(app: &App, permit: &HashPermit, password: Password) -> Result<Self, Error> {
        let code_points =
            std::str::from_utf8(password.as_bytes()).map_or(0, |text| text.chars().count());
        let enough_alone = code_points >= PASSWORD_MIN_ALONE as usize;
        let phc = app.hasher.hash_password(permit, password).await?;
        Ok(Self { phc, enough_alone })
    }

    /// Refuses it for an account that it alone would protect, unless it is long enough for that. The last second step may
    /// have been removed while it was hashed.
    pub async fn refuse_too_short(
        &self,
        connection: &mut Connection,
        app: &App,
        account: &Account,
    ) -> Result<(), Error> {
        if self.enough_alone || app.config.is_second_step_required() {
            return Ok(());
        }
        if store::factors::count(connection, &account.id).await? > 0 {
            return Ok(());
        }
        let (field, minimum) = (Field::Password, password::minimum(false));
        let reason = Reason::TooShort { minimum };
        Err(Problem::Invalid { field, reason }.into())
    }

    /// As the database takes it.
    pub fn row(&self) -> PasswordRow<'_> {
        PasswordRow {
            phc: &self.phc,
            enough_alone: self.enough_alone,
        }
    }
}

/// Counts an attempt at a browser that the account knows against that browser alone, so that nobody locks it out. Any other
/// counts against the address as this network sees it, against the address as a whole, so that nobody guesses from many
/// networks, and against the network, so that one stranger cannot try many addresses.
async fn count(app: &App, email: &Email, client: &ClientInfo) -> Result<Counted, Error> {
    let network = client.network.to_string();
    let email_text = email.as_str();
    let mut transaction = app.store.write_transaction().await?;
    let device = browsers::known(&mut transaction, email, client).await?;
    let counted = if let Some(device) = device {
        let who = [email_text, &device];
        Counted::OnDevice(
            rate_limits::count(&mut transaction, app, &PASSWORD_ON_DEVICE, &who).await?,
        )
    } else {
        let limit = &PASSWORD_FROM_NETWORK;
        let by_network = rate_limits::count(&mut transaction, app, limit, &[&network]).await?;
        let who = [email_text, &network];
        let by_person = rate_limits::count(&mut transaction, app, &PASSWORD, &who).await?;
        let limit = &PASSWORD_OF_ADDRESS;
        let by_address = rate_limits::count(&mut transaction, app, limit, &[email_text]).await?;
        Counted::Elsewhere {
            by_person,
            by_address,
            by_network,
        }
    };
    transaction.commit().await?;
    Ok(counted)
}

/// Puts a hash of today's parameters in the place of the stored one, which has others, while the password is at hand.
async fn rehash(
    app: &App,
    permit: &HashPermit,
    account: &Account,
    password: Password,
) -> Result<(), Error> {
    let phc = app.hasher.hash_password(permit, password).await?;
    let mut transaction = app.store.write_transaction().await?;
    let old = &account.password_phc;
    store::accounts::replace_hash(&mut transaction, &account.id, old, &phc).await?;
    transaction.commit().await?;
    Ok(())
}
