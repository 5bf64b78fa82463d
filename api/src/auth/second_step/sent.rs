//! Codes that are sent for the second step.

use super::Failures;
use crate::{
    app::App,
    auth::{
        claimant::Claimant, factors::Factors, second_step::proof_match::ProofMatch, sent_codes,
    },
    error::Error,
    rules::totp::TypedCode,
};
use contract::{
    Problem, Secret,
    sent_code::{Channel, Destination},
    sign_in::Method,
};

/// Sends a code for the second step, if codes sent this way are asked for.
pub async fn send_code(
    app: &App,
    claimant: Claimant<'_>,
    channel: Channel,
) -> Result<Destination, Error> {
    tracing::Span::current().record("factor", tracing::field::debug(channel));
    if channel == Channel::TextMessage && !app.can_send_text_messages() {
        return Err(Problem::TextMessagesUnavailable.into());
    }
    if channel == Channel::Email && !app.config.has_email_codes() {
        return Err(Problem::MethodUnavailable.into());
    }
    let mut transaction = app.store.write_transaction().await?;
    claimant
        .refuse_ended(&mut transaction, app.clock.now())
        .await?;
    let factors = Factors::of_account(&mut transaction, app, claimant.account_id()).await?;
    let methods = factors.methods(claimant.purpose());
    let is_asked = methods.contains(&Method::of_channel(channel));
    let destination = factors.destination(channel).filter(|_| is_asked);
    let destination = destination.ok_or(Problem::MethodUnavailable)?;
    if factors.is_locked() {
        return Err(Problem::MethodLocked.into());
    }
    let ask = claimant.sent_code(channel);
    let sent = sent_codes::send(&mut transaction, app, &ask, destination).await?;
    transaction.commit().await?;
    Ok(sent)
}

/// Tries the code on the one that was sent to whoever proves it.
pub async fn try_code(
    app: &App,
    claimant: Claimant<'_>,
    (channel, code): (Channel, &Secret),
    failures: &mut Failures,
) -> Result<ProofMatch, Error> {
    let code = TypedCode::parse(code)?;
    let mut transaction = app.store.write_transaction().await?;
    let method = Method::of_channel(channel);
    let counted = Failures::add(&mut transaction, claimant.account_id(), method).await?;
    let attempt = sent_codes::count(&mut transaction, app, &claimant.sent_code(channel)).await?;
    transaction.commit().await?;
    *failures = counted;
    let code = sent_codes::judge(app, attempt, &code)?;
    Ok(ProofMatch::SentCode(channel, code))
}
