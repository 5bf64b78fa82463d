//! Serves the built pages, and the files that they ask for.

use crate::{
    app::App,
    http::pages::{FILES, Pages, Unserved},
};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::page::{Page, Program};
use std::{ops::RangeInclusive, path::Path, sync::Arc};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

const KEEP: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
/// Hexadecimal digits of the hash in a name: 16 by `cargo xtask`, and by Trunk those of a 64-bit number without its
/// leading zeros.
const HASH_LENGTHS: RangeInclusive<usize> = 12..=16;
const NOT_BUILT: &str = "The server runs, but the page is not built: LATCHKEY_DIST lacks index.html or account.html.\n\
     `cargo xtask run` builds it and serves it.\n";

/// Serves a file, or a page for any path that could be one of its screens.
pub async fn serve(app: App, pages: Arc<Pages>, request: Request) -> Response {
    let path = request.uri().path();
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !only_reads {
        return not_allowed();
    }
    if is_screen(path) && takes_html(request.headers()) {
        let (method, headers) = (request.method(), request.headers());
        let answer = pages.answer(&app, program(path), method, headers).await;
        return answer.unwrap_or_else(|why| unserved(&why));
    }
    if is_hidden(path) {
        return not_found();
    }
    file(app.config.dist(), request).await
}

/// What draws the screen at this path. One that is not known is told so by the program that strangers meet.
fn program(path: &str) -> Program {
    of_file(path)
        .or_else(|| Some(Page::at(path)?.program()))
        .unwrap_or(Program::SignIn)
}

/// The program whose file is asked for by its name.
fn of_file(path: &str) -> Option<Program> {
    let name = path.strip_prefix('/')?;
    let found = FILES.into_iter().find(|(_, file)| *file == name);
    found.map(|(program, _)| program)
}

async fn file(dist: &Path, request: Request) -> Response {
    let keep = if has_hash(request.uri().path()) {
        KEEP
    } else {
        ASK_AGAIN
    };
    let files = ServeDir::new(dist)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let Ok(mut response) = files.oneshot(request).await;
    if response.status() == StatusCode::NOT_FOUND {
        return not_found();
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response.map(Body::new)
}

/// Screens have paths without a file extension.
fn is_screen(path: &str) -> bool {
    // No screen is among the well-known places: a password manager asks for one that nobody has, and takes the page for
    // an answer about all of them (<https://w3c.github.io/webappsec-change-password-url/>).
    if path.starts_with("/.well-known/") {
        return false;
    }
    of_file(path).is_some() || !last_segment(path).contains('.')
}

/// Whether whoever asks would take a page: browsers that follow a link do, scripts that look for a file do not.
fn takes_html(headers: &HeaderMap) -> bool {
    if !headers.contains_key(header::ACCEPT) {
        return true;
    }
    headers
        .get_all(header::ACCEPT)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .any(|range| {
            let media_type = range.split(|byte| *byte == b';').next();
            matches!(
                media_type.unwrap_or_default().trim_ascii(),
                b"text/html" | b"*/*"
            )
        })
}

/// Whether the name has the hash of the content in it, as in `sign-in-0123456789abcdef_bg.wasm`.
fn has_hash(path: &str) -> bool {
    let is_hash = |part: &str| {
        HASH_LENGTHS.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit())
    };
    last_segment(path).split(['-', '_', '.']).any(is_hash)
}

/// Files whose names begin with a dot are nobody's business, but for the well-known ones (RFC 8615). A dot or a
/// slash that is written as `%2e` or `%2f` has something to hide.
fn is_hidden(path: &str) -> bool {
    let lower_case = path.to_ascii_lowercase();
    let is_disguised = lower_case.contains("%2e") || lower_case.contains("%2f");
    is_disguised
        || path
            .split('/')
            .any(|segment| segment.starts_with('.') && segment != ".well-known")
}

fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn not_found() -> Response {
    (
        StatusCode::NOT_FOUND,
        [(header::CACHE_CONTROL, ASK_AGAIN)],
        "Not found.\n",
    )
        .into_response()
}

fn not_allowed() -> Response {
    (
        StatusCode::METHOD_NOT_ALLOWED,
        [(header::ALLOW, "GET, HEAD")],
    )
        .into_response()
}

fn unserved(why: &Unserved) -> Response {
    if why.is_missing() {
        return (StatusCode::NOT_FOUND, NOT_BUILT).into_response();
    }
    tracing::error!(cause = %why, "the page cannot be served");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

#[cfg(test)]
mod tests {
    use super::{has_hash, is_hidden, is_screen, program};
    use contract::page::{Page, Program};

    #[test]
    fn a_screen_has_no_file_extension() {
        for path in [
            "/",
            "/sign-up",
            "/security/authenticators",
            "/index.html",
            "/account.html",
            "/v1.2/screen",
        ] {
            assert!(is_screen(path), "{path}");
        }
        for path in [
            "/app.js",
            "/missing.wasm",
            "/.env",
            "/a/.git",
            "/.well-known/no-such-place",
        ] {
            assert!(!is_screen(path), "{path}");
        }
    }

    #[test]
    fn each_screen_has_its_program() {
        for page in Page::ALL {
            assert_eq!(program(page.path()), page.program(), "{page:?}");
        }
        for path in ["/", "/nowhere", "/security/nowhere", "/index.html"] {
            assert_eq!(program(path), Program::SignIn, "{path}");
        }
        for path in ["/security/", "/account.html"] {
            assert_eq!(program(path), Program::Account, "{path}");
        }
    }

    #[test]
    fn only_names_with_a_hash_are_kept() {
        assert!(has_hash("/spa-0123456789abcdef.js"));
        assert!(has_hash("/spa-123456789abcdef_bg.wasm"));
        assert!(has_hash("/spa-0123456789abcdef_bg.wasm"));
        assert!(has_hash("/style/base-fedcba9876543210.css"));
        for path in [
            "/favicon.svg",
            "/spa.js",
            "/0123456789abcdef/spa.js",
            "/spa-0123.js",
        ] {
            assert!(!has_hash(path), "{path}");
        }
    }

    #[test]
    fn hidden_files_stay_hidden() {
        assert!(is_hidden("/.env"));
        assert!(is_hidden("/.git/config"));
        assert!(!is_hidden("/.well-known/change-password"));
    }
}
