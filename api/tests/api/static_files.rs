//! Files beside the page: which of them the server gives away.

use crate::support::{TestApp, browser::Browser};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use std::fs;
use tempfile::TempDir;

/// A server with a page, whose folder also holds what nobody should get.
pub async fn with_page() -> (TestApp, TempDir) {
    let dist = tempfile::tempdir().unwrap();
    let folder = dist.path();
    fs::create_dir_all(folder.join(".git")).unwrap();
    fs::create_dir_all(folder.join("style")).unwrap();
    for name in [
        "index.html",
        "account.html",
        "boot.js",
        "spa-0123456789abcdef.js",
        "spa-123456789abcdef_bg.wasm",
        ".env",
        ".git/config",
        "style/.hidden.css",
    ] {
        fs::write(folder.join(name), format!("the text of {name}")).unwrap();
    }
    let settings = ["--dist", folder.to_str().unwrap(), "--development", "on"];
    (TestApp::with(&settings).await, dist)
}

/// Asks for a file in these codings.
async fn fetch_as(app: &TestApp, path: &str, codings: &str) -> crate::support::browser::Answer {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT_ENCODING, codings);
    app.browser()
        .send(request.body(Body::empty()).unwrap())
        .await
}

/// Asks for a file as a script does: it would not take the page instead.
async fn fetch(browser: &Browser, path: &str) -> crate::support::browser::Answer {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, "application/json");
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_hidden_file_is_hidden_however_its_name_is_written() {
    let (app, _dist) = with_page().await;
    let browser = app.browser();
    for path in [
        "/.env",
        "/%2eenv",
        "/%2Eenv",
        "/.git/config",
        "/%2egit/config",
        "/%2Egit%2Fconfig",
        "/style/.hidden.css",
        "/style/%2ehidden.css",
        "/style%2f.hidden.css",
        "/style%2F%2Ehidden.css",
        "/style/%2e%2e/.env",
    ] {
        let answer = fetch(&browser, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.text().contains("the text of"), "{path}");
    }
    let answer = fetch(&browser, "/boot.js").await;
    assert_eq!(answer.text(), "the text of boot.js");
}

#[tokio::test]
async fn a_file_with_a_hash_that_lost_a_leading_zero_is_kept_too() {
    let (app, _dist) = with_page().await;
    let browser = app.browser();
    for path in ["/spa-0123456789abcdef.js", "/spa-123456789abcdef_bg.wasm"] {
        let answer = fetch(&browser, path).await;
        let kept = answer.header("cache-control");
        assert_eq!(kept, Some("public, max-age=31536000, immutable"), "{path}");
    }
    let answer = fetch(&browser, "/boot.js").await;
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
}

#[tokio::test]
async fn a_file_is_sent_as_it_was_compressed_when_it_was_built() {
    let (app, dist) = with_page().await;
    let name = "/spa-0123456789abcdef.js";
    for (ending, text) in [("br", "by brotli"), ("gz", "by gzip")] {
        let file = dist.path().join(format!(".{name}.{ending}"));
        fs::write(file, text).unwrap();
    }
    for (codings, coding, text) in [
        ("gzip, deflate, br, zstd", Some("br"), "by brotli"),
        ("gzip", Some("gzip"), "by gzip"),
        ("identity", None, "the text of spa-0123456789abcdef.js"),
    ] {
        let answer = fetch_as(&app, name, codings).await;
        assert_eq!(answer.header("content-encoding"), coding, "{codings}");
        assert_eq!(answer.text(), text, "{codings}");
        assert_eq!(answer.header("vary"), Some("accept-encoding"), "{codings}");
        let kept = answer.header("cache-control");
        assert_eq!(kept, Some("public, max-age=31536000, immutable"));
    }
    // Nothing was compressed beside this one.
    let answer = fetch_as(&app, "/boot.js", "br").await;
    assert_eq!(answer.header("content-encoding"), None);
    assert_eq!(answer.header("vary"), Some("accept-encoding"));
}
