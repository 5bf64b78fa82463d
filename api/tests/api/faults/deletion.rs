//! An account is deleted while another call for it is under way: whoever made that one is refused by name, and no call fails.

use crate::support::{
    TestApp,
    account::{NUMBER, confirmed, send_code, sent_code, with_number_only},
    browser::{Answer, Browser},
    passkey::{PASSKEY, Purpose, answer_to},
    person::{PASSWORD, Phone, authenticator, backup_code, enrolled, pending_sign_in},
    table::{Call, calls},
};
use contract::{
    endpoint::{Access, Verb},
    sent_code::Channel,
    sign_in::Proof,
};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use std::time::Duration;
use tokio::time::sleep;

/// When the account is deleted.
#[derive(Clone, Copy, Debug)]
enum When {
    /// After the caller was admitted, before anything is written.
    BeforeTheFirstWrite,
    /// Between what is written first, such as an attempt, and what is written then.
    AfterTheFirstWrite,
}

/// Long enough for a call to come to where it waits to write. One that is slower is refused as nobody's.
const SOON: Duration = Duration::from_millis(25);

async fn delete(app: &TestApp, email: &str) {
    let sql = format!("DELETE FROM accounts WHERE email = '{email}'");
    app.execute(&sql).await;
}

/// Makes the call, and deletes the account meanwhile. Writers take turns in the order in which they come.
async fn made(
    app: &TestApp,
    (browser, call): (&Browser, &Call),
    email: &str,
    when: When,
) -> Answer {
    let mut held = app.app.store.write_transaction().await.unwrap();
    let (browser, call) = (browser.clone(), call.clone());
    let asking = tokio::spawn(async move { call.make(&browser).await });
    sleep(SOON).await;
    match when {
        When::BeforeTheFirstWrite => {
            let sql = AssertSqlSafe(format!("DELETE FROM accounts WHERE email = '{email}'"));
            sqlx::query::<api::store::Database>(sql)
                .execute(&mut *held)
                .await
                .unwrap();
            held.commit().await.unwrap();
        }
        When::AfterTheFirstWrite => {
            let ((), ()) = tokio::join!(
                async {
                    // It stands behind the call by then.
                    sleep(SOON).await;
                    held.commit().await.unwrap();
                },
                delete(app, email)
            );
        }
    }
    asking.await.unwrap()
}

fn with_body(name: &str, body: Value) -> Call {
    let mut call = calls().into_iter().find(|call| call.name == name).unwrap();
    call.body = body;
    call
}

fn proof(proof: &Proof) -> Value {
    serde_json::to_value(proof).unwrap()
}

fn check(answer: &Answer, call: &Call, when: When) {
    let status = answer.status.as_u16();
    assert!(
        status < 500,
        "{} {when:?}: {status} {}",
        call.name,
        answer.text()
    );
    if !answer.status.is_success() {
        answer.problem();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_of_somebody_signed_in_is_refused_by_name() {
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let mut number = 0;
    for call in calls() {
        if call.verb == Verb::Get
            || matches!(call.access, Access::Anybody | Access::SecondStepPending)
        {
            continue;
        }
        for when in [When::BeforeTheFirstWrite, When::AfterTheFirstWrite] {
            number += 1;
            let email = format!("p{number}@example.com");
            let (browser, _) = enrolled(&app, &email).await;
            let answer = made(&app, (&browser, &call), &email, when).await;
            check(&answer, &call, when);
            app.execute("DELETE FROM tries").await;
        }
    }
    assert!(number > 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_of_a_sign_in_between_its_steps_is_refused_by_name() {
    let app = TestApp::new().await;
    let mut number = 0;
    let others = calls()
        .into_iter()
        .filter(|call| call.access == Access::SecondStepPending);
    for call in others {
        for when in [When::BeforeTheFirstWrite, When::AfterTheFirstWrite] {
            number += 1;
            let email = format!("p{number}@example.com");
            confirmed(&app, &email).await;
            let pending = pending_sign_in(&app, &email).await;
            let answer = made(&app, (&pending, &call), &email, when).await;
            check(&answer, &call, when);
            // What is written at once was done before the account went.
            let was_done = matches!(when, When::AfterTheFirstWrite) && call.name == "AskRecovery";
            assert_eq!(
                answer.status.is_success(),
                was_done,
                "{} {when:?}",
                call.name
            );
            app.execute("DELETE FROM tries").await;
        }
    }
    assert!(number > 6);
}

/// A right proof of each kind, of somebody of their own, and the browser that gives it.
async fn right_proofs(app: &TestApp, when: When) -> Vec<(String, Browser, Proof)> {
    let mut proofs = Vec::new();
    for kind in ["code", "paper", "passkey", "sent"] {
        let email = format!("{kind}{when:?}@example.com").to_lowercase();
        let (pending, given) = match kind {
            "sent" => {
                with_number_only(app, &email, NUMBER).await;
                app.clock.advance_seconds(60);
                let pending = pending_sign_in(app, &email).await;
                send_code(&pending, Channel::TextMessage).await.unwrap();
                let code = app.newest_message(NUMBER).await.code();
                (pending, sent_code(Channel::TextMessage, code))
            }
            "passkey" => {
                let (_, mut device) = with_key(app, &email).await;
                let pending = pending_sign_in(app, &email).await;
                let request = Purpose::SecondStep(PASSKEY)
                    .request_options(&pending)
                    .await
                    .unwrap();
                let answer = device.prove(&request).unwrap();
                (pending, Proof::Passkey(answer_to(&request, &answer)))
            }
            _ => {
                let (_, phone): (Browser, Phone) = enrolled(app, &email).await;
                app.next_step();
                let code = authenticator(phone.code(app));
                let paper = backup_code(&phone.backup_codes[0]);
                (
                    pending_sign_in(app, &email).await,
                    if kind == "code" { code } else { paper },
                )
            }
        };
        proofs.push((email, pending, given));
    }
    proofs
}

async fn with_key(
    app: &TestApp,
    email: &str,
) -> (Browser, crate::support::authenticator::Authenticator) {
    let mut device = crate::support::authenticator::Authenticator::synced();
    let browser = crate::support::person::newcomer(app, email).await;
    crate::support::passkey::register(&browser, &mut device, PASSKEY).await;
    (browser, device)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_proof_for_an_account_that_is_gone_is_refused_by_name() {
    let app = TestApp::new().await;
    for when in [When::BeforeTheFirstWrite, When::AfterTheFirstWrite] {
        for (email, pending, given) in right_proofs(&app, when).await {
            let call = with_body("SubmitProof", proof(&given));
            let answer = made(&app, (&pending, &call), &email, when).await;
            check(&answer, &call, when);
            assert!(!answer.status.is_success(), "{given:?} {when:?}");
            app.execute("DELETE FROM tries").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_password_for_an_account_that_is_gone_is_refused_by_name() {
    let app = TestApp::new().await;
    for when in [When::BeforeTheFirstWrite, When::AfterTheFirstWrite] {
        let email = format!("password{when:?}@example.com").to_lowercase();
        enrolled(&app, &email).await;
        let call = with_body(
            "SubmitPassword",
            json!({"email": email, "password": PASSWORD}),
        );
        let answer = made(&app, (&app.browser(), &call), &email, when).await;
        check(&answer, &call, when);
        assert!(!answer.status.is_success(), "{when:?}");
    }
}
