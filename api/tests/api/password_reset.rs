//! A new password by a link in an email.

use crate::{
    email_links::person,
    support::{
        TestApp,
        account::{
            OTHER_PASSWORD, RESET_SCREEN, ask_reset, ask_reset_on_the_way, confirmed, events,
            finish_reset, reset_token, set_keys_only, sign_in, trust,
        },
        passkey::{PASSKEY, SECURITY_KEY, device, elsewhere, register},
        person::{
            EMAIL, PASSWORD, enrolled, newcomer, pending_sign_in, security, standing, submit_code,
            submit_password,
        },
    },
};
use contract::{
    Nothing, Problem,
    activity::Event,
    endpoint::ReadSecurity,
    problem::Field,
    sign_in::{Method, NextStep},
};

#[tokio::test]
async fn a_new_password_by_email_ends_whatever_the_old_one_opened() {
    // RC-1, PW-7, SE-4.
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust(&browser).await.unwrap();
    let pending = pending_sign_in(&app, EMAIL).await;
    let reader = app.browser();
    let token = reset_token(&app, EMAIL).await;
    let answer = finish_reset(&reader, &token, OTHER_PASSWORD).await;
    assert_eq!(answer, Ok(Nothing {}));

    assert!(reader.cookies().is_empty(), "it signs nobody in");
    assert_eq!(standing(&reader).await, NextStep::Password);
    assert_eq!(security(&browser).await.unwrap_err(), Problem::NotSignedIn);
    assert_eq!(standing(&pending).await, NextStep::Password);
    let old = submit_password(&browser, EMAIL, PASSWORD).await;
    assert_eq!(old, Err(Problem::WrongCredentials));
    // The second step stays, and trust is gone.
    app.next_step();
    let step = submit_password(&browser, EMAIL, OTHER_PASSWORD)
        .await
        .unwrap();
    assert!(matches!(step, NextStep::SecondStep(_)), "{step:?}");
    submit_code(&browser, phone.code(&app)).await.unwrap();
    let seen = events(&browser).await;
    assert!(seen.contains(&Event::PasswordReset), "{seen:?}");
    assert!(seen.contains(&Event::PasswordResetAsked), "{seen:?}");
}

#[tokio::test]
async fn asking_for_a_new_password_is_answered_alike_whoever_has_an_account() {
    // EN-3, RC-1.
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    app.new_messages().await;
    let ask = async |email: &str| {
        let path = "/api/password-reset/ask";
        elsewhere(&app)
            .post(path, format!(r#"{{"email":"{email}"}}"#))
            .await
    };
    let (known, unknown) = (
        ask(" ANN@example.com").await,
        ask("nobody@example.com").await,
    );
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    assert_eq!(known.headers.len(), unknown.headers.len());
    let messages = app.new_messages().await;
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert_eq!(messages[0].to, EMAIL);
    // And refused alike.
    for email in [EMAIL, "nobody@example.com"] {
        ask(email).await;
        ask(email).await;
        assert_eq!(ask(email).await.status.as_u16(), 429, "{email}");
    }
    let malformed = ask("no address").await.problem();
    assert!(matches!(
        malformed,
        Problem::Invalid {
            field: Field::Email,
            ..
        }
    ));
}

#[tokio::test]
async fn a_new_password_by_email_is_held_to_the_same_rules() {
    // PW-1, PW-4; a refused one leaves the link as it was.
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let token = reset_token(&app, EMAIL).await;
    let browser = app.browser();
    for bad in ["", "short", "elevenchars", "ann@example.com ann"] {
        let refused = finish_reset(&browser, &token, bad).await;
        let Err(Problem::Invalid { field, .. }) = refused else {
            panic!("{bad}: {refused:?}")
        };
        assert_eq!(field, Field::Password, "{bad}");
    }
    finish_reset(&browser, &token, OTHER_PASSWORD)
        .await
        .unwrap();
    let step = submit_password(&browser, EMAIL, OTHER_PASSWORD).await;
    assert!(step.is_ok(), "{step:?}");
}

#[tokio::test]
async fn a_changed_password_voids_links_for_a_new_one() {
    // PW-7.
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let token = reset_token(&app, EMAIL).await;
    crate::account::password::change(&browser, PASSWORD, OTHER_PASSWORD)
        .await
        .unwrap();
    let refused = finish_reset(&app.browser(), &token, "yet another long password").await;
    assert_eq!(refused, Err(Problem::LinkExpired));
}

#[tokio::test]
async fn a_new_password_by_email_does_not_confirm_the_address() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let token = reset_token(&app, EMAIL).await;
    finish_reset(&app.browser(), &token, OTHER_PASSWORD)
        .await
        .unwrap();
    app.next_step();
    submit_password(&browser, EMAIL, OTHER_PASSWORD)
        .await
        .unwrap();
    submit_code(&browser, phone.code(&app)).await.unwrap();
    let overview = browser.call::<ReadSecurity>(&Nothing {}).await.unwrap();
    assert_eq!(overview.email_confirmed_at, None);
}

#[tokio::test]
async fn a_second_step_that_was_wrong_too_often_stays_so_over_a_new_password() {
    // RL-9.
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let pending = pending_sign_in(&app, EMAIL).await;
    for _ in 0..5 {
        submit_code(&pending, phone.wrong_code(&app))
            .await
            .unwrap_err();
    }
    let token = reset_token(&app, EMAIL).await;
    finish_reset(&app.browser(), &token, OTHER_PASSWORD)
        .await
        .unwrap();
    let browser = app.browser();
    submit_password(&browser, EMAIL, OTHER_PASSWORD)
        .await
        .unwrap();
    app.next_step();
    let outcome = submit_code(&browser, phone.code(&app)).await;
    assert!(matches!(outcome, Err(Problem::TooManyTries { .. })));
}

#[tokio::test]
async fn a_new_password_by_email_keeps_the_keys() {
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    for kind in [PASSKEY, SECURITY_KEY] {
        register(&browser, &mut device(kind), kind).await;
    }
    set_keys_only(&browser, true).await.unwrap();
    let token = reset_token(&app, EMAIL).await;
    finish_reset(&app.browser(), &token, OTHER_PASSWORD)
        .await
        .unwrap();
    let step = submit_password(&app.browser(), EMAIL, OTHER_PASSWORD).await;
    let Ok(NextStep::SecondStep(asked)) = step else {
        panic!("{step:?}")
    };
    assert_eq!(asked.methods, [Method::Passkey, Method::SecurityKey]);
}

#[tokio::test]
async fn whoever_asks_for_an_unknown_address_is_told_nothing_by_the_database_either() {
    let app = TestApp::new().await;
    let before = app.dump().await;
    ask_reset(&app.browser(), "nobody@example.com")
        .await
        .unwrap();
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn the_link_for_a_new_password_leads_on_to_where_the_person_was_going() {
    let app = TestApp::with(&["--next-origins", "https://app.example.org"]).await;
    person(&app).await;
    for (next, query) in [
        (Some("/board?a=b#part"), "?next=%2Fboard%3Fa%3Db%23part"),
        (
            Some("https://app.example.org/x"),
            "?next=https%3A%2F%2Fapp.example.org%2Fx",
        ),
        (Some("https://evil.example/"), ""),
        (Some("//evil.example"), ""),
        (None, ""),
    ] {
        app.clock.advance_seconds(3_600);
        ask_reset_on_the_way(&app.browser(), EMAIL, next)
            .await
            .unwrap();
        let message = app.newest_message(EMAIL).await;
        let text = format!("{message:?}");
        let link = format!("{RESET_SCREEN}{query}#");
        assert!(text.contains(&link), "{next:?}: {text}");
    }
}
