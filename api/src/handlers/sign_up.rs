//! Making an account.

use crate::{
    account::accounts::Applicant,
    app::App,
    auth::caller::Anybody,
    error::Error,
    http::{client_info::Visit, response::Answer},
    rate_limits::{self, Try},
    rules::tries::SIGN_UP_FROM_NETWORK,
};
use contract::{Nothing, Problem, sign_up::NewAccount};

/// Adds the account. For a taken address it does the same work, changes nothing and answers the same.
pub async fn sign_up(
    app: App,
    caller: Anybody,
    wanted: NewAccount,
) -> Result<Answer<Nothing>, Error> {
    if !app.config.is_sign_up_open() {
        return Err(Problem::SignUpClosed.into());
    }
    let applicant = Applicant::new(&app, &wanted.email, &wanted.password)?;
    // Before the try is counted: a server that has too much to do costs nobody one.
    let place = app.hasher.place()?;
    let tried = count(&app, &caller.visit).await?;
    let account = applicant.hash(&app, &place).await?;
    drop(place);
    let mut transaction = app.store.write_transaction().await?;
    let is_new = account
        .add(&mut transaction, &app, Some(&caller.visit))
        .await?;
    account.tell(&mut transaction, &app, is_new).await?;
    tried.touch(&mut transaction, app.clock.now()).await?;
    transaction.commit().await?;
    Ok(Answer::new(Nothing {}))
}

async fn count(app: &App, visit: &Visit) -> Result<Try, Error> {
    let network = visit.network.to_string();
    let mut transaction = app.store.write_transaction().await?;
    let tried =
        rate_limits::count(&mut transaction, app, &SIGN_UP_FROM_NETWORK, &[&network]).await?;
    transaction.commit().await?;
    Ok(tried)
}
