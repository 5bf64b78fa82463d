//! Headers that tell browsers what this site does not do.

use crate::app::App;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use contract::endpoint::BASE;

/// Of whatever is not a page: it loads nothing and stands in no frame.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(), midi=(), payment=(), usb=(), \
     clipboard-write=(self), otp-credentials=(self), \
     publickey-credentials-create=(self), publickey-credentials-get=(self)";

/// What browsers heed in every answer, whatever it is.
const ALWAYS: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// What they heed in a document alone: a file and a call share no window, load nothing and ask for no permission. That
/// nobody frames them is in their policy.
const IN_DOCUMENTS: [(HeaderName, &str); 5] = [
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        "require-corp",
    ),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    // The parts of a policy that `default-src` does not stand for.
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
];

/// Adds to every answer the headers that mean something there. What an answer says for itself stays: the page has its own content policy, and one
/// public list is for pages of other origins.
pub async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_call = is_call(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let more: &[_] = if is_document(headers) {
        &IN_DOCUMENTS
    } else {
        &[]
    };
    for (name, value) in ALWAYS.iter().chain(more) {
        let value = HeaderValue::from_static(value);
        headers.entry(name).or_insert(value);
    }
    if let Some(value) = app.config.hsts().map(HeaderValue::from_static) {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    if is_call {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    add_content_policy(headers);
    response
}

/// HTML, and what has a policy of its own: a page, which may also be answered with nothing but its headers.
fn is_document(headers: &HeaderMap) -> bool {
    let is_html = |value: &HeaderValue| value.as_bytes().starts_with(b"text/html");
    headers.contains_key(header::CONTENT_SECURITY_POLICY)
        || headers.get(header::CONTENT_TYPE).is_some_and(is_html)
}

fn add_content_policy(headers: &mut HeaderMap) {
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(NOTHING));
}

fn is_call(path: &str) -> bool {
    path.strip_prefix(BASE)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
