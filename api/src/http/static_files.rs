//! Serves the built page.

use crate::{
    app::App,
    http::{csp, named_page},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::page::{Page, Program};
use std::{io, ops::RangeInclusive, path::Path};
use tower::ServiceExt as _;
use tower_http::services::{ServeDir, ServeFile};

const KEEP: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
/// Hexadecimal digits of the hash that Trunk puts into a name: those of a 64-bit number without its leading zeros.
const HASH_LENGTHS: RangeInclusive<usize> = 12..=16;
const NOT_BUILT: &str = "The server runs, but the page is not built: LATCHKEY_DIST has no index.html.\n\
     `cargo xtask run` builds it and serves it.\n";

/// Serves a file, or the page for any path that could be one of its screens.
pub async fn serve(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !only_reads {
        return not_allowed();
    }
    if is_screen(path) && takes_html(request.headers()) {
        return page(&app, request).await;
    }
    if is_hidden(path) {
        return not_found();
    }
    file(app.config.dist(), request).await
}

/// The page, with the service's name and the policy that fits what stands in it now. Under another name than the built
/// one, the compressed copy beside it would be wrong, so it is not used.
async fn page(app: &App, request: Request) -> Response {
    let path = request.uri().path();
    let program = Page::at(path).map_or(Program::SignIn, Page::program);
    let name = match program {
        Program::SignIn => "index.html",
        Program::Account => "account.html",
    };
    let index = app.config.dist().join(name);
    let html = match tokio::fs::read_to_string(&index).await {
        Ok(html) => html,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return (StatusCode::NOT_FOUND, NOT_BUILT).into_response();
        }
        Err(error) => return unreadable(&error),
    };
    let named = named_page::fill(&html, app.config.name());
    let mut response = if named == html {
        let mut file = ServeFile::new(index).precompressed_br();
        match file.try_call(request).await {
            Ok(response) => response.map(Body::new),
            Err(error) => return unreadable(&error),
        }
    } else {
        named_page::answer(request.method(), request.headers(), &named)
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN));
    if let Ok(policy) = HeaderValue::try_from(csp::of_page(&named)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

async fn file(dist: &Path, request: Request) -> Response {
    let keep = if has_hash(request.uri().path()) {
        KEEP
    } else {
        ASK_AGAIN
    };
    let files = ServeDir::new(dist)
        .append_index_html_on_directories(false)
        .precompressed_br();
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
    path == "/index.html" || !last_segment(path).contains('.')
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

/// Whether the name has the hash of the content in it, as in `spa-0123456789abcdef_bg.wasm`.
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

fn unreadable(error: &io::Error) -> Response {
    tracing::error!(cause = %error, "the page cannot be read");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

#[cfg(test)]
mod tests {
    use super::{has_hash, is_hidden, is_screen};

    #[test]
    fn a_screen_has_no_file_extension() {
        for path in [
            "/",
            "/sign-up",
            "/security/authenticators",
            "/index.html",
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
