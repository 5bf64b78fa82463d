//! Authenticator apps: start, confirm, discard, rename, remove.

use crate::{
    account::{
        authenticators::{self, Enrolled},
        change::AccountChange,
        methods::First,
        views,
    },
    app::App,
    auth::{caller::SignedIn, factors::Which},
    error::Error,
    http::response::Answer,
    rules::{
        method_name::MethodName,
        totp::{self, TotpParameters},
    },
    store,
};
use contract::{
    Nothing, Problem,
    authenticator::{
        AuthenticatorName, Confirmation, Confirmed, PendingAuthenticator, WhichAuthenticator,
    },
    sign_in::Method,
};

/// Starts one, or gives this session's pending one again.
pub async fn start_authenticator(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<PendingAuthenticator>, Error> {
    Ok(Answer::new(authenticators::start(&app, &caller).await?))
}

/// Confirms the pending one.
pub async fn confirm_authenticator(
    app: App,
    caller: SignedIn,
    given: Confirmation,
) -> Result<Answer<Confirmed>, Error> {
    let Enrolled {
        authenticator,
        first,
    } = authenticators::confirm(&app, &caller, &given).await?;
    let (backup_codes, backup_code_set, issued) = First::parts(first);
    let (period, last_step) = (TotpParameters::STANDARD.period, authenticator.last_step);
    let answer = Answer::new(Confirmed {
        authenticator: views::authenticator(authenticator),
        backup_codes,
        backup_code_set,
        next_code_in: totp::next_code_in(app.clock.now(), period, last_step),
    });
    Ok(answer.set_cookie(issued))
}

/// Drops the pending one.
pub async fn discard_authenticator(
    app: App,
    caller: SignedIn,
    which: WhichAuthenticator,
) -> Result<Answer<Nothing>, Error> {
    let mut change = AccountChange::begin(&app, &caller).await?;
    let session_id = &caller.session.id;
    let id = which.id.0;
    if !store::pending_authenticators::take(&mut change.transaction, session_id, &id).await? {
        return Err(Problem::NotFound.into());
    }
    change.commit().await?;
    Ok(Answer::new(Nothing {}))
}

/// Gives one another name.
pub async fn rename_authenticator(
    app: App,
    caller: SignedIn,
    wanted: AuthenticatorName,
) -> Result<Answer<Nothing>, Error> {
    let name = MethodName::parse(&wanted.name)?;
    let mut change = AccountChange::begin(&app, &caller).await?;
    let id = wanted.id.0;
    let (connection, account) = (&mut change.transaction, &change.account);
    if !store::authenticators::rename(connection, &account.id, &id, name.as_str()).await? {
        return Err(Problem::NotFound.into());
    }
    change.commit().await?;
    Ok(Answer::new(Nothing {}))
}

/// Removes one, and ends the other sessions: one of them may be on the phone that is gone.
pub async fn remove_authenticator(
    app: App,
    caller: SignedIn,
    which: WhichAuthenticator,
) -> Result<Answer<Nothing>, Error> {
    let mut change = AccountChange::begin(&app, &caller).await?;
    let name =
        store::authenticators::delete(&mut change.transaction, &change.account.id, &which.id.0)
            .await?;
    let removed = Which {
        method: Method::Authenticator,
        name: name.ok_or(Problem::NotFound)?,
    };
    change.finish_removal(removed).await?;
    change.commit().await?;
    Ok(Answer::new(Nothing {}))
}
