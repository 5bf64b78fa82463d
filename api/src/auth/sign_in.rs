//! What a right password, proof or passkey opens, all or nothing.

use crate::{
    app::App,
    auth::{
        caller::SecondStepPending,
        claimant::Claimant,
        factors::Factors,
        next_step::{required_second_step, signed_in},
        passkeys::assertion::VerifiedPasskey,
        passwords, pending_sign_ins,
        second_step::{VerifiedProof, missing},
        sessions::{self, AfterPassword, VerifiedSignIn},
    },
    error::Error,
    http::{client_info::ClientInfo, cookies::Cookie, response::Answer},
    rules::{
        client_trust::ClientTrust,
        email::Email,
        password::{self, Password},
    },
    store::{self, Connection, accounts::Account},
};
use contract::{
    problem::Reason,
    sign_in::{Credentials, NextStep, SignedIn},
};

/// The first step. A right password ends whatever this browser had before.
pub async fn with_password(
    app: &App,
    client: &ClientInfo,
    given: &Credentials,
) -> Result<Answer<NextStep>, Error> {
    let email = Email::parse(&given.email)?;
    let password = Password::typed(&given.password)?;
    let permit = app.hasher.acquire()?;
    let right = passwords::verify(app, &permit, &email, password.clone(), client).await?;
    drop(permit);
    // No reason to refuse it: whoever has a weak password must get in to change it.
    let advice = |has_second_step: bool| {
        let demands = app.password_demands(&email, password::minimum(has_second_step));
        password::weakness(&password, &demands)
    };
    let (advice, advice_alone) = (advice(true), advice(false));
    let mut transaction = app.store.write_transaction().await?;
    end_existing_sessions(&mut transaction, client).await?;
    let answer = match VerifiedSignIn::by_password(&mut transaction, app, right, client).await? {
        AfterPassword::SecondStepPending {
            account,
            factors,
            client_trust,
        } => {
            let given = (&account, factors, client_trust);
            ask_second_step(&mut transaction, app, given, advice, client).await?
        }
        AfterPassword::Enough(verified_sign_in) => {
            let advice = if verified_sign_in.is_by_password_alone() {
                advice_alone
            } else {
                advice
            };
            open_without_proof(&mut transaction, app, (verified_sign_in, advice), client).await?
        }
    };
    transaction.commit().await?;
    Ok(answer)
}

/// Begins a pending sign-in, and asks for the second step.
async fn ask_second_step(
    connection: &mut Connection,
    app: &App,
    (account, factors, client_trust): (&Account, Factors, ClientTrust),
    password_advice: Option<Reason>,
    client: &ClientInfo,
) -> Result<Answer<NextStep>, Error> {
    missing::note_password(connection, app, (account, client_trust), client).await?;
    let given = (account.id.as_str(), password_advice);
    let (issued, pending) =
        pending_sign_ins::begin(connection, given, client_trust, app.clock.now()).await?;
    let second_step = required_second_step(connection, app, (account, factors), &pending).await?;
    let second_step = second_step.ok_or(Error::Inconsistent("a second step that is none"))?;
    Ok(Answer::new(NextStep::SecondStep(second_step))
        .clear_cookie(Cookie::Session)
        .set_cookie(issued))
}

/// Opens the session of somebody who is asked for nothing but the password, here.
async fn open_without_proof(
    connection: &mut Connection,
    app: &App,
    (verified_sign_in, password_advice): (VerifiedSignIn, Option<Reason>),
    client: &ClientInfo,
) -> Result<Answer<NextStep>, Error> {
    let signed_in = SignedIn {
        password_advice,
        ..signed_in(&verified_sign_in)
    };
    let next = if verified_sign_in.is_enrolling() {
        NextStep::EnrolmentRequired(signed_in)
    } else {
        NextStep::SignedIn(signed_in)
    };
    let opened = sessions::open(connection, app, verified_sign_in, client).await?;
    Ok(opened.give(Answer::new(next)).clear_cookie(Cookie::Pending))
}

/// The second step: the proof is used up, the pending sign-in ends and the session opens, or none of it.
pub async fn with_proof(
    app: &App,
    caller: &SecondStepPending,
    verified: VerifiedProof,
) -> Result<Answer<NextStep>, Error> {
    let SecondStepPending { client, pending } = caller;
    let mut transaction = app.store.write_transaction().await?;
    let proof = verified.consume(&mut transaction, app, Claimant::Pending(pending));
    let proof = proof.await?;
    let verified_sign_in = VerifiedSignIn::by_both(&mut transaction, pending, &proof).await?;
    let signed_in = SignedIn {
        backup_codes_left: proof.backup_codes_left(),
        offer_passkey: proof.is_code()
            && may_offer_passkey(&mut transaction, app, verified_sign_in.account()).await?,
        password_advice: pending_sign_ins::password_advice(pending),
        ..signed_in(&verified_sign_in)
    };
    sessions::end(&mut transaction, &client.session).await?;
    missing::note_finished(&mut transaction, &proof.account().id).await?;
    proof.record(&mut transaction, app, client).await?;
    let opened = sessions::open(&mut transaction, app, verified_sign_in, client).await?;
    transaction.commit().await?;
    Ok(opened
        .give(Answer::new(NextStep::SignedIn(signed_in)))
        .clear_cookie(Cookie::Pending))
}

/// A passkey as both steps at once. It ends whatever this browser had before.
pub async fn with_passkey(
    app: &App,
    client: &ClientInfo,
    right: &VerifiedPasskey,
) -> Result<Answer<NextStep>, Error> {
    let mut transaction = app.store.write_transaction().await?;
    let verified_sign_in =
        VerifiedSignIn::by_passkey(&mut transaction, right, app.clock.now()).await?;
    missing::note_finished(&mut transaction, &verified_sign_in.account().id).await?;
    end_existing_sessions(&mut transaction, client).await?;
    let signed_in = signed_in(&verified_sign_in);
    let opened = sessions::open(&mut transaction, app, verified_sign_in, client).await?;
    transaction.commit().await?;
    Ok(opened
        .give(Answer::new(NextStep::SignedIn(signed_in)))
        .clear_cookie(Cookie::Pending)
        .clear_cookie(Cookie::Ceremony))
}

/// Whether to offer a passkey: there can be one, there is none yet that works here, and nobody said to wait.
async fn may_offer_passkey(
    connection: &mut Connection,
    app: &App,
    account: &Account,
) -> Result<bool, Error> {
    let Ok(party) = app.relying_party() else {
        return Ok(false);
    };
    let usable = store::passkeys::counts_at(connection, &account.id, party.id()).await?;
    Ok(usable.passkeys == 0 && app.clock.now().0 >= account.passkey_offer_from)
}

/// Ends the session and the pending sign-in that the browser has. Returns whose session it was.
pub async fn end_existing_sessions(
    connection: &mut Connection,
    client: &ClientInfo,
) -> Result<Option<String>, Error> {
    pending_sign_ins::give_up(connection, &client.pending).await?;
    sessions::end(connection, &client.session).await
}
