//! Calls that another site makes in the name of whoever looks at it.

use crate::support::{
    TestApp,
    browser::Browser,
    person::{EMAIL, enrolled, enrolled_with_pending},
    table::{calls, posts},
};
use axum::http::{HeaderMap, Method, StatusCode};
use contract::{Problem, endpoint::Verb};

/// What a page of another site may make a browser send, one thing at a time.
fn foreign() -> Vec<(&'static str, Option<&'static str>)> {
    vec![
        ("x-latchkey", None),
        ("x-latchkey", Some("")),
        ("x-latchkey", Some("0")),
        ("x-latchkey", Some("true")),
        ("origin", Some("null")),
        ("origin", Some("")),
        ("origin", Some("https://evil.example")),
        ("origin", Some("http://localhost")),
        ("origin", Some("http://localhost:8081")),
        ("origin", Some("https://localhost:8080")),
        ("origin", Some("http://localhost:8080.evil.example")),
        ("origin", Some("http://localhost:8080/")),
        ("origin", Some("http://evil.localhost:8080")),
        ("origin", Some("http://localhost:8080, http://evil.example")),
        ("sec-fetch-site", Some("cross-site")),
        ("sec-fetch-site", Some("same-site")),
        ("sec-fetch-site", Some("")),
        ("sec-fetch-site", Some("nonsense")),
    ]
}

fn set(headers: &mut HeaderMap, name: &'static str, value: Option<&'static str>) {
    headers.remove(name);
    if let Some(value) = value {
        headers.insert(name, value.parse().unwrap());
    }
}

async fn browsers(app: &TestApp) -> [Browser; 3] {
    let (signed_in, _) = enrolled(app, "bob@example.com").await;
    let (pending, _) = enrolled_with_pending(app, EMAIL).await;
    [app.browser(), pending, signed_in]
}

#[tokio::test]
async fn every_change_from_another_site_is_refused() {
    let app = TestApp::new().await;
    let browsers = browsers(&app).await;
    let before = app.dump().await;
    let tries = app.count("SELECT COUNT(*) FROM tries").await;
    for call in posts() {
        for (name, value) in foreign() {
            for browser in &browsers {
                let mut request = call.request();
                set(request.headers_mut(), name, value);
                let answer = browser.send(request).await;
                assert_eq!(
                    answer.problem(),
                    Problem::CrossSite,
                    "{} {name}: {value:?}",
                    call.name
                );
                assert_eq!(answer.status, StatusCode::FORBIDDEN);
                assert!(answer.set_cookies().is_empty());
            }
        }
    }
    assert_eq!(app.dump().await, before);
    let attempts_after = app.count("SELECT COUNT(*) FROM tries").await;
    assert_eq!(attempts_after, tries, "nobody can spend another's attempts");
}

#[tokio::test]
async fn the_page_itself_is_let_through() {
    let app = TestApp::new().await;
    for (name, value) in [
        ("origin", "http://localhost:8080"),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
    ] {
        for call in posts() {
            let mut request = call.request();
            set(request.headers_mut(), name, Some(value));
            let answer = app.browser().send(request).await;
            assert_ne!(
                answer.status,
                StatusCode::FORBIDDEN,
                "{} {name}: {value}",
                call.name
            );
        }
    }
}

#[tokio::test]
async fn the_page_may_stand_at_a_related_origin_and_at_no_other() {
    let related = [
        "--origin",
        "https://example.org",
        "--related-origins",
        "https://example.net",
    ];
    let app = TestApp::with(&related).await;
    for (origin, is_let_through) in [
        ("https://example.org", true),
        ("https://example.net", true),
        ("https://example.com", false),
        ("https://sub.example.net", false),
        ("http://example.net", false),
        ("http://localhost:8080", false),
    ] {
        for call in posts() {
            let mut request = call.request();
            set(request.headers_mut(), "origin", Some(origin));
            let answer = app.browser().send(request).await;
            let is_refused = answer.status == StatusCode::FORBIDDEN;
            assert_eq!(is_refused, !is_let_through, "{} from {origin}", call.name);
        }
    }
}

#[tokio::test]
async fn reading_from_anywhere_changes_nothing() {
    let app = TestApp::new().await;
    let browsers = browsers(&app).await;
    let before = app.dump().await;
    for call in calls() {
        for browser in &browsers {
            for method in [Method::GET, Method::HEAD] {
                let mut request = call.request();
                *request.method_mut() = method;
                set(request.headers_mut(), "x-latchkey", None);
                set(
                    request.headers_mut(),
                    "origin",
                    Some("https://evil.example"),
                );
                let answer = browser.send(request).await;
                let is_read = call.verb == Verb::Get;
                assert_eq!(
                    answer.status != StatusCode::METHOD_NOT_ALLOWED,
                    is_read,
                    "{}",
                    call.name
                );
            }
        }
    }
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn no_other_origin_is_ever_allowed_to_read() {
    let app = TestApp::new().await;
    let [_, _, signed_in] = browsers(&app).await;
    for call in calls() {
        for origin in ["https://evil.example", "null", "http://localhost:8080"] {
            for method in [Method::OPTIONS, Method::GET, Method::POST] {
                let mut request = call.request();
                *request.method_mut() = method;
                set(request.headers_mut(), "origin", Some(origin));
                set(
                    request.headers_mut(),
                    "access-control-request-method",
                    Some("POST"),
                );
                set(
                    request.headers_mut(),
                    "access-control-request-headers",
                    Some("x-latchkey"),
                );
                let answer = signed_in.copy().send(request).await;
                let allows = answer
                    .headers
                    .keys()
                    .any(|name| name.as_str().starts_with("access-control-"));
                assert!(!allows, "{} {origin}", call.name);
            }
        }
    }
}
