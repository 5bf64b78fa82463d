//! The security settings, and the password.

use crate::{
    account::{accounts, methods, overview, password},
    app::App,
    auth::caller::SignedIn,
    error::Error,
    http::{cookies::Cookie, response::Answer},
};
use contract::{
    Nothing,
    account::{Deletion, KeysOnly, PasswordChange, SecurityOverview},
    sign_in::NextStep,
};

/// Reads everything that the security settings show.
pub async fn read_security(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<SecurityOverview>, Error> {
    Ok(Answer::new(overview::read(&app, &caller).await?))
}

/// Changes the password. Every other session, every pending sign-in, every link for a new password, all trust in
/// browsers and a recovery end; this session goes on with a new token.
pub async fn change_password(
    app: App,
    caller: SignedIn,
    wanted: PasswordChange,
) -> Result<Answer<Nothing>, Error> {
    let issued = password::change(&app, &caller, &wanted).await?;
    Ok(Answer::new(Nothing {}).set_cookie(issued))
}

/// Accepts nothing but keys as a second step, or everything again.
pub async fn set_keys_only(
    app: App,
    caller: SignedIn,
    wanted: KeysOnly,
) -> Result<Answer<Nothing>, Error> {
    methods::set_keys_only(&app, &caller, wanted.on).await?;
    Ok(Answer::new(Nothing {}))
}

/// Deletes the account. The browser loses the cookies that would be of no use any more.
pub async fn delete_account(
    app: App,
    caller: SignedIn,
    request: Deletion,
) -> Result<Answer<NextStep>, Error> {
    accounts::delete(&app, &caller, &request.email).await?;
    Ok(Answer::new(NextStep::Password)
        .clear_cookie(Cookie::Session)
        .clear_cookie(Cookie::Pending))
}
