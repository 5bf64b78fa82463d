//! What goes with every answer, and the calls about the server itself.

use crate::static_files::with_page;
use crate::support::{
    TestApp,
    browser::Answer,
    person::{EMAIL, enrolled},
    starts_with,
    table::calls,
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use contract::{
    Nothing,
    endpoint::ReadHealth,
    site::{Health, HealthStatus},
};
use std::collections::HashSet;

/// Answers of every kind: each call, as nobody and signed in, and what is no call.
async fn answers(app: &TestApp) -> Vec<(String, Answer)> {
    let (signed_in, _) = enrolled(app, EMAIL).await;
    let mut answers = Vec::new();
    for call in calls() {
        answers.push((call.path.clone(), call.make(&app.browser()).await));
        answers.push((call.path.clone(), call.make(&signed_in.copy()).await));
        answers.push((
            call.path.clone(),
            call.say(&signed_in.copy(), "nonsense").await,
        ));
    }
    for path in [
        "/api/openapi.json",
        "/api/nothing",
        "/api/",
        "/",
        "/sign-up",
        "/missing.js",
        "/.env",
    ] {
        answers.push((path.to_owned(), app.browser().get(path).await));
    }
    answers
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_this_site_does_not_do() {
    let app = TestApp::new().await;
    for (path, answer) in answers(&app).await {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{path}"
        );
        assert_eq!(answer.header("server"), None, "{path}");
        assert_eq!(
            answer.header("strict-transport-security"),
            None,
            "by http it would mean nothing"
        );
    }
}

#[tokio::test]
async fn every_document_shares_no_window_and_no_permission() {
    // FE-5.
    let (app, _dist) = with_page().await;
    for (path, known) in [
        ("/", None),
        ("/security", None),
        ("/account.html", None),
        ("/nowhere", None),
        // Of a page that is known already, and was perhaps kept under other headers.
        ("/", Some("*")),
        ("/outbox", None),
    ] {
        let request = Request::builder().uri(path).header("host", "localhost");
        let request = match known {
            Some(tag) => request.header("if-none-match", tag),
            None => request,
        };
        let browser = app.browser();
        let answer = browser.send(request.body(Body::empty()).unwrap()).await;
        for (name, value) in [
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert!(answer.header("permissions-policy").is_some(), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        for part in ["base-uri 'none'", "form-action 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
    }
    // What is no document has none of that: it would be sent with every file, and mean nothing.
    let file = app.browser().get("/boot.js").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("permissions-policy"), None);
}

/// What browsers are told about https by a server that is set up like this.
async fn only_https(arguments: &[&str]) -> Option<String> {
    let arguments = [&["--origin", "https://example.org"], arguments].concat();
    let app = TestApp::with(&arguments).await;
    let answer = app.browser().get("/api/site").await;
    answer
        .header("strict-transport-security")
        .map(str::to_owned)
}

#[tokio::test]
async fn by_https_browsers_are_told_to_stay_there_and_nothing_about_hosts_below() {
    let year = "max-age=31536000";
    assert_eq!(only_https(&[]).await.as_deref(), Some(year));
    let host = only_https(&["--hsts", "host"]).await;
    assert_eq!(host.as_deref(), Some(year));
    let below = only_https(&["--hsts", "subdomains"]).await;
    let wanted = format!("{year}; includeSubDomains");
    assert_eq!(below, Some(wanted));
    // RFC 6797 §6.1.1: an age of 0 makes browsers forget it.
    let forget = only_https(&["--hsts", "forget"]).await;
    assert_eq!(forget.as_deref(), Some("max-age=0"));
    assert_eq!(only_https(&["--hsts", "off"]).await, None);
    assert!(starts_with(&["--hsts", "preload"]).await.is_err());
}

#[tokio::test]
async fn nothing_that_the_api_says_is_kept_by_caches() {
    let app = TestApp::new().await;
    for (path, answer) in answers(&app).await {
        if path.starts_with("/api") {
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
            assert_eq!(
                answer.header("content-type"),
                Some("application/json"),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn every_answer_names_its_line_in_the_log_and_no_caller_chooses_the_name() {
    let app = TestApp::new().await;
    let mut seen = HashSet::new();
    for (path, answer) in answers(&app).await {
        let id = answer
            .header("x-request-id")
            .unwrap_or_else(|| panic!("{path}"))
            .to_owned();
        assert!(seen.insert(id), "{path}: the name was given before");
    }
    let request = Request::builder()
        .uri("/api/site")
        .header("x-request-id", "mine")
        .body(Body::empty())
        .unwrap();
    assert_ne!(
        app.browser().send(request).await.header("x-request-id"),
        Some("mine")
    );
}

#[tokio::test]
async fn the_description_lists_every_call() {
    let app = TestApp::new().await;
    let answer = app.browser().get("/api/openapi.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    let document = answer.json();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    // And what a proxy asks.
    assert!(paths["/api/verify"]["get"].is_object());
    assert_eq!(paths.len(), calls().len() + 1);
    for call in calls() {
        let verb = format!("{:?}", call.verb).to_lowercase();
        assert!(
            paths[&call.path][&verb]["operationId"].is_string(),
            "{}",
            call.path
        );
    }
    for forbidden in ["hint", "security_question", "expires_password"] {
        assert!(!answer.text().contains(forbidden), "{forbidden}");
    }
}

#[tokio::test]
async fn the_server_says_whether_it_can_work() {
    let app = TestApp::new().await;
    let health = app.browser().call::<ReadHealth>(&Nothing {}).await.unwrap();
    assert_eq!(health.status, HealthStatus::Ok);
    app.app.store.close().await;
    let answer = app.browser().get("/api/health").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let health: Health = serde_json::from_value(answer.json()).unwrap();
    assert_eq!(health.status, HealthStatus::DatabaseUnavailable);
}

#[tokio::test]
async fn without_its_database_the_server_lets_nobody_in() {
    let app = TestApp::new().await;
    let (signed_in, _) = enrolled(&app, EMAIL).await;
    app.app.store.close().await;
    for call in calls() {
        for browser in [app.browser(), signed_in.copy()] {
            let answer = call.make(&browser).await;
            let reads_no_database = matches!(
                call.name,
                "ReadSite" | "ReadSession" | "CancelSignIn" | "SignOut" | "FindNext"
            );
            assert!(
                !answer.status.is_success() || reads_no_database,
                "{} {}",
                call.name,
                answer.text()
            );
            assert!(
                !answer.text().contains(r#""state":"signed_in""#),
                "{}",
                call.name
            );
            let gives = answer
                .set_cookies()
                .iter()
                .any(|cookie| !cookie.contains("Max-Age=0"));
            assert!(!gives, "{} gave a cookie", call.name);
        }
    }
}
