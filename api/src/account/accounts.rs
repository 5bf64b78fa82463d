//! Making an account, by the page and by the command line alike; and deleting one.

use crate::{
    account::change::AccountChange,
    app::App,
    auth::{caller::SignedIn, passwords::NewPassword},
    crypto::hasher::HashPermit,
    error::Error,
    http::client_info::ClientInfo,
    messages::{
        activity,
        mail::{self, account as words},
        notices,
        outbox::Due,
    },
    rate_limits,
    rules::{
        email::Email,
        limits::SIGN_UP_MAIL,
        password::{self, Password},
        token,
    },
    store::{self, Connection},
};
use contract::{
    Problem, Secret,
    activity::Event,
    page::Page,
    problem::{Field, Reason},
};

/// An address and a password that may become an account.
pub struct Applicant {
    email: Email,
    password: Password,
}

impl Applicant {
    /// Checks what was typed.
    pub fn new(app: &App, email: &str, password: &Secret) -> Result<Self, Problem> {
        let email = Email::parse(email)?;
        let password = Password::typed(password)?;
        let minimum = app.config.password_minimum(false);
        password::check_new(&password, &app.password_demands(&email, minimum))?;
        Ok(Self { email, password })
    }

    /// Hashes the password, whether or not the address has an account.
    pub async fn hash(self, app: &App, permit: &HashPermit) -> Result<AccountToAdd, Error> {
        Ok(AccountToAdd {
            id: token::new_id()?,
            email: self.email,
            password: NewPassword::hash(app, permit, self.password).await?,
        })
    }
}

/// An account that is ready to be added.
pub struct AccountToAdd {
    id: String,
    email: Email,
    password: NewPassword,
}

impl AccountToAdd {
    /// Adds it. Returns whether it is new; one that the address had before stays as it is.
    pub async fn add(
        &self,
        connection: &mut Connection,
        app: &App,
        client: Option<&ClientInfo>,
    ) -> Result<bool, Error> {
        let (email, password, now) = (self.email.as_str(), self.password.row(), app.clock.now());
        if is_taken(connection, app, &self.email, None).await? {
            return Ok(false);
        }
        let is_new = store::accounts::insert(connection, &self.id, email, password, now).await?;
        if is_new {
            activity::note(connection, app, &self.id, &Event::AccountMade, client).await?;
        }
        Ok(is_new)
    }

    /// Writes to the address what became of it: as much work for a new account as for a taken address.
    pub async fn tell(
        &self,
        connection: &mut Connection,
        app: &App,
        is_new: bool,
    ) -> Result<(), Error> {
        let email = self.email.as_str();
        match rate_limits::count(connection, app, &SIGN_UP_MAIL, &[email]).await {
            // Whoever would fill somebody's mailbox fills it with a few mails only.
            Err(Error::Refused(Problem::TooManyTries { .. })) => return Ok(()),
            counted => counted?,
        };
        let words = if is_new {
            words::welcome(&mail::link(app, Page::Security, None))
        } else {
            let sign_in = mail::link(app, Page::SignIn, None);
            words::sign_up_tried(&sign_in, &mail::link(app, Page::ForgotPassword, None))
        };
        let due = Due::notice(app.clock.now());
        mail::queue(connection, app, email, &words, due).await?;
        Ok(())
    }
}

/// Whether the address is somebody's: it has an account, or an account can still take it back. `own` is whose it may be.
pub async fn is_taken(
    connection: &mut Connection,
    app: &App,
    email: &Email,
    own: Option<&str>,
) -> Result<bool, Error> {
    let account = store::accounts::find_by_email(connection, email.as_str()).await?;
    let now = app.clock.now();
    let before = store::email_changes::owner_of(connection, email.as_str(), now).await?;
    let owners = [account.map(|account| account.id), before];
    Ok(owners
        .iter()
        .flatten()
        .any(|owner| own != Some(owner.as_str())))
}

/// Deletes the account of whoever types its address once more, and all that belongs to it.
pub async fn delete(app: &App, caller: &SignedIn, typed: &str) -> Result<(), Error> {
    let email = Email::parse(typed)?;
    let mut change = AccountChange::begin(app, caller).await?;
    if !email.is(&change.account.email) {
        return Err(Problem::Invalid {
            field: Field::Email,
            reason: Reason::Wrong,
        }
        .into());
    }
    let (words, due) = (words::deleted(), Due::notice(app.clock.now()));
    for to in notices::addressees(&mut change.transaction, app, &change.account).await? {
        mail::queue(&mut change.transaction, app, &to.email, &words, due).await?;
    }
    store::accounts::delete(&mut change.transaction, &change.account.id).await?;
    change.commit().await?;
    Ok(())
}
