//! What a reverse proxy is told of who is signed in (`docs/forward-auth.md`).

use crate::{
    next::SETTINGS,
    support::{
        TestApp,
        account::{end_session, sign_in, take_email, waiting},
        browser::{Answer, Browser},
        passkey::elsewhere,
        person::{EMAIL, PASSWORD, enrolled, newcomer, pending_sign_in, security, submit_password},
    },
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use contract::{Nothing, endpoint::SignOut};

async fn verify(browser: &Browser, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().uri("/api/verify");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request.body(Body::empty()).unwrap()).await
}

const NGINX: &[(&str, &str)] = &[("x-original-url", "https://app.example/board?x=1")];

const CADDY: &[(&str, &str)] = &[
    ("x-forwarded-method", "GET"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "app.example"),
    ("x-forwarded-uri", "/board?x=1"),
    ("accept", "text/html,application/xhtml+xml"),
];

const TRAEFIK: &[(&str, &str)] = &[
    ("x-forwarded-method", "GET"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "app.example"),
    ("x-forwarded-uri", "/board?x=1"),
    ("x-forwarded-for", "192.0.2.1"),
    ("x-forwarded-port", "443"),
    ("accept", "text/html"),
];

const BACK: &str = "https://login.example/sign-in?next=https%3A%2F%2Fapp.example%2Fboard%3Fx%3D1";

#[tokio::test]
async fn a_proxy_is_told_who_is_signed_in() {
    let app = TestApp::with(&SETTINGS).await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let account = app.text("SELECT id FROM accounts").await;
    // Anybody can sign up with an address that is not theirs.
    let unconfirmed = verify(&browser, NGINX).await;
    assert_eq!(unconfirmed.header("remote-user"), Some(account.as_str()));
    assert_eq!(unconfirmed.header("remote-email"), Some(""));
    take_email(&app, &browser, EMAIL).await;
    for headers in [NGINX, CADDY, TRAEFIK, &[]] {
        let answer = verify(&browser, headers).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("remote-user"), Some(account.as_str()));
        assert_eq!(answer.header("remote-email"), Some(EMAIL));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("access-control-allow-origin"), None);
        assert!(answer.body.is_empty());
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_sent_to_sign_in_and_back() {
    let app = TestApp::with(&SETTINGS).await;
    let stranger = app.browser();
    let answer = verify(&stranger, NGINX).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.header("location"), Some(BACK));
    for headers in [CADDY, TRAEFIK] {
        let answer = verify(&stranger, headers).await;
        assert_eq!(answer.status, StatusCode::FOUND);
        assert_eq!(answer.header("location"), Some(BACK));
        assert_eq!(answer.header("remote-user"), None);
    }
    // What is no page to be read is not redirected.
    for other in [
        ("x-forwarded-method", "POST"),
        ("accept", "application/json"),
    ] {
        let mut headers: Vec<_> = CADDY.iter().copied().filter(|it| it.0 != other.0).collect();
        headers.push(other);
        let answer = verify(&stranger, &headers).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{other:?}");
    }
}

/// The sign-in page, from which nobody is led back.
const IN: Option<&str> = Some("https://login.example/sign-in");

/// What proxies may say was wanted, where nobody can be led back to it.
fn no_way_back() -> Vec<String> {
    let mut all = [
        "https://evil.example/",
        "//evil.example/",
        "https://app.example@evil.example/",
        "https://app.example.evil.example/",
        "https://other.example/board",
        "https://login.example//x",
        "https://login.example/%0a",
        "https://login.example/%2fx",
        "https://app.example/a\\b",
        "https://app.example/a b",
        "javascript:alert(1)",
        "",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push(format!("https://app.example/{}", "a".repeat(2_048)));
    all.push(format!("https://app.example/?q={}", "%20".repeat(2_000)));
    all
}

#[tokio::test]
async fn whoever_cannot_be_led_back_is_led_in_all_the_same() {
    let app = TestApp::with(&SETTINGS).await;
    let stranger = app.browser();
    for url in no_way_back() {
        // nginx redirects by itself, to where the header says.
        let answer = verify(&stranger, &[("x-original-url", &url)]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{url}");
        assert_eq!(answer.header("location"), IN, "{url}");
    }
    let long = format!("/{}", "a".repeat(9_000));
    for (name, value) in [
        ("x-forwarded-uri", long.as_str()),
        ("x-forwarded-uri", "//x"),
        ("x-forwarded-uri", "/a\\b"),
        ("x-forwarded-uri", "@evil.example/"),
        ("x-forwarded-uri", ".evil.example/"),
        ("x-forwarded-uri", ""),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-host", "other.example"),
        ("x-forwarded-host", "app.example@evil.example"),
        ("x-forwarded-host", "app.example/"),
        ("x-forwarded-host", ""),
        ("x-forwarded-proto", "javascript"),
    ] {
        let mut headers: Vec<_> = CADDY.iter().copied().filter(|it| it.0 != name).collect();
        headers.push((name, value));
        let answer = verify(&stranger, &headers).await;
        let location = answer.header("location");
        // A path of two slashes is one of another origin as well, and can be come back to.
        let is_path = name == "x-forwarded-uri" && value == "//x";
        assert!(location.is_some_and(|it| it.starts_with("https://login.example/sign-in")));
        assert_eq!(location == IN, !is_path, "{name}: {value}");
        assert_eq!(answer.status, StatusCode::FOUND, "{name}: {value}");
    }
    // Who only looks at the status is told by it, and by where to go.
    let answer = verify(&stranger, &[]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.header("location"), IN);
}

#[tokio::test]
async fn an_address_that_a_proxy_passes_on_in_any_bytes_is_come_back_to() {
    let app = TestApp::with(&SETTINGS).await;
    for (bytes, wanted) in [
        ("/straße?ü".as_bytes(), "%2Fstra%25C3%259Fe%3F%25C3%25BC"),
        (b"/stra\xdfe".as_slice(), "%2Fstra%25DFe"),
    ] {
        let value = [b"https://app.example".as_slice(), bytes].concat();
        let value = header::HeaderValue::from_bytes(&value).unwrap();
        let request = Request::builder()
            .uri("/api/verify")
            .header("x-original-url", value)
            .body(Body::empty())
            .unwrap();
        let answer = app.browser().send(request).await;
        let back = format!("https://login.example/sign-in?next=https%3A%2F%2Fapp.example{wanted}");
        assert_eq!(answer.header("location"), Some(back.as_str()));
    }
    // One unreadable word in what a browser accepts does not make it a script.
    let mut request = Request::builder().uri("/api/verify");
    for (name, value) in CADDY {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    let accept = header::HeaderValue::from_bytes(b"text/html, text/\xfc").unwrap();
    request.headers_mut().insert(header::ACCEPT, accept);
    let answer = app.browser().send(request).await;
    assert_eq!(answer.status, StatusCode::FOUND);
}

#[tokio::test]
async fn what_is_malformed_is_never_let_through() {
    let app = TestApp::with(&SETTINGS).await;
    let browser = newcomer(&app, EMAIL).await;
    let token = browser.cookie("__Host-latchkey").unwrap();
    let request = |cookie: &[u8]| {
        let cookie = header::HeaderValue::from_bytes(cookie).unwrap();
        Request::builder()
            .uri("/api/verify")
            .header(header::COOKIE, cookie)
            .header("x-original-url", "https://app.example/")
            .body(Body::empty())
            .unwrap()
    };
    for cookie in [
        "__Host-latchkey=",
        "__Host-latchkey",
        "__Host-latchkey=x",
        "__Host-latchkey==",
        ";;;",
        "latchkey=\u{e9}",
        &format!("__Host-latchkey={token}="),
        &format!("__Host-latchkey={}", token.to_uppercase()),
        &format!("latchkey={token}"),
        &format!("__Host-latchkey-pending={token}"),
        &format!("__Host-latchkey-device={token}"),
        &format!(
            "__Host-latchkey={}",
            crate::support::account::altered_text(&token)
        ),
    ] {
        let answer = app.browser().send(request(cookie.as_bytes())).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{cookie}");
        assert_eq!(answer.header("remote-user"), None, "{cookie}");
    }
    let answer = app
        .browser()
        .send(request(b"__Host-latchkey=\xff\xfe"))
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    // Whatever the rest of the request says.
    for (name, value) in [
        ("x-original-url", "https://app.example/\u{e9}"),
        ("x-forwarded-uri", "\u{e9}"),
        ("remote-user", "somebody"),
        ("authorization", "Basic YTpi"),
        ("x-forwarded-for", "a, 127.0.0.1"),
    ] {
        let answer = verify(&app.browser(), &[(name, value)]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}");
        assert_eq!(answer.header("remote-user"), None, "{name}");
    }
    // Nor when the database does not answer.
    app.app.store.close().await;
    let answer = verify(&browser, NGINX).await;
    assert!(answer.status.is_server_error(), "{}", answer.status);
    assert_eq!(answer.header("remote-user"), None);
}

#[tokio::test]
async fn a_pending_sign_in_is_not_let_through() {
    // PS-1.
    let app = TestApp::with(&SETTINGS).await;
    enrolled(&app, EMAIL).await;
    let pending = pending_sign_in(&app, EMAIL).await;
    assert_eq!(
        verify(&pending, NGINX).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn whoever_must_enrol_first_is_not_let_through() {
    let app = TestApp::with(&[&SETTINGS[..], &["--second-step", "required"]].concat()).await;
    let browser = newcomer(&app, EMAIL).await;
    assert_eq!(
        verify(&browser, NGINX).await.status,
        StatusCode::UNAUTHORIZED
    );
    crate::support::person::enrol(&app, &browser).await;
    assert_eq!(verify(&browser, NGINX).await.status, StatusCode::OK);

    // After a recovery as well.
    let app = TestApp::with(&SETTINGS).await;
    crate::support::account::confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(24 * 3_600);
    let pending = pending_sign_in(&app, EMAIL).await;
    crate::support::account::finish_recovery(&pending)
        .await
        .unwrap();
    assert_eq!(
        verify(&pending, NGINX).await.status,
        StatusCode::UNAUTHORIZED
    );
    let again = app.browser();
    submit_password(&again, EMAIL, PASSWORD).await.unwrap();
    assert_eq!(verify(&again, NGINX).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_that_ended_is_not_let_through() {
    // SE-4.
    let app = TestApp::with(&SETTINGS).await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let other = elsewhere(&app);
    sign_in(&app, &other, EMAIL, &phone).await;
    let ended = security(&browser).await.unwrap().sessions[1].id.clone();
    end_session(&browser, &ended).await.unwrap();
    assert_eq!(verify(&other, NGINX).await.status, StatusCode::UNAUTHORIZED);
    let copy = browser.copy();
    browser.call::<SignOut>(&Nothing {}).await.unwrap();
    assert_eq!(verify(&copy, NGINX).await.status, StatusCode::UNAUTHORIZED);
    let (browser, _) = enrolled(&app, "bob@example.com").await;
    app.clock.advance_seconds(3_600);
    assert_eq!(
        verify(&browser, NGINX).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn asking_changes_nothing_but_that_the_session_is_in_use() {
    let app = TestApp::with(&SETTINGS).await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let before = app.dump().await;
    for headers in [NGINX, CADDY] {
        verify(&browser, headers).await;
        verify(&app.browser(), headers).await;
    }
    assert_eq!(app.dump().await, before);
    app.clock.advance_seconds(3_000);
    verify(&browser, NGINX).await;
    app.clock.advance_seconds(3_000);
    assert_eq!(
        verify(&browser, NGINX).await.status,
        StatusCode::OK,
        "in use"
    );
}
