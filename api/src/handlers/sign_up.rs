//! Making an account.

use crate::{
    account::accounts::Applicant, app::App, auth::caller::Anybody, error::Error,
    http::response::Answer, rate_limits, rules::limits::SIGN_UP_FROM_NETWORK,
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
    // Before the attempt is counted: a server that has too much to do costs nobody one.
    let permit = app.hasher.acquire()?;
    let network = caller.client.network.to_string();
    let attempt = rate_limits::count_and_commit(&app, &SIGN_UP_FROM_NETWORK, &[&network]).await?;
    let account = applicant.hash(&app, &permit).await?;
    drop(permit);
    let mut transaction = app.store.write_transaction().await?;
    let is_new = account
        .add(&mut transaction, &app, Some(&caller.client))
        .await?;
    account.tell(&mut transaction, &app, is_new).await?;
    attempt.touch(&mut transaction, app.clock.now()).await?;
    transaction.commit().await?;
    Ok(Answer::new(Nothing {}))
}
