//! Where somebody is signed in, and the browsers that are not asked for the second step.

use crate::{
    app::App,
    auth::{browsers, caller::SignedIn, pending_sign_ins, sessions},
    error::Error,
    http::{client_info::Visit, response::Answer},
    messages::activity,
    store::{self, Transaction, accounts::Account},
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
    let SignedIn { visit, session } = &caller;
    let (mut transaction, account) = sessions::begin_change(&app, session).await?;
    let before = browsers::trusted(&mut transaction, &app, &account.id, visit).await?;
    let (grant, until) = browsers::trust(&mut transaction, &app, session, visit).await?;
    if before.is_none() {
        let event = Event::DeviceTrusted;
        activity::record(&mut transaction, &app, &account, event, Some(visit)).await?;
    }
    transaction.commit().await?;
    Ok(Answer::new(Trusted { until }).give(grant))
}

/// Asks a browser for the second step again.
pub async fn forget_device(
    app: App,
    caller: SignedIn,
    which: WhichDevice,
) -> Result<Answer<Nothing>, Error> {
    let SignedIn { visit, session } = &caller;
    let (mut transaction, account) = sessions::begin_change(&app, session).await?;
    if !browsers::forget(&mut transaction, &account.id, &which.id).await? {
        return Err(Problem::NotFound.into());
    }
    finish(
        &app,
        visit,
        (transaction, &account),
        Event::DevicesForgotten,
    )
    .await
}

/// Asks every browser for the second step again.
pub async fn forget_all_devices(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<Nothing>, Error> {
    let SignedIn { visit, session } = &caller;
    let (mut transaction, account) = sessions::begin_change(&app, session).await?;
    browsers::forget_all(&mut transaction, &account.id, visit).await?;
    finish(
        &app,
        visit,
        (transaction, &account),
        Event::DevicesForgotten,
    )
    .await
}

/// Ends another session. This one ends by signing out.
pub async fn end_session(
    app: App,
    caller: SignedIn,
    which: WhichSession,
) -> Result<Answer<Nothing>, Error> {
    let SignedIn { visit, session } = &caller;
    let (mut transaction, account) = sessions::begin_change(&app, session).await?;
    let is_other = which.id.0 != session.id;
    let id = &which.id.0;
    if !(is_other && store::sessions::delete_of_account(&mut transaction, &account.id, id).await?) {
        return Err(Problem::NotFound.into());
    }
    finish(&app, visit, (transaction, &account), Event::SessionsEnded).await
}

/// Ends every session but this one, and every sign-in between its steps; every other browser is asked for the second step
/// again.
pub async fn end_other_sessions(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<Nothing>, Error> {
    let SignedIn { visit, session } = &caller;
    let (mut transaction, account) = sessions::begin_change(&app, session).await?;
    store::sessions::delete_others(&mut transaction, &account.id, &session.id).await?;
    pending_sign_ins::end_all(&mut transaction, &account.id).await?;
    browsers::forget_others(&mut transaction, &account.id, visit).await?;
    finish(&app, visit, (transaction, &account), Event::SessionsEnded).await
}

/// Writes down what was done, and does it.
async fn finish(
    app: &App,
    visit: &Visit,
    (mut transaction, account): (Transaction, &Account),
    event: Event,
) -> Result<Answer<Nothing>, Error> {
    activity::record(&mut transaction, app, account, event, Some(visit)).await?;
    transaction.commit().await?;
    Ok(Answer::new(Nothing {}))
}
