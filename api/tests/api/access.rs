//! Who may make which call: every row of the table, with every kind of cookie.

use crate::support::{
    TestApp,
    browser::{Answer, Browser},
    person::{EMAIL, enrolled, enrolled_with_pending, newcomer, pending_sign_in},
    table::{Call, calls},
};
use axum::{
    body::Body,
    http::{HeaderName, Method, Request, StatusCode},
};
use contract::{
    Nothing, Problem,
    endpoint::{Access, SignOut, Verb},
};
use serde_json::Value;

/// What a caller can tell apart: the status, the body, and which headers there are.
fn seen(answer: &Answer) -> (StatusCode, String, Vec<String>) {
    let mut names: Vec<String> = answer
        .headers
        .keys()
        .map(HeaderName::as_str)
        .map(str::to_owned)
        .collect();
    names.sort();
    (answer.status, answer.text(), names)
}

/// The same of request options, but for what is drawn by chance.
fn seen_but_drawn(answer: &Answer) -> (StatusCode, Value, Vec<String>) {
    let (status, _, names) = seen(answer);
    let mut request = answer.json();
    request["ceremony"] = Value::Null;
    request["options"]["challenge"] = Value::Null;
    (status, request, names)
}

/// The refusal of a caller who may not make the call, whatever they wanted to say.
fn refused_for_access(answer: &Answer) -> Option<Problem> {
    if answer.status.is_success() {
        return None;
    }
    let problem = answer.problem();
    let is_access_refusal = matches!(
        problem,
        Problem::NotSignedIn
            | Problem::SignInExpired
            | Problem::EnrolmentRequired
            | Problem::StepUpRequired { .. }
    );
    is_access_refusal.then_some(problem)
}

fn is_for(call: &Call, accesses: &[Access]) -> bool {
    accesses.contains(&call.access)
}

fn turned_away_as_nobody(call: &Call) -> Option<Problem> {
    match call.access {
        Access::Anybody => None,
        Access::SecondStepPending => Some(Problem::SignInExpired),
        _ => Some(Problem::NotSignedIn),
    }
}

#[tokio::test]
async fn nobody_gets_only_what_is_for_anybody() {
    let app = TestApp::new().await;
    enrolled(&app, "ann.other@example.com").await;
    for call in calls() {
        let before = app.dump().await;
        let answer = call.make(&app.browser()).await;
        assert_eq!(
            refused_for_access(&answer),
            turned_away_as_nobody(&call),
            "{}",
            call.name
        );
        if call.access != Access::Anybody {
            assert_eq!(app.dump().await, before, "{} changed something", call.name);
        }
    }
}

#[tokio::test]
async fn a_pending_sign_in_is_answered_as_nobody_is() {
    let app = TestApp::new().await;
    enrolled_with_pending(&app, "half@example.com").await;
    for call in calls() {
        let pending = pending_sign_in(&app, "half@example.com").await;
        let before = app.dump().await;
        let answer = call.make(&pending).await;
        let as_nobody = call.make(&app.browser()).await;
        match call.name {
            // What the state is for: saying so, and finishing it.
            "ReadSession" | "SubmitProof" | "StartPasskeyProof" | "SendProofCode"
            | "AskRecovery" | "FinishRecovery" => {
                assert_ne!(seen(&answer), seen(&as_nobody));
            }
            // Drawn anew for everybody.
            "StartPasskeySignIn" => assert_eq!(seen_but_drawn(&answer), seen_but_drawn(&as_nobody)),
            _ => assert_eq!(seen(&answer), seen(&as_nobody), "{}", call.name),
        }
        if !is_for(&call, &[Access::Anybody, Access::SecondStepPending]) {
            assert_eq!(app.dump().await, before, "{} changed something", call.name);
        }
    }
}

#[tokio::test]
async fn neither_cookie_in_the_others_place_opens_anything() {
    let app = TestApp::new().await;
    let (pending, _) = enrolled_with_pending(&app, EMAIL).await;
    let (signed_in, _) = enrolled(&app, "bob@example.com").await;
    let swapped = app.browser();
    swapped.set_cookie("latchkey", &pending.cookie("latchkey-pending").unwrap());
    swapped.set_cookie("latchkey-pending", &signed_in.cookie("latchkey").unwrap());
    for call in calls() {
        let answer = call.make(&swapped.copy()).await;
        assert_eq!(
            refused_for_access(&answer),
            turned_away_as_nobody(&call),
            "{}",
            call.name
        );
    }
}

#[tokio::test]
async fn while_only_enrolment_is_open_nothing_else_is() {
    let app = TestApp::with(&["--second-step", "required"]).await;
    newcomer(&app, "new@example.com").await;
    for call in calls() {
        let browser = sign_in_again(&app, "new@example.com").await;
        let before = app.dump().await;
        let turned_away = refused_for_access(&call.make(&browser).await);
        match call.access {
            Access::SignedIn | Access::RecentlyProved => {
                assert_eq!(
                    turned_away,
                    Some(Problem::EnrolmentRequired),
                    "{}",
                    call.name
                );
                assert_eq!(app.dump().await, before, "{} changed something", call.name);
            }
            Access::SecondStepPending => assert_eq!(turned_away, Some(Problem::SignInExpired)),
            _ => assert_eq!(turned_away, None, "{}", call.name),
        }
    }
}

#[tokio::test]
async fn what_needs_a_recent_proof_is_refused_after_ten_minutes() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, "stale@example.com").await;
    app.clock.advance_seconds(600);
    for call in calls() {
        let browser = browser.copy();
        // These end the session that the others need.
        if matches!(call.name, "SignOut" | "SubmitPassword") {
            continue;
        }
        let before = app.dump().await;
        let turned_away = refused_for_access(&call.make(&browser).await);
        if is_for(
            &call,
            &[Access::RecentlyProved, Access::EnrollingRecentlyProved],
        ) {
            assert!(
                matches!(turned_away, Some(Problem::StepUpRequired { .. })),
                "{}",
                call.name
            );
            assert_eq!(app.dump().await, before, "{} changed something", call.name);
        }
        if is_for(&call, &[Access::SignedIn, Access::Enrolling]) && !call.name.starts_with("StepUp")
        {
            assert_eq!(turned_away, None, "{}", call.name);
        }
    }
}

#[tokio::test]
async fn a_recent_session_may_make_every_call_but_those_of_the_second_step() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, "ann.other@example.com").await;
    for call in calls() {
        if matches!(
            call.name,
            "SignOut" | "SubmitPassword" | "StepUpWithPassword"
        ) {
            continue;
        }
        let turned_away = refused_for_access(&call.make(&browser).await);
        let wanted = (call.access == Access::SecondStepPending).then_some(Problem::SignInExpired);
        assert_eq!(turned_away, wanted, "{}", call.name);
    }
}

#[tokio::test]
async fn a_session_that_was_signed_out_opens_nothing() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, "ann.other@example.com").await;
    let old = browser.copy();
    browser.call::<SignOut>(&Nothing {}).await.unwrap();
    for call in calls() {
        let answer = call.make(&old.copy()).await;
        assert_eq!(
            refused_for_access(&answer),
            turned_away_as_nobody(&call),
            "{}",
            call.name
        );
    }
}

#[tokio::test]
async fn who_may_not_call_learns_nothing_about_the_body() {
    let app = TestApp::new().await;
    for call in calls()
        .into_iter()
        .filter(|call| call.access != Access::Anybody)
    {
        if call.verb == Verb::Get {
            continue;
        }
        let good = call.make(&app.browser()).await;
        for body in ["", "[]", "{\"x\":1}"] {
            let bad = call.say(&app.browser(), body).await;
            assert_eq!(seen(&bad), seen(&good), "{}", call.name);
        }
    }
}

#[tokio::test]
async fn every_path_knows_its_method_only() {
    let app = TestApp::new().await;
    for call in calls() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
            let own = if call.verb == Verb::Get {
                "GET"
            } else {
                "POST"
            };
            if method == own {
                continue;
            }
            let mut request = call.request();
            *request.method_mut() = Method::from_bytes(method.as_bytes()).unwrap();
            let answer = app.browser().send(request).await;
            assert_eq!(
                answer.problem(),
                Problem::MethodNotAllowed,
                "{method} {}",
                call.path
            );
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        }
    }
}

#[tokio::test]
async fn what_is_no_call_is_not_found_in_the_one_shape() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    for path in [
        "/api",
        "/api/",
        "/api?x",
        "/api/nothing",
        "/api/sign-in",
        "/api/sign-in/password/",
        "/api//session",
        "/api/account/security/x",
        "/api/../api/session",
        "/api/%2e%2e/session",
        "/api/SESSION",
        "/api/openapi.yaml",
        "/api/account/authenticators/0",
        "/api/sign-in/proof%00",
    ] {
        for browser in [&app.browser(), &browser] {
            let answer = browser.get(path).await;
            assert!(answer.text().starts_with('{'), "{path}: {}", answer.text());
            assert_eq!(answer.problem(), Problem::NotFound, "{path}");
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        }
        let answer = browser.post(path, "{}").await;
        assert_eq!(answer.problem(), Problem::NotFound, "{path}");
    }
}

#[tokio::test]
async fn a_query_changes_nothing() {
    let app = TestApp::new().await;
    let (pending, _) = enrolled_with_pending(&app, EMAIL).await;
    let request = Request::builder()
        .uri("/api/account/security?mfa_verified=true&user_id=1")
        .body(Body::empty())
        .unwrap();
    assert_eq!(pending.send(request).await.problem(), Problem::NotSignedIn);
}

async fn sign_in_again(app: &TestApp, email: &str) -> Browser {
    let browser = app.browser();
    let password = crate::support::person::PASSWORD;
    crate::support::person::submit_password(&browser, email, password)
        .await
        .unwrap();
    browser
}
