//! Where somebody is signed in, and the browsers that are not asked for the second step.

use crate::{
    account::change::AccountChange,
    app::App,
    auth::{browsers, caller::SignedIn, revoke::Cause},
    error::Error,
    http::response::Answer,
    store,
};
use contract::{
    Nothing, Problem,
    activity::Event,
    device::{Trusted, WhichDevice, WhichSession},
};

/// Trusts this browser, right after both steps. That is news once: not when it is trusted already.
pub async fn trust_device(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<Trusted>, Error> {
    let SignedIn { client, session } = &caller;
    let mut change = AccountChange::begin(&app, &caller).await?;
    let browser = browsers::find(&mut change.transaction, &change.account.id, client).await?;
    let was_trusted = browser.is_some_and(|browser| browser.trusted(&app).is_some());
    let (issued, until) = browsers::trust(&mut change.transaction, &app, session, client).await?;
    if !was_trusted {
        let event = Event::DeviceTrusted;
        change.record(event).await?;
    }
    change.commit().await?;
    Ok(Answer::new(Trusted { until }).set_cookie(issued))
}

/// Asks a browser for the second step again.
pub async fn forget_device(
    app: App,
    caller: SignedIn,
    which: WhichDevice,
) -> Result<Answer<Nothing>, Error> {
    let mut change = AccountChange::begin(&app, &caller).await?;
    if !browsers::forget(&mut change.transaction, &change.account.id, &which.id).await? {
        return Err(Problem::NotFound.into());
    }
    finish(change, Event::DevicesForgotten).await
}

/// Asks every browser for the second step again.
pub async fn forget_all_devices(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<Nothing>, Error> {
    let mut change = AccountChange::begin(&app, &caller).await?;
    change.revoke(Cause::BrowsersForgotten).await?;
    finish(change, Event::DevicesForgotten).await
}

/// Ends another session. This one ends by signing out.
pub async fn end_session(
    app: App,
    caller: SignedIn,
    which: WhichSession,
) -> Result<Answer<Nothing>, Error> {
    let id = &which.id.0;
    let mut change = AccountChange::begin(&app, &caller).await?;
    let (connection, account) = (&mut change.transaction, &change.account);
    if *id == caller.session.id
        || !store::sessions::delete_of_account(connection, &account.id, id).await?
    {
        return Err(Problem::NotFound.into());
    }
    finish(change, Event::SessionsEnded).await
}

/// Ends every session but this one, and every pending sign-in; every other browser is asked for the second step
/// again.
pub async fn end_other_sessions(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<Nothing>, Error> {
    let mut change = AccountChange::begin(&app, &caller).await?;
    change.revoke(Cause::SignedOutElsewhere).await?;
    finish(change, Event::SessionsEnded).await
}

/// Writes down what was done, and does it.
async fn finish(mut change: AccountChange<'_>, event: Event) -> Result<Answer<Nothing>, Error> {
    change.record(event).await?;
    change.commit().await?;
    Ok(Answer::new(Nothing {}))
}
