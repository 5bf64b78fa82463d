//! The pages as they are served: which one, by what name, with the settings in it, and how often it is sent.

use crate::support::{TestApp, browser::Answer};
use axum::{
    body::Body,
    http::{HeaderName, Request, StatusCode, header},
};
use contract::{
    Nothing,
    endpoint::ReadSite,
    site::{Site, Support},
};
use data_encoding::BASE64;
use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};
use std::{fs, io::Read as _};
use tempfile::TempDir;

const INDEX: &str = include_str!("../../../index.html");
const LOADER: &str = "import init from '/spa.js'; await init();";
const STYLE: &str = ".page{color:#123}";

/// A server that is set up like this, with both pages.
async fn set_up(settings: &[&str]) -> (TestApp, TempDir) {
    let dist = tempfile::tempdir().unwrap();
    let html = INDEX.replace(
        "</head>",
        &format!("<script type=\"module\">{LOADER}</script></head>"),
    );
    fs::write(dist.path().join("index.html"), &html).unwrap();
    let account = format!("<head><style>{STYLE}</style></head>Latchkey’s account");
    fs::write(dist.path().join("account.html"), account).unwrap();
    let folder = dist.path().to_str().unwrap().to_owned();
    let app = TestApp::with(&[&["--dist", &folder], settings].concat()).await;
    (app, dist)
}

async fn called(name: &str) -> (TestApp, TempDir) {
    set_up(&["--name", name]).await
}

async fn ask(app: &TestApp, method: &str, path: &str, extra: &[(HeaderName, &str)]) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = request.header(header::ACCEPT, "text/html");
    let request = extra.iter().fold(request, |request, (name, value)| {
        request.header(name, *value)
    });
    app.browser()
        .send(request.body(Body::empty()).unwrap())
        .await
}

async fn page(app: &TestApp, extra: &[(HeaderName, &str)]) -> Answer {
    ask(app, "GET", "/sign-in", extra).await
}

/// The settings that stand in a page, as its program reads them.
fn settings_in(html: &str) -> &str {
    let start = "<script type=\"application/json\" id=\"site\">";
    let (_, rest) = html.split_once(start).unwrap();
    let (json, rest) = rest.split_once("</script>").unwrap();
    assert!(rest.starts_with("</head>"), "{rest}");
    json
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)))
}

#[tokio::test]
async fn the_served_page_bears_the_name_that_the_operator_chose() {
    let (app, _dist) = called("Bücher & <Co>").await;
    let answer = page(&app, &[]).await;
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
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains(&hash(LOADER)), "{policy}");
}

#[tokio::test]
async fn each_path_has_the_page_of_its_program() {
    let (app, dist) = called("Ann’s").await;
    let is_account = async |path: &str| {
        let answer = ask(&app, "GET", path, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.text().ends_with("Ann’s’s account")
    };
    for path in ["/", "/sign-in", "/sign-up", "/nowhere", "/index.html"] {
        assert!(!is_account(path).await, "{path}");
    }
    for path in [
        "/security",
        "/security/passkey",
        "/new-backup-codes",
        "/passkey-offer",
        "/account.html",
    ] {
        assert!(is_account(path).await, "{path}");
    }
    // The page of the other program would load the same address again and again.
    for (path, file) in [("/security", "account.html"), ("/", "index.html")] {
        fs::remove_file(dist.path().join(file)).unwrap();
        let missing = ask(&app, "GET", path, &[]).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert!(missing.text().contains("not built"), "{}", missing.text());
    }
}

#[tokio::test]
async fn the_settings_stand_in_the_page_as_the_call_answers_them() {
    let (app, _dist) = set_up(&["--sign-up", "closed", "--support", "help@example.com"]).await;
    let answer = page(&app, &[]).await;
    let html = answer.text();
    let written: Site = serde_json::from_str(settings_in(&html)).unwrap();
    assert!(!settings_in(&html).contains("now"), "{html}");
    let asked = app.browser().call::<ReadSite>(&Nothing {}).await.unwrap();
    assert!(asked.now.is_some());
    assert_eq!(written, Site { now: None, ..asked });
}

#[tokio::test]
async fn no_setting_gets_out_of_the_data_that_it_stands_in() {
    // FE-1.
    let name = "</script><!--<script>alert(1)</script>\u{2028}\\\"'&";
    let address = "https://help.example/#</script><script>alert(2)";
    let (app, _dist) = set_up(&["--name", name, "--support", address]).await;
    let answer = page(&app, &[]).await;
    let html = answer.text();
    let json = settings_in(&html);
    assert!(!json.contains('<'), "{json}");
    let site: Site = serde_json::from_str(json).unwrap();
    assert_eq!(site.name, name);
    let Some(Support::Page(support)) = site.support else {
        panic!("{json}");
    };
    assert!(support.starts_with("https://help.example/"), "{support}");
    assert!(!html.contains("alert(1)</script>"), "{html}");
    // And what would get out is not allowed to run.
    let policy = answer.header("content-security-policy").unwrap();
    assert_eq!(policy.matches("sha256-").count(), 1, "{policy}");
}

#[tokio::test]
async fn a_page_is_sent_compressed_to_whoever_takes_it() {
    let (app, _dist) = called("Ann’s").await;
    let plain = page(&app, &[]).await;
    let brotli = page(&app, &[(header::ACCEPT_ENCODING, "gzip, deflate, br")]).await;
    let gzip = page(&app, &[(header::ACCEPT_ENCODING, "gzip, deflate")]).await;
    let mut read = Vec::new();
    brotli::BrotliDecompress(&mut &*brotli.body, &mut read).unwrap();
    assert_eq!(read, plain.body);
    let mut read = Vec::new();
    GzDecoder::new(&*gzip.body).read_to_end(&mut read).unwrap();
    assert_eq!(read, plain.body);
    assert!(brotli.body.len() < gzip.body.len() && gzip.body.len() < plain.body.len());
    let mut tags = Vec::new();
    for (answer, coding) in [(plain, None), (brotli, Some("br")), (gzip, Some("gzip"))] {
        assert_eq!(answer.header("content-encoding"), coding);
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
        let length = answer.header("content-length").unwrap();
        assert_eq!(length, answer.body.len().to_string());
        tags.push(answer.header("etag").unwrap().to_owned());
    }
    // Strong, so each coding has its own (RFC 9110 §8.8.3.3).
    assert!(tags.iter().all(|it| it.starts_with('"')), "{tags:?}");
    assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2]);
}

#[tokio::test]
async fn a_page_that_is_known_is_not_sent_again() {
    let (app, _dist) = called("Ann’s").await;
    let brotli = (header::ACCEPT_ENCODING, "br");
    let first = page(&app, std::slice::from_ref(&brotli)).await;
    let tag = first.header("etag").unwrap();
    for known in [tag.to_owned(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let answer = page(&app, &[brotli.clone(), (header::IF_NONE_MATCH, &known)]).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(answer.text(), "");
        for name in ["etag", "vary", "cache-control", "content-security-policy"] {
            assert_eq!(answer.header(name), first.header(name), "{name}");
        }
    }
    for known in ["\"x\"", tag.trim_end_matches('"')] {
        let answer = page(&app, &[brotli.clone(), (header::IF_NONE_MATCH, known)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{known}");
    }
    // As it is sent to those who take nothing compressed, it is another text.
    let plain = page(&app, &[(header::IF_NONE_MATCH, tag)]).await;
    assert_eq!(plain.status, StatusCode::OK);
    let head = ask(&app, "HEAD", "/sign-in", &[brotli]).await;
    for name in ["etag", "content-length", "content-encoding", "content-type"] {
        assert_eq!(head.header(name), first.header(name), "{name}");
    }
    assert_eq!(head.text(), "");
}

#[tokio::test]
async fn a_browser_never_keeps_the_page_of_another_name() {
    let (app, _dist) = called("Ann’s").await;
    let first = page(&app, &[]).await;
    let tag = first.headers[header::ETAG].to_str().unwrap();
    assert!(!first.headers.contains_key(header::LAST_MODIFIED));
    // What was kept under the name of the build has a date and no tag.
    let dated = [(header::IF_MODIFIED_SINCE, "Fri, 01 Jan 2100 00:00:00 GMT")];
    assert_eq!(page(&app, &dated).await.status, StatusCode::OK);
    let (other, _dist) = called("Bob’s").await;
    let changed = page(&other, &[(header::IF_NONE_MATCH, tag)]).await;
    assert_eq!(changed.status, StatusCode::OK);
}

#[tokio::test]
async fn a_page_that_is_built_anew_is_served_without_a_new_start() {
    let (app, dist) = called("Ann’s").await;
    let router = app.browser();
    let first = router.get("/security").await;
    let html = "<style>p{}</style>Another of Latchkey";
    fs::write(dist.path().join("account.html"), html).unwrap();
    let second = router.get("/security").await;
    assert_eq!(second.text(), "<style>p{}</style>Another of Ann’s");
    assert_ne!(first.header("etag"), second.header("etag"));
    let policy = second.header("content-security-policy").unwrap();
    assert!(policy.contains(&hash("p{}")), "{policy}");
}

#[tokio::test]
async fn the_page_loads_from_its_own_origin_and_runs_nothing_that_is_not_its_own() {
    // FE-1.
    let (app, _dist) = called("Ann’s").await;
    let wanted = |scripts: &str, styles: &str| {
        format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; \
             img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        )
    };
    let sign_in = page(&app, &[]).await;
    let policy = sign_in.header("content-security-policy");
    let scripts = format!(" {}", hash(LOADER));
    assert_eq!(policy, Some(wanted(&scripts, "").as_str()));
    let account = ask(&app, "GET", "/security", &[]).await;
    let policy = account.header("content-security-policy");
    let styles = format!(" {}", hash(STYLE));
    assert_eq!(policy, Some(wanted("", &styles).as_str()));
}
