//! Making an account: by the page and by the command line alike.

use crate::{
    activity,
    app::App,
    error::Error,
    passwords::NewPassword,
    rules::{
        email::Email,
        password::{self, Password},
        token,
    },
    store::{self, Connection},
    visit::Visit,
};
use contract::{Problem, Secret, activity::Event};

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
        password::check_new(&password, &email, minimum, app.config.name())?;
        Ok(Self { email, password })
    }

    /// Hashes the password, whether or not the address has an account.
    pub async fn hash(self, app: &App) -> Result<AccountToAdd, Error> {
        Ok(AccountToAdd {
            id: token::new_id()?,
            email: self.email,
            password: NewPassword::hash(app, self.password).await?,
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
        visit: Option<&Visit>,
    ) -> Result<bool, Error> {
        let (email, password, now) = (self.email.as_str(), self.password.row(), app.clock.now());
        let is_new = store::accounts::insert(connection, &self.id, email, password, now).await?;
        if is_new {
            activity::note(connection, app, &self.id, &Event::AccountMade, visit).await?;
        }
        Ok(is_new)
    }
}
