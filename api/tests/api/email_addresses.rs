//! One person, one account, however their address is written (UTS #46), and whatever was pasted unseen with it.

use crate::support::{
    TestApp,
    account::{ask_reset, confirm_email, start_email, take_email},
    outbox::code_in,
    person::{
        EMAIL, PASSWORD, enrolled, newcomer, security, sign_up, step_up_with_password,
        submit_password,
    },
};
use api::startup::address_form::{self, Conflict};
use axum::{body::Body, http::Request};
use contract::{
    Problem,
    account::Deletion,
    endpoint::DeleteAccount,
    problem::{Field, Reason},
    sign_in::NextStep,
};

const UNICODE: &str = "anna@bücher.example";
const A_LABELS: &str = "anna@xn--bcher-kva.example";

fn email_of(step: NextStep) -> String {
    match step {
        NextStep::SignedIn(signed_in) => signed_in.viewer.email,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_internationalised_domain_is_one_account_however_it_is_typed() {
    let app = TestApp::new().await;
    newcomer(&app, UNICODE).await;
    for typed in [
        UNICODE,
        A_LABELS,
        "Anna@BÜCHER.example",
        "ANNA@XN--BCHER-KVA.EXAMPLE",
        "\u{FEFF}anna@bücher.example\u{200B}",
    ] {
        let step = submit_password(&app.browser(), typed, PASSWORD).await;
        assert_eq!(email_of(step.unwrap()), A_LABELS, "{typed:?}");
        sign_up(&app, typed, "a wholly different password")
            .await
            .unwrap();
    }
    ask_reset(&app.browser(), UNICODE).await.unwrap();
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 1);
    let messages = app.messages().await;
    assert!(messages.iter().all(|message| message.to == A_LABELS));
}

#[tokio::test]
async fn emails_and_applications_get_the_domain_that_mail_servers_know() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    start_email(&browser, "anna@Bücher.example").await.unwrap();
    let code = app.next_email(A_LABELS).await.code();
    confirm_email(&browser, code).await.unwrap();
    assert_eq!(security(&browser).await.unwrap().viewer.email, A_LABELS);
    let request = Request::builder()
        .uri("/api/verify")
        .header("x-original-url", "http://localhost:8080/app")
        .body(Body::empty());
    let answer = browser.send(request.unwrap()).await;
    assert_eq!(answer.header("remote-email"), Some(A_LABELS));
    // Nobody else can take it in the other form: its owner hears of it instead.
    let (other, _) = enrolled(&app, "bob@example.com").await;
    start_email(&other, UNICODE).await.unwrap();
    assert_eq!(code_in(&app.newest_message(A_LABELS).await.text), None);
}

#[tokio::test]
async fn an_invisible_character_inside_an_address_makes_no_second_account() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, "an\u{200B}n@exam\u{AD}ple.com\u{A0}").await;
    assert_eq!(security(&browser).await.unwrap().viewer.email, EMAIL);
    let refused = sign_up(&app, "a\u{A0}nn@example.com", PASSWORD).await;
    let malformed = Problem::Invalid {
        field: Field::Email,
        reason: Reason::Malformed,
    };
    assert_eq!(refused, Err(malformed));
}

/// Stores an address as versions before this one did.
async fn store_as_before(app: &TestApp, email: &str, form: &str) {
    app.execute(&format!(
        "UPDATE accounts SET email = '{form}' WHERE email = '{email}'"
    ))
    .await;
}

#[tokio::test]
async fn an_address_stored_in_unicode_is_found_again_after_the_next_start() {
    let mut app = TestApp::new().await;
    newcomer(&app, A_LABELS).await;
    newcomer(&app, EMAIL).await;
    store_as_before(&app, A_LABELS, UNICODE).await;
    let lost = submit_password(&app.browser(), UNICODE, PASSWORD).await;
    assert_eq!(lost, Err(Problem::WrongCredentials));
    app.restart().await;
    for typed in [UNICODE, A_LABELS] {
        let step = submit_password(&app.browser(), typed, PASSWORD).await;
        assert_eq!(email_of(step.unwrap()), A_LABELS);
    }
    // Once more changes nothing.
    let before = app.dump().await;
    let conflicts = address_form::bring_up_to_date(&app.app.store)
        .await
        .unwrap();
    assert_eq!(conflicts, []);
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn an_address_that_can_be_taken_back_is_brought_into_the_form_as_well() {
    let mut app = TestApp::new().await;
    let (browser, _) = enrolled(&app, A_LABELS).await;
    take_email(&app, &browser, EMAIL).await;
    app.execute(&format!("UPDATE email_changes SET old_email = '{UNICODE}'"))
        .await;
    app.restart().await;
    let old = app.text("SELECT old_email FROM email_changes").await;
    assert_eq!(old, A_LABELS);
}

#[tokio::test]
async fn of_two_accounts_with_one_address_the_other_is_left_alone_and_told_of() {
    let mut app = TestApp::new().await;
    newcomer(&app, A_LABELS).await;
    sign_up(&app, EMAIL, "the other person's password")
        .await
        .unwrap();
    let browser = app.browser();
    let step = submit_password(&browser, EMAIL, "the other person's password").await;
    assert_eq!(email_of(step.unwrap()), EMAIL);
    store_as_before(&app, EMAIL, UNICODE).await;
    app.restart().await;
    let id = app
        .text(&format!(
            "SELECT id FROM accounts WHERE email = '{UNICODE}'"
        ))
        .await;
    let conflicts = address_form::bring_up_to_date(&app.app.store)
        .await
        .unwrap();
    assert_eq!(conflicts, [Conflict { account_id: id }]);
    // The address leads to the one that had it in this form, and never to the other.
    let step = submit_password(&app.browser(), UNICODE, PASSWORD).await;
    assert_eq!(email_of(step.unwrap()), A_LABELS);
    // Whoever is signed in to the other goes on with it, and with its password alone.
    let browser = browser.moved_to(app.router());
    assert_eq!(security(&browser).await.unwrap().viewer.email, UNICODE);
    app.clock.advance_seconds(1_200);
    let wrong = step_up_with_password(&browser, PASSWORD).await;
    assert_eq!(wrong, Err(Problem::WrongCredentials));
    step_up_with_password(&browser, "the other person's password")
        .await
        .unwrap();
    let wish = Deletion {
        email: UNICODE.to_owned(),
    };
    browser.call::<DeleteAccount>(&wish).await.unwrap();
    let left = app.texts("SELECT email FROM accounts").await;
    assert_eq!(left, [A_LABELS]);
}

#[tokio::test]
async fn of_two_accounts_stored_in_unicode_the_older_gets_the_address() {
    let mut app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    newcomer(&app, "bob@example.com").await;
    store_as_before(&app, "bob@example.com", "anna@bücher。example").await;
    store_as_before(&app, EMAIL, UNICODE).await;
    app.restart().await;
    let stored = app
        .texts("SELECT email FROM accounts ORDER BY created_at")
        .await;
    assert_eq!(stored, [A_LABELS, "anna@bücher。example"]);
}
