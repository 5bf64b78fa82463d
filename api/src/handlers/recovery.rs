//! Ways back in: a new password by a link, and a lost second step after a time of waiting.

use crate::{
    answer::Answer,
    app::App,
    cookies::Cookie,
    error::Error,
    guard::{Anybody, OwesSecondStep, SignedIn},
    links,
    next_step::signed_in,
    password_reset, recovery,
    rules::{email::Email, token::Token},
    sessions::{self, Proven},
};
use contract::{
    Nothing, Problem,
    recovery::{LinkCheck, LinkChecked, LinkToken, PasswordReset, Recovery, ResetWish},
    sign_in::NextStep,
};
use std::time::Duration;
use tokio::time::sleep;

/// The least time that an answer to a wish for a new password takes. It is several times what the work takes, and covers the
/// little by which that differs between an address that has an account and one that has none.
const ASKING_TIME: Duration = Duration::from_millis(60);

/// Sends a link for a new password, if the address has an account.
pub async fn ask_password_reset(
    app: App,
    caller: Anybody,
    wish: ResetWish,
) -> Result<Answer<Nothing>, Error> {
    let email = Email::parse(&wish.email)?;
    let asked = password_reset::ask(&app, (&email, wish.next.as_deref()), &caller.visit);
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
    password_reset::finish(&app, &given, &caller.visit).await?;
    Ok(Answer::new(Nothing {}))
}

/// Says whether a link is still good, and whose password it sets.
pub async fn check_link(
    app: App,
    caller: Anybody,
    link: LinkCheck,
) -> Result<Answer<LinkChecked>, Error> {
    let checked = links::check(&app, &link, &caller.visit).await?;
    Ok(Answer::new(checked))
}

/// Sends the link that begins a recovery.
pub async fn ask_recovery(
    app: App,
    caller: OwesSecondStep,
    _: Nothing,
) -> Result<Answer<Recovery>, Error> {
    let OwesSecondStep { visit, pending } = &caller;
    Ok(Answer::new(recovery::ask(&app, pending, visit).await?))
}

/// Begins the time of waiting.
pub async fn start_recovery(
    app: App,
    caller: Anybody,
    link: LinkToken,
) -> Result<Answer<Recovery>, Error> {
    let token = token(&link)?;
    Ok(Answer::new(
        recovery::start(&app, &token, &caller.visit).await?,
    ))
}

/// Stops a recovery by the link.
pub async fn cancel_recovery(
    app: App,
    caller: Anybody,
    link: LinkToken,
) -> Result<Answer<Nothing>, Error> {
    recovery::cancel(&app, &token(&link)?, &caller.visit).await?;
    Ok(Answer::new(Nothing {}))
}

/// Finishes a recovery: the second step goes, and a session opens to which nothing but enrolment is open.
pub async fn finish_recovery(
    app: App,
    caller: OwesSecondStep,
    _: Nothing,
) -> Result<Answer<NextStep>, Error> {
    let OwesSecondStep { visit, pending } = &caller;
    let naming = app.config.cookie_naming();
    let mut transaction = app.store.write_transaction().await?;
    let proven = Proven::by_recovery(&mut transaction, &app, pending, visit).await?;
    sessions::end(&mut transaction, &visit.session).await?;
    let next = NextStep::EnrolmentRequired(signed_in(&proven));
    let opened = sessions::open(&mut transaction, &app, proven, visit).await?;
    transaction.commit().await?;
    opened
        .give(Answer::new(next), naming)?
        .take(Cookie::Pending, naming)
}

/// Stops the recovery of whoever is signed in.
pub async fn cancel_own_recovery(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<Nothing>, Error> {
    let (mut transaction, account) = sessions::begin_change(&app, &caller.session).await?;
    if !recovery::stop(&mut transaction, &app, &account, &caller.visit).await? {
        return Err(Problem::NotFound.into());
    }
    transaction.commit().await?;
    Ok(Answer::new(Nothing {}))
}

fn token(link: &LinkToken) -> Result<Token, Problem> {
    Token::parse(link.token.expose()).ok_or(Problem::LinkExpired)
}
