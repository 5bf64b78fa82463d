//! Proving it again before a change that matters.

use crate::{
    app::App,
    auth::{
        caller::SignedIn,
        claimant::Claimant,
        factors::Factors,
        freshness,
        passkeys::{assertion, claimant::PasskeyClaimant},
        passwords,
        second_step::{self, VerifiedProof},
        sent_codes, sessions,
    },
    error::Error,
    http::response::Answer,
    rules::{email::Email, password::Password},
    store::Transaction,
};
use contract::{
    Problem,
    passkey::{PasskeyRequest, WhichKind},
    sent_code::{Destination, WhichChannel},
    sign_in::Proof,
    step_up::{PasswordAgain, StepUp, SteppedUp},
};

/// With the password, for an account without a second step; one that has a second step must use it.
pub async fn step_up_with_password(
    app: App,
    caller: SignedIn,
    given: PasswordAgain,
) -> Result<Answer<SteppedUp>, Error> {
    let password = Password::typed(&given.password)?;
    let wanted = sessions::step_up_requirement(&app, &caller.session).await?;
    if wanted != StepUp::Password {
        return Err(Problem::StepUpRequired { step_up: wanted }.into());
    }
    let email = Email::stored(&caller.session.email);
    let permit = app.hasher.acquire()?;
    let right = passwords::verify(&app, &permit, &email, password, &caller.client).await?;
    let mut transaction = app.store.write_transaction().await?;
    let account = right.lock_account(&mut transaction).await?;
    // A second step may have been enrolled while the password was hashed.
    let factors = Factors::of_account(&mut transaction, &app, &account.id).await?;
    if factors.has_second_step() {
        drop(transaction);
        let step_up = sessions::step_up_requirement(&app, &caller.session).await?;
        return Err(Problem::StepUpRequired { step_up }.into());
    }
    finish(&app, &caller, transaction, None).await
}

/// With a second-step method, by the same check as at sign-in.
pub async fn step_up_with_proof(
    app: App,
    caller: SignedIn,
    proof: Proof,
) -> Result<Answer<SteppedUp>, Error> {
    let wanted = sessions::step_up_requirement(&app, &caller.session).await?;
    if wanted == StepUp::Password {
        return Err(Problem::StepUpRequired { step_up: wanted }.into());
    }
    let claimant = Claimant::Session(&caller.session);
    let verified = second_step::verify(&app, claimant, &caller.client, &proof).await?;
    let passkey_id = verified.passkey_id();
    let outcome = finish_with_proof(&app, &caller, verified).await;
    assertion::note_refusal(&app, &caller.client, passkey_id.as_deref(), outcome).await
}

/// Gives the challenge for a passkey or security key.
pub async fn start_passkey_step_up(
    app: App,
    caller: SignedIn,
    which: WhichKind,
) -> Result<Answer<PasskeyRequest>, Error> {
    let asked = PasskeyClaimant::Session(&caller.session);
    Ok(Answer::new(assertion::ask(&app, asked, which.kind).await?))
}

/// Sends a code for it, to an account that has nothing stronger.
pub async fn send_step_up_code(
    app: App,
    caller: SignedIn,
    which: WhichChannel,
) -> Result<Answer<Destination>, Error> {
    let claimant = Claimant::Session(&caller.session);
    sent_codes::count_request(&app, &caller.client, which.channel).await?;
    Ok(Answer::new(
        second_step::send_code(&app, claimant, which.channel).await?,
    ))
}

async fn finish_with_proof(
    app: &App,
    caller: &SignedIn,
    verified: VerifiedProof,
) -> Result<Answer<SteppedUp>, Error> {
    let mut transaction = app.store.write_transaction().await?;
    let claimant = Claimant::Session(&caller.session);
    let proof = verified.consume(&mut transaction, app, claimant).await?;
    proof.record(&mut transaction, app, &caller.client).await?;
    finish(app, caller, transaction, proof.backup_codes_left()).await
}

async fn finish(
    app: &App,
    caller: &SignedIn,
    mut transaction: Transaction,
    backup_codes_left: Option<u32>,
) -> Result<Answer<SteppedUp>, Error> {
    let now = app.clock.now();
    let issued = sessions::prove_again(&mut transaction, &caller.session, now).await?;
    transaction.commit().await?;
    let stepped_up = SteppedUp {
        open_for: freshness::recent_until(now).seconds_after(now),
        backup_codes_left,
    };
    Ok(Answer::new(stepped_up).set_cookie(issued))
}
