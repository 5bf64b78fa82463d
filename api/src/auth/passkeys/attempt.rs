//! Taking the challenge that an answer is for: once, and counted before anybody looks at the answer.

use crate::{
    app::App,
    auth::passkeys::{
        challenges::{self, Ceremony},
        claimant::PasskeyClaimant,
    },
    error::Error,
    http::{client_info::ClientInfo, network::Network},
    rate_limits::{self, Attempt},
    rules::{
        limits::{PASSKEY_FROM_NETWORK, PASSKEY_ON_DEVICE},
        token::Token,
    },
    store::{self, Connection},
};
use contract::{Problem, passkey::PasskeyAnswer};
use data_encoding::HEXLOWER;

/// Takes the challenge, and counts an answer that comes from anybody. Both are committed before anybody looks at the answer.
pub async fn take(
    app: &App,
    asked: PasskeyClaimant<'_>,
    client: &ClientInfo,
    answer: &PasskeyAnswer,
) -> Result<(Ceremony, Option<Attempt>), Error> {
    let now = app.clock.now();
    let mut transaction = app.store.write_transaction().await?;
    let attempt = match asked {
        PasskeyClaimant::Browser(_, network) => {
            Some(count_answer(&mut transaction, app, network, client).await?)
        }
        PasskeyClaimant::Pending(_) | PasskeyClaimant::Session(_) => None,
    };
    let whose = (asked.purpose(), asked.binding());
    let ceremony = challenges::take(&mut transaction, &answer.ceremony, whose, now).await?;
    transaction.commit().await?;
    let ceremony = ceremony
        .filter(|ceremony| ceremony.account_id.as_deref() == asked.account_id())
        .ok_or(Problem::CeremonyExpired)?;
    Ok((ceremony, attempt))
}

/// Counts an answer from anybody: against the browser, where somebody signed in with it before, and otherwise against its
/// network. So neighbours behind one address lock no such browser out.
async fn count_answer(
    connection: &mut Connection,
    app: &App,
    network: Network,
    client: &ClientInfo,
) -> Result<Attempt, Error> {
    let browser = client.device.token.as_ref().map(Token::hash);
    if let Some(hash) = browser
        && store::browsers::is_known(connection, &hash).await?
    {
        let who = HEXLOWER.encode(&hash);
        return rate_limits::count(connection, app, &PASSKEY_ON_DEVICE, &[&who]).await;
    }
    let who = network.to_string();
    rate_limits::count(connection, app, &PASSKEY_FROM_NETWORK, &[&who]).await
}
