//! The built page with the name that the operator gave the service.
//!
//! A build knows no name but its own, and asking for it would come after the first paint: so the name is put into the HTML
//! that is served.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// What stands in the built page wherever the service is named.
const BUILT_NAME: &str = "Latchkey";

/// The page with this name in it; borrowed when that is the one it was built with. Scripts are left alone.
pub fn fill<'a>(html: &'a str, name: &str) -> Cow<'a, str> {
    if name == BUILT_NAME {
        return Cow::Borrowed(html);
    }
    let name = escaped(name);
    let mut filled = String::with_capacity(html.len());
    for (place, part) in html.split("<script").enumerate() {
        if place == 0 {
            filled.push_str(&part.replace(BUILT_NAME, &name));
            continue;
        }
        let (script, rest) = part.split_once("</script").unwrap_or((part, ""));
        filled.push_str("<script");
        filled.push_str(script);
        if script.len() < part.len() {
            filled.push_str("</script");
        }
        filled.push_str(&rest.replace(BUILT_NAME, &name));
    }
    Cow::Owned(filled)
}

/// The answer with a page that is in no file: it has no date, and its tag is made from what it says, so a browser that
/// has kept one with another name gets this one.
pub fn answer(method: &Method, headers: &HeaderMap, html: &str) -> Response {
    let hash = HEXLOWER.encode(&Sha256::digest(html));
    let tag = format!("\"{hash}\"");
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.split(',').any(|it| it.trim().ends_with(&tag)));
    let status = if is_known {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    };
    let mut response = status.into_response();
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    if is_known {
        return response;
    }
    let html_type = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html_type);
    headers.insert(header::CONTENT_LENGTH, html.len().into());
    if *method != Method::HEAD {
        *response.body_mut() = Body::from(html.to_owned());
    }
    response
}

/// As text and as the value of a quoted attribute (HTML §13.3).
fn escaped(name: &str) -> String {
    name.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::fill;

    const PAGE: &str = "<title>Sign in – Latchkey</title><meta name=\"application-name\" content=\"Latchkey\">\
         <script>Latchkey()</script><span>Latchkey</span><script src=\"/a.js\"></script>";

    #[test]
    fn the_name_stands_everywhere_but_in_scripts() {
        assert_eq!(
            fill(PAGE, "Ann & Söhne \"<1>\""),
            "<title>Sign in – Ann &amp; Söhne &quot;&lt;1&gt;&quot;</title>\
             <meta name=\"application-name\" content=\"Ann &amp; Söhne &quot;&lt;1&gt;&quot;\">\
             <script>Latchkey()</script><span>Ann &amp; Söhne &quot;&lt;1&gt;&quot;</span>\
             <script src=\"/a.js\"></script>"
        );
    }

    #[test]
    fn a_page_without_another_name_is_left_as_it_is() {
        assert_eq!(fill(PAGE, "Latchkey"), PAGE);
        assert_eq!(fill("", "Ann"), "");
        assert_eq!(fill("<script>", "Ann"), "<script>");
    }
}
