//! Proving it again before a change that matters.

use crate::{
    app::App,
    auth::{
        caller::SignedIn,
        factors::Factors,
        freshness,
        passkeys::{
            asked::Asked,
            assertion::{self},
        },
        passwords,
        prover::Prover,
        second_step::{self, Evidence},
        sent_codes, sessions,
    },
    error::Error,
    http::response::Answer,
    rules::{email::Email, password::Password},
    store::Transaction,
};
use contract::{
    Problem,
    passkey::{PasskeyQuestion, WhichKind},
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
    let wanted = sessions::step_up(&app, &caller.session).await?;
    if wanted != StepUp::Password {
        return Err(Problem::StepUpRequired { step_up: wanted }.into());
    }
    let email = Email::stored(&caller.session.email);
    let place = app.hasher.place()?;
    let right = passwords::verify(&app, &place, &email, password, &caller.visit).await?;
    let mut transaction = app.store.write_transaction().await?;
    let account = right.settle(&mut transaction).await?;
    // A second step may have been enrolled while the password was hashed.
    let factors = Factors::of_account(&mut transaction, &app, &account.id).await?;
    if factors.has_second_step() {
        drop(transaction);
        let step_up = sessions::step_up(&app, &caller.session).await?;
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
    let wanted = sessions::step_up(&app, &caller.session).await?;
    if wanted == StepUp::Password {
        return Err(Problem::StepUpRequired { step_up: wanted }.into());
    }
    let prover = Prover::Session(&caller.session);
    let evidence = second_step::verify(&app, prover, &caller.visit, &proof).await?;
    let passkey_id = evidence.passkey_id();
    let outcome = settle(&app, &caller, evidence).await;
    if let (Err(refusal), Some(id)) = (&outcome, &passkey_id) {
        assertion::note_refusal(&app, &caller.visit, id, refusal).await?;
    }
    outcome
}

/// Gives the question for a passkey or security key.
pub async fn start_passkey_step_up(
    app: App,
    caller: SignedIn,
    which: WhichKind,
) -> Result<Answer<PasskeyQuestion>, Error> {
    let asked = Asked::Session(&caller.session);
    Ok(Answer::new(assertion::ask(&app, asked, which.kind).await?))
}

/// Sends a code for it, to an account that has nothing stronger.
pub async fn send_step_up_code(
    app: App,
    caller: SignedIn,
    which: WhichChannel,
) -> Result<Answer<Destination>, Error> {
    let prover = Prover::Session(&caller.session);
    sent_codes::count_wish(&app, &caller.visit, which.channel).await?;
    Ok(Answer::new(
        second_step::send_code(&app, prover, which.channel).await?,
    ))
}

async fn settle(
    app: &App,
    caller: &SignedIn,
    evidence: Evidence,
) -> Result<Answer<SteppedUp>, Error> {
    let mut transaction = app.store.write_transaction().await?;
    let prover = Prover::Session(&caller.session);
    let proof = evidence.consume(&mut transaction, app, prover).await?;
    proof.record(&mut transaction, app, &caller.visit).await?;
    finish(app, caller, transaction, proof.backup_codes_left()).await
}

async fn finish(
    app: &App,
    caller: &SignedIn,
    mut transaction: Transaction,
    backup_codes_left: Option<u32>,
) -> Result<Answer<SteppedUp>, Error> {
    let now = app.clock.now();
    let grant = sessions::prove_again(&mut transaction, &caller.session, now).await?;
    transaction.commit().await?;
    let until = freshness::recent_until(now);
    let stepped_up = SteppedUp {
        until,
        open_for: until.seconds_after(now),
        backup_codes_left,
    };
    Ok(Answer::new(stepped_up).give(grant))
}
