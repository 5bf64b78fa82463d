//! Links in mails, looked at before they are followed: whoever opens one that is not good any more is told at once, and
//! not after having thought of a new password.

use crate::{
    app::App,
    auth::password_reset,
    error::Error,
    http::client_info::ClientInfo,
    rate_limits,
    rules::{limits::LINK_FROM_NETWORK, token::Token},
    store::{self, Connection},
};
use contract::{
    Problem,
    recovery::{LinkCheck, LinkChecked, LinkKind, ResetFor},
};

/// Refuses a link that is not good, and says what its page has to know of one that is. Nothing is used up, and nobody is told.
///
/// What is compared is the SHA-256 of 256 random bits, by an index, so the time says nothing about how much of a guess is
/// right. Only links that are not good count against the network: each is counted, and that is committed, before anybody
/// looks, and a good one is taken back.
pub async fn check(app: &App, link: &LinkCheck, client: &ClientInfo) -> Result<LinkChecked, Error> {
    let network = client.network.to_string();
    let attempt = rate_limits::count_and_commit(app, &LINK_FROM_NETWORK, &[&network]).await?;
    let token = Token::parse(link.token.expose()).ok_or(Problem::LinkExpired)?;
    let mut connection = app.store.read().await?;
    let checked = look(&mut connection, app, link.kind, &token).await?;
    drop(connection);
    let checked = checked.ok_or(Problem::LinkExpired)?;
    let mut transaction = app.store.write_transaction().await?;
    attempt.take_back(&mut transaction).await?;
    transaction.commit().await?;
    Ok(checked)
}

/// What its page has to know of a link that is good; nothing for any other.
async fn look(
    connection: &mut Connection,
    app: &App,
    kind: LinkKind,
    token: &Token,
) -> Result<Option<LinkChecked>, Error> {
    let (hash, now) = (token.hash(), app.clock.now());
    let is_good = match kind {
        LinkKind::PasswordReset => {
            let owner = password_reset::owner(connection, app, token).await?;
            let reset = owner.map(|owner| ResetFor {
                email: owner.account.email,
                password_min: owner.password_min,
            });
            return Ok(reset.map(|reset| LinkChecked { reset: Some(reset) }));
        }
        LinkKind::RecoveryStart => store::recoveries::can_start(connection, &hash, now).await?,
        LinkKind::RecoveryCancel => store::recoveries::can_stop(connection, &hash, now).await?,
        // Opened again, it shows what was added before the change was undone.
        LinkKind::EmailChangeUndo => {
            store::email_changes::is_there(connection, &hash, now).await?
                || store::undone_changes::find(connection, &hash, now)
                    .await?
                    .is_some()
        }
    };
    Ok(is_good.then(LinkChecked::default))
}
