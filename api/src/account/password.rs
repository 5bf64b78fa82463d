//! Changing the password.

use super::change::AccountChange;
use crate::{
    app::App,
    auth::{
        caller::SignedIn,
        passwords::{self, NewPassword},
        revoke::Cause,
        sessions,
    },
    error::Error,
    http::cookies::IssuedCookie,
    rules::{
        email::Email,
        password::{self, Password},
    },
    store,
};
use contract::{
    Problem,
    account::PasswordChange,
    activity::Event,
    problem::{Field, Reason},
};

/// Changes the password. What the old one opened ends; the session of the caller goes on with the cookie that is returned.
pub async fn change(
    app: &App,
    caller: &SignedIn,
    wanted: &PasswordChange,
) -> Result<IssuedCookie, Error> {
    let session = &caller.session;
    let email = Email::stored(&session.email);
    let current = Password::typed_as_current(&wanted.current)?;
    let new = Password::typed(&wanted.new)?;
    // One permit for both hashes: the second is not refused after the attempt was counted.
    let permit = app.hasher.acquire()?;
    let right = passwords::verify(app, &permit, &email, current, &caller.client).await;
    let right = right.map_err(wrong_current)?;
    let minimum = app.config.password_minimum(session.methods > 0);
    password::check_new(&new, &app.password_demands(&email, minimum))?;
    let new = NewPassword::hash(app, &permit, new).await?;
    drop(permit);

    let now = app.clock.now();
    let mut change = AccountChange::begin(app, caller).await?;
    let used = right
        .use_for(&mut change.transaction, &change.account)
        .await;
    used.map_err(wrong_current)?;
    new.refuse_too_short(&mut change.transaction, app, &change.account)
        .await?;
    store::accounts::set_password(&mut change.transaction, &change.account.id, new.row(), now)
        .await?;
    change.revoke(Cause::PasswordChanged).await?;
    let issued = sessions::renew(&mut change.transaction, session, now).await?;
    change.record(Event::PasswordChanged).await?;
    change.commit().await?;
    Ok(issued)
}

fn wrong_current(error: Error) -> Error {
    match error {
        Error::Refused(Problem::WrongCredentials) => invalid(Field::CurrentPassword, Reason::Wrong),
        other => other,
    }
}

fn invalid(field: Field, reason: Reason) -> Error {
    Problem::Invalid { field, reason }.into()
}
