//! Links in mails, looked at before they are followed: whoever opens one that is not good any more is told at once, and
//! not after having thought of a new password.

use crate::{
    app::App,
    error::Error,
    http::client_info::ClientInfo,
    rate_limits,
    rules::{limits::LINK_FROM_NETWORK, token::Token},
    store::{self, Connection},
};
use contract::{
    Problem, Timestamp,
    recovery::{LinkCheck, LinkKind},
};

/// Refuses a link that is not good. Nothing is used up, and nobody is told.
///
/// What is compared is the SHA-256 of 256 random bits, by an index, so the time says nothing about how much of a guess is
/// right. Only links that are not good count against the network.
pub async fn check(app: &App, link: &LinkCheck, client: &ClientInfo) -> Result<(), Error> {
    let network = client.network.to_string();
    let mut transaction = app.store.write_transaction().await?;
    let attempt =
        rate_limits::count(&mut transaction, app, &LINK_FROM_NETWORK, &[&network]).await?;
    let is_good = match Token::parse(link.token.expose()) {
        Some(token) => is_good(&mut transaction, link.kind, &token, app.clock.now()).await?,
        None => false,
    };
    if is_good {
        attempt.take_back(&mut transaction).await?;
    }
    transaction.commit().await?;
    if is_good {
        Ok(())
    } else {
        Err(Problem::LinkExpired.into())
    }
}

async fn is_good(
    connection: &mut Connection,
    kind: LinkKind,
    token: &Token,
    now: Timestamp,
) -> Result<bool, Error> {
    let hash = token.hash();
    Ok(match kind {
        LinkKind::PasswordReset => store::password_resets::find(connection, &hash, now)
            .await?
            .is_some(),
        LinkKind::RecoveryStart => store::recoveries::can_start(connection, &hash, now).await?,
        LinkKind::RecoveryCancel => store::recoveries::can_stop(connection, &hash, now).await?,
        // Opened again, it shows what was added before the change was undone.
        LinkKind::EmailChangeUndo => {
            store::email_changes::is_there(connection, &hash, now).await?
                || store::undone_changes::is_there(connection, &hash, now).await?
        }
    })
}
