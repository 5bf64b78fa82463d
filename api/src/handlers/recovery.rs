//! Recovery: a new password by a link, and a lost second step after a waiting period.

use crate::{
    account::change::AccountChange,
    app::App,
    auth::{
        caller::{Anybody, SecondStepPending, SignedIn},
        links,
        next_step::signed_in,
        password_reset, recovery,
        sessions::{self, VerifiedSignIn},
    },
    error::Error,
    http::{cookies::Cookie, response::Answer},
    rules::{email::Email, token::Token},
};
use contract::{
    Nothing, Problem,
    recovery::{LinkCheck, LinkChecked, LinkToken, PasswordReset, Recovery, ResetWish},
    sign_in::NextStep,
};
use std::time::Duration;
use tokio::time::sleep;

/// The least time that an answer to a request for a new password takes. It is several times what the work takes, and covers the
/// little by which that differs between an address that has an account and one that has none.
const ASKING_TIME: Duration = Duration::from_millis(60);

/// Sends a link for a new password, if the address has an account.
pub async fn ask_password_reset(
    app: App,
    caller: Anybody,
    request: ResetWish,
) -> Result<Answer<Nothing>, Error> {
    let email = Email::parse(&request.email)?;
    let asked = password_reset::ask(&app, (&email, request.next.as_deref()), &caller.client);
    let (asked, ()) = tokio::join!(asked, sleep(ASKING_TIME));
    asked?;
    Ok(Answer::new(Nothing {}))
}

/// Sets a new password by the link.
pub async fn finish_password_reset(
    app: App,
    caller: Anybody,
    given: PasswordReset,
) -> Result<Answer<Nothing>, Error> {
    password_reset::finish(&app, &given, &caller.client).await?;
    Ok(Answer::new(Nothing {}))
}

/// Says whether a link is still good, and whose password it sets.
pub async fn check_link(
    app: App,
    caller: Anybody,
    link: LinkCheck,
) -> Result<Answer<LinkChecked>, Error> {
    let checked = links::check(&app, &link, &caller.client).await?;
    Ok(Answer::new(checked))
}

/// Sends the link that begins a recovery.
pub async fn ask_recovery(
    app: App,
    caller: SecondStepPending,
    _: Nothing,
) -> Result<Answer<Recovery>, Error> {
    let SecondStepPending { client, pending } = &caller;
    Ok(Answer::new(recovery::ask(&app, pending, client).await?))
}

/// Begins the waiting period.
pub async fn start_recovery(
    app: App,
    caller: Anybody,
    link: LinkToken,
) -> Result<Answer<Recovery>, Error> {
    let token = token(&link)?;
    Ok(Answer::new(
        recovery::start(&app, &token, &caller.client).await?,
    ))
}

/// Stops a recovery by the link.
pub async fn cancel_recovery(
    app: App,
    caller: Anybody,
    link: LinkToken,
) -> Result<Answer<Nothing>, Error> {
    recovery::cancel(&app, &token(&link)?, &caller.client).await?;
    Ok(Answer::new(Nothing {}))
}

/// Finishes a recovery: the second step goes, and a session opens to which nothing but enrolment is open.
pub async fn finish_recovery(
    app: App,
    caller: SecondStepPending,
    _: Nothing,
) -> Result<Answer<NextStep>, Error> {
    let SecondStepPending { client, pending } = &caller;
    let mut transaction = app.store.write_transaction().await?;
    let verified_sign_in =
        VerifiedSignIn::by_recovery(&mut transaction, &app, pending, client).await?;
    sessions::end(&mut transaction, &client.session).await?;
    let next = NextStep::EnrolmentRequired(signed_in(&verified_sign_in));
    let opened = sessions::open(&mut transaction, &app, verified_sign_in, client).await?;
    transaction.commit().await?;
    Ok(opened.give(Answer::new(next)).clear_cookie(Cookie::Pending))
}

/// Stops the recovery of whoever is signed in.
pub async fn cancel_own_recovery(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<Nothing>, Error> {
    let mut change = AccountChange::begin(&app, &caller).await?;
    if !recovery::stop::stop(
        &mut change.transaction,
        &app,
        &change.account,
        &caller.client,
    )
    .await?
    {
        return Err(Problem::NotFound.into());
    }
    change.commit().await?;
    Ok(Answer::new(Nothing {}))
}

fn token(link: &LinkToken) -> Result<Token, Problem> {
    Token::parse(link.token.expose()).ok_or(Problem::LinkExpired)
}
