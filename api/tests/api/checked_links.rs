//! What is said of a link before it is used: whose password it sets, and nothing of whom the others belong to.

use crate::support::{
    TestApp,
    account::{
        RESET_SCREEN, UNDO_SCREEN, altered, ask_reset, check_link, confirmed, finish_reset,
        recovery_token, reset_token, sign_in, take_email, waiting,
    },
    browser::Browser,
    person::{EMAIL, enrol, newcomer},
};
use contract::{
    Nothing, Problem, Secret,
    problem::{Field, Reason},
    recovery::{LinkChecked, LinkKind, ResetFor},
};
use serde_json::json;

const NEW_EMAIL: &str = "ann.new@example.com";

/// What the server says of a link, as it goes over the wire.
async fn said(browser: &Browser, kind: LinkKind, token: &Secret) -> String {
    let body = json!({ "kind": kind, "token": token.expose() });
    let answer = browser.post("/api/link/check", body.to_string()).await;
    answer.text()
}

/// Whose password it sets, and how long that one must be.
fn reset_for(email: &str, password_min: u32) -> LinkChecked {
    let email = email.to_owned();
    LinkChecked {
        reset: Some(ResetFor {
            email,
            password_min,
        }),
    }
}

#[tokio::test]
async fn a_link_for_a_new_password_says_whose_it_is_and_how_long_the_password_must_be() {
    const LONG: &str = "vK7#qpzwvK7#qpz";
    let optional: &[&str] = &[];
    let required: &[&str] = &["--second-step", "required"];
    for (arguments, has_method, minimum) in [
        (optional, false, 15),
        (optional, true, 8),
        (required, false, 8),
    ] {
        let app = TestApp::with(arguments).await;
        let browser = newcomer(&app, EMAIL).await;
        if has_method {
            enrol(&app, &browser).await;
        }
        ask_reset(&app.browser(), " ANN@Example.COM").await.unwrap();
        let token = app.newest_message(EMAIL).await.token(RESET_SCREEN);

        let stranger = app.browser();
        let checked = check_link(&stranger, LinkKind::PasswordReset, &token).await;
        assert_eq!(checked, Ok(reset_for(EMAIL, minimum)), "{arguments:?}");

        // It is the length that counts when the link is used.
        let of_length = |length| LONG.chars().take(length).collect::<String>();
        let enough = minimum as usize;
        let short = of_length(enough - 1);
        let refused = finish_reset(&stranger, &token, &short).await;
        let too_short = Problem::Invalid {
            field: Field::Password,
            reason: Reason::TooShort { minimum },
        };
        assert_eq!(refused, Err(too_short), "{arguments:?}");
        let done = finish_reset(&stranger, &token, &of_length(enough)).await;
        assert_eq!(done, Ok(Nothing {}), "{arguments:?}");
    }
}

#[tokio::test]
async fn a_link_of_another_kind_names_nobody() {
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    let token = recovery_token(&app, EMAIL).await;
    let stranger = app.browser();
    assert_eq!(said(&stranger, LinkKind::RecoveryStart, &token).await, "{}");
    app.clock.advance_seconds(60);
    let token = waiting(&app, EMAIL).await;
    let stop = said(&stranger, LinkKind::RecoveryCancel, &token).await;
    assert_eq!(stop, "{}");
    app.clock.advance_seconds(60);
    sign_in(&app, &browser, EMAIL, &phone).await;
    take_email(&app, &browser, NEW_EMAIL).await;
    let token = app.newest_message(EMAIL).await.token(UNDO_SCREEN);
    let undo = said(&stranger, LinkKind::EmailChangeUndo, &token).await;
    assert_eq!(
        undo, "{}",
        "it went to an address that is not theirs any more"
    );
}

#[tokio::test]
async fn a_dead_link_for_a_new_password_names_nobody() {
    const DEAD: &str = r#"{"code":"link_expired"}"#;
    const KIND: LinkKind = LinkKind::PasswordReset;
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    let stranger = app.browser();
    let token = reset_token(&app, EMAIL).await;
    assert_eq!(said(&stranger, KIND, &altered(&token)).await, DEAD);
    let of_another_kind = said(&stranger, LinkKind::EmailChangeUndo, &token).await;
    assert_eq!(of_another_kind, DEAD);
    app.clock.advance_seconds(30 * 60);
    assert_eq!(said(&stranger, KIND, &token).await, DEAD, "too old");

    let token = reset_token(&app, EMAIL).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    take_email(&app, &browser, NEW_EMAIL).await;
    let moved = said(&stranger, KIND, &token).await;
    assert_eq!(moved, DEAD, "the account has another address now");

    let token = reset_token(&app, NEW_EMAIL).await;
    let checked = check_link(&stranger, KIND, &token).await;
    assert_eq!(checked, Ok(reset_for(NEW_EMAIL, 8)));
}
