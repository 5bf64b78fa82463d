//! Signing in and out.

use crate::{
    app::App,
    auth::{
        caller::{Anybody, SecondStepPending},
        claimant::Claimant,
        next_step::{ask_again, next_of_session, owed, signed_in},
        passkeys::{
            assertion::{self, VerifiedPasskey},
            challenges,
            claimant::PasskeyClaimant,
        },
        passwords, pending_sign_ins,
        second_step::{self, VerifiedProof, missing},
        sent_codes,
        sessions::{self, AfterPassword, VerifiedSignIn},
    },
    error::Error,
    http::{
        client_info::ClientInfo,
        cookies::{Cookie, IssuedCookie},
        response::Answer,
    },
    rules::{
        email::Email,
        password::{self, Password},
    },
    store::{self, Connection, accounts::Account},
};
use contract::{
    Nothing, Problem,
    passkey::{PasskeyAnswer, PasskeyKind, PasskeyQuestion, WhichKind},
    sent_code::{Destination, WhichChannel},
    sign_in::{Credentials, NextStep, Proof, SignedIn},
};

/// Seconds until a browser drops the cookie that its challenges are bound to.
const CEREMONY_COOKIE_SECONDS: i64 = 10 * 60;

/// Says where this browser stands. It only reads: a cookie that opens nothing stays, because an answer that crosses
/// a new token on its way would take that one away.
pub async fn read_session(
    app: App,
    caller: Anybody,
    _: Nothing,
) -> Result<Answer<NextStep>, Error> {
    let client = caller.client;
    if let Some(session) = sessions::current(&app, &client.session).await? {
        return Ok(Answer::new(next_of_session(&app, &session)));
    }
    let asked = match pending_sign_ins::current(&app, &client.pending).await? {
        Some(pending) => ask_again(&app, &pending).await?,
        None => None,
    };
    Ok(Answer::new(
        asked.map_or(NextStep::Password, NextStep::SecondStep),
    ))
}

/// The first step. A right password ends whatever this browser had before.
pub async fn submit_password(
    app: App,
    caller: Anybody,
    given: Credentials,
) -> Result<Answer<NextStep>, Error> {
    let client = caller.client;
    let email = Email::parse(&given.email)?;
    let password = Password::typed(&given.password)?;
    let place = app.hasher.place()?;
    let right = passwords::verify(&app, &place, &email, password.clone(), &client).await?;
    drop(place);
    // No reason to refuse it: whoever has a weak password must get in to change it.
    let advice = |has_second_step: bool| {
        let demands = app.password_demands(&email, password::minimum(has_second_step));
        password::weakness(&password, &demands)
    };
    let (advice, advice_alone) = (advice(true), advice(false));
    let mut transaction = app.store.write_transaction().await?;
    end_what_was(&mut transaction, &client).await?;
    let answer = match VerifiedSignIn::by_password(&mut transaction, &app, right, &client).await? {
        AfterPassword::SecondStepPending(account, standing) => {
            let now = app.clock.now();
            missing::note_password(&mut transaction, &app, &account, &client).await?;
            let (issued, pending) =
                pending_sign_ins::begin(&mut transaction, (&account.id, advice), &client, now)
                    .await?;
            let asked = owed(&mut transaction, &app, (&account, standing), &pending).await?;
            let asked = asked.ok_or(Error::Inconsistent("a second step that is none"))?;
            Answer::new(NextStep::SecondStep(asked))
                .take(Cookie::Session)
                .give(issued)
        }
        AfterPassword::Enough(verified_sign_in) => {
            let signed_in = SignedIn {
                password_advice: if verified_sign_in.is_by_password_alone() {
                    advice_alone
                } else {
                    advice
                },
                ..signed_in(&verified_sign_in)
            };
            let next = if verified_sign_in.is_enrolling() {
                NextStep::EnrolmentRequired(signed_in)
            } else {
                NextStep::SignedIn(signed_in)
            };
            let opened = sessions::open(&mut transaction, &app, verified_sign_in, &client).await?;
            opened.give(Answer::new(next)).take(Cookie::Pending)
        }
    };
    transaction.commit().await?;
    Ok(answer)
}

/// The second step, of whoever the first one was for. All or nothing: the proof is used up, the wait ends and the
/// session opens, or none of it.
pub async fn submit_proof(
    app: App,
    caller: SecondStepPending,
    proof: Proof,
) -> Result<Answer<NextStep>, Error> {
    let claimant = Claimant::Pending(&caller.pending);
    let verified = second_step::verify(&app, claimant, &caller.client, &proof).await?;
    let passkey_id = verified.passkey_id();
    let outcome = finish_second_step(&app, &caller, verified).await;
    if let (Err(refusal), Some(id)) = (&outcome, &passkey_id) {
        assertion::note_refusal(&app, &caller.client, id, refusal).await?;
    }
    outcome
}

/// Gives the challenge for a passkey alone. It is bound to this browser by a cookie.
pub async fn start_passkey_sign_in(
    app: App,
    caller: Anybody,
    _: Nothing,
) -> Result<Answer<PasskeyQuestion>, Error> {
    let client = caller.client;
    let mut connection = app.store.read().await?;
    let presented = client.ceremony.token.as_ref();
    let token = challenges::browser_token(&mut connection, presented, app.clock.now()).await?;
    drop(connection);
    let asked = PasskeyClaimant::Browser(&token, client.network);
    let question = assertion::ask(&app, asked, PasskeyKind::Passkey).await?;
    let issued = IssuedCookie {
        cookie: Cookie::Ceremony,
        token,
        seconds: CEREMONY_COOKIE_SECONDS,
    };
    Ok(Answer::new(question).give(issued))
}

/// A passkey as both steps at once. It ends whatever this browser had before.
pub async fn sign_in_with_passkey(
    app: App,
    caller: Anybody,
    answer: PasskeyAnswer,
) -> Result<Answer<NextStep>, Error> {
    let client = caller.client;
    let token = client.ceremony.token.as_ref();
    let token = token.ok_or(Problem::CeremonyExpired)?;
    let asked = PasskeyClaimant::Browser(token, client.network);
    let right = assertion::verify(&app, asked, &client, PasskeyKind::Passkey, &answer).await?;
    let outcome = open_with_passkey(&app, &client, &right).await;
    if let Err(refusal) = &outcome {
        assertion::note_refusal(&app, &client, right.id(), refusal).await?;
    }
    outcome
}

/// Gives the challenge for a passkey or security key as the second step.
pub async fn start_passkey_proof(
    app: App,
    caller: SecondStepPending,
    which: WhichKind,
) -> Result<Answer<PasskeyQuestion>, Error> {
    let asked = PasskeyClaimant::Pending(&caller.pending);
    Ok(Answer::new(assertion::ask(&app, asked, which.kind).await?))
}

/// Sends a code for the second step.
pub async fn send_proof_code(
    app: App,
    caller: SecondStepPending,
    which: WhichChannel,
) -> Result<Answer<Destination>, Error> {
    let claimant = Claimant::Pending(&caller.pending);
    sent_codes::count_request(&app, &caller.client, which.channel).await?;
    Ok(Answer::new(
        second_step::send_code(&app, claimant, which.channel).await?,
    ))
}

/// Gives up a pending sign-in; a session stays.
pub async fn cancel_sign_in(
    app: App,
    caller: Anybody,
    _: Nothing,
) -> Result<Answer<NextStep>, Error> {
    let client = caller.client;
    let mut transaction = app.store.write_transaction().await?;
    pending_sign_ins::give_up(&mut transaction, &client.pending).await?;
    transaction.commit().await?;
    let session = sessions::current(&app, &client.session).await?;
    let next = session.map_or(NextStep::Password, |session| {
        next_of_session(&app, &session)
    });
    Ok(Answer::new(next).take(Cookie::Pending))
}

/// Ends the session, and whatever else this browser had. Only our own cookies go, by name: the page keeps nothing of a
/// person, and what other applications on the host keep in the browser (`Clear-Site-Data` would take it) is theirs.
pub async fn sign_out(app: App, caller: Anybody, _: Nothing) -> Result<Answer<NextStep>, Error> {
    let mut transaction = app.store.write_transaction().await?;
    if let Some(account_id) = end_what_was(&mut transaction, &caller.client).await? {
        tracing::Span::current().record("account_id", account_id);
    }
    transaction.commit().await?;
    Ok(Answer::new(NextStep::Password)
        .take(Cookie::Session)
        .take(Cookie::Pending))
}

async fn finish_second_step(
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
    missing::note_finished(&mut transaction, proof.account_id()).await?;
    proof.record(&mut transaction, app, client).await?;
    let opened = sessions::open(&mut transaction, app, verified_sign_in, client).await?;
    transaction.commit().await?;
    Ok(opened
        .give(Answer::new(NextStep::SignedIn(signed_in)))
        .take(Cookie::Pending))
}

async fn open_with_passkey(
    app: &App,
    client: &ClientInfo,
    right: &VerifiedPasskey,
) -> Result<Answer<NextStep>, Error> {
    let mut transaction = app.store.write_transaction().await?;
    let verified_sign_in =
        VerifiedSignIn::by_passkey(&mut transaction, right, app.clock.now()).await?;
    missing::note_finished(&mut transaction, &verified_sign_in.account().id).await?;
    end_what_was(&mut transaction, client).await?;
    let signed_in = signed_in(&verified_sign_in);
    let opened = sessions::open(&mut transaction, app, verified_sign_in, client).await?;
    transaction.commit().await?;
    Ok(opened
        .give(Answer::new(NextStep::SignedIn(signed_in)))
        .take(Cookie::Pending)
        .take(Cookie::Ceremony))
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
async fn end_what_was(
    connection: &mut Connection,
    client: &ClientInfo,
) -> Result<Option<String>, Error> {
    pending_sign_ins::give_up(connection, &client.pending).await?;
    sessions::end(connection, &client.session).await
}
