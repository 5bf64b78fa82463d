//! One name everywhere: the page says what its operator calls the service, without being built again.

use crate::support::TestApp;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};
use std::fs;
use tempfile::TempDir;

const INDEX: &str = include_str!("../../../index.html");
const LOADER: &str = "import init from '/spa.js'; await init();";

/// A server of this name whose page also lies there compressed.
async fn called(name: &str) -> (TestApp, TempDir) {
    let dist = tempfile::tempdir().unwrap();
    let html = INDEX.replace(
        "</head>",
        &format!("<script type=\"module\">{LOADER}</script></head>"),
    );
    fs::write(dist.path().join("index.html"), html).unwrap();
    fs::write(dist.path().join("index.html.br"), "compressed").unwrap();
    let app = TestApp::with(&["--name", name, "--dist", dist.path().to_str().unwrap()]).await;
    (app, dist)
}

async fn page(
    app: &TestApp,
    method: &str,
    extra: &[(header::HeaderName, &str)],
) -> crate::support::browser::Answer {
    let mut request = Request::builder()
        .method(method)
        .uri("/sign-in")
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_ENCODING, "br");
    for (name, value) in extra {
        request = request.header(name, *value);
    }
    app.browser()
        .send(request.body(Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn the_served_page_bears_the_name_that_the_operator_chose() {
    let (app, _dist) = called("Bücher & <Co>").await;
    let answer = page(&app, "GET", &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.headers.contains_key(header::CONTENT_ENCODING));
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "text/html; charset=utf-8"
    );
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-cache");
    let html = answer.text();
    for part in [
        "<title>Sign in – Bücher &amp; &lt;Co&gt;</title>",
        "<meta name=\"application-name\" content=\"Bücher &amp; &lt;Co&gt;\">",
        "<span>Bücher &amp; &lt;Co&gt;</span>",
        LOADER,
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("Latchkey"), "the name of the build is left");
    let hash = BASE64.encode(&Sha256::digest(LOADER));
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy}");
}

#[tokio::test]
async fn a_browser_never_keeps_the_page_of_another_name() {
    let (app, _dist) = called("Ann’s").await;
    let first = page(&app, "GET", &[]).await;
    let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
    assert!(!first.headers.contains_key(header::LAST_MODIFIED));
    let again = page(&app, "GET", &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.headers.contains_key(header::CONTENT_SECURITY_POLICY));
    // What was kept under the name of the build has a date and no tag.
    let dated = [(header::IF_MODIFIED_SINCE, "Fri, 01 Jan 2100 00:00:00 GMT")];
    assert_eq!(page(&app, "GET", &dated).await.status, StatusCode::OK);
    let (other, _dist) = called("Bob’s").await;
    let changed = page(&other, "GET", &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(changed.status, StatusCode::OK);
    let head = page(&app, "HEAD", &[]).await;
    assert_eq!(
        head.headers[header::CONTENT_LENGTH],
        first.headers[header::CONTENT_LENGTH]
    );
    assert_eq!(head.text(), "");
}

#[tokio::test]
async fn a_service_without_a_name_of_its_own_serves_the_compressed_page() {
    let (app, _dist) = called("Latchkey").await;
    let answer = page(&app, "GET", &[]).await;
    assert_eq!(answer.headers[header::CONTENT_ENCODING], "br");
    assert_eq!(answer.text(), "compressed");
}

#[tokio::test]
async fn the_page_loads_from_its_own_origin_and_runs_nothing_that_is_not_its_own() {
    // FE-1.
    let (app, _dist) = called("Ann’s").await;
    let answer = page(&app, "GET", &[]).await;
    let hash = BASE64.encode(&Sha256::digest(LOADER));
    let wanted = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}'; style-src 'self'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    );
    let policy = answer.header("content-security-policy");
    assert_eq!(policy, Some(wanted.as_str()));
}
