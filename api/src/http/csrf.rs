//! Refuses calls that another site makes in the name of whoever looks at it.
//!
//! Three checks, each of which would do: a header that such a page cannot set without asking first, what the browser
//! says about where the request comes from (Fetch Metadata §2.3), and its origin (RFC 6454 §7).

use crate::{app::App, error::refusal};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};
use contract::{
    Problem,
    limits::{REQUEST_HEADER, REQUEST_MARK},
};

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Lets a request through that reads, or that comes from the page itself.
pub async fn refuse(State(app): State<App>, request: Request, next: Next) -> Response {
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_ours = |origin: &str| app.config.origins().any(|ours| ours.as_str() == origin);
    if only_reads || is_from_page(request.headers(), &is_ours) {
        next.run(request).await
    } else {
        refusal(&Problem::CrossSite)
    }
}

/// Every value of each header must be one that the page sends; headers that a browser may leave out may be missing.
fn is_from_page(headers: &HeaderMap, is_ours: &dyn Fn(&str) -> bool) -> bool {
    let all = |name: &str, fits: &dyn Fn(&str) -> bool| {
        headers
            .get_all(name)
            .iter()
            .all(|value| value.to_str().is_ok_and(fits))
    };
    headers.contains_key(REQUEST_HEADER)
        && all(REQUEST_HEADER, &|value| value == REQUEST_MARK)
        && all(SEC_FETCH_SITE, &|value| {
            matches!(value, "same-origin" | "none")
        })
        && all(header::ORIGIN.as_str(), is_ours)
}

#[cfg(test)]
mod tests {
    use super::is_from_page;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    const ORIGIN: &str = "https://example.org";

    fn is_let_through(headers: &[(&'static str, &'static str)]) -> bool {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        let mut map = HeaderMap::new();
        for (name, value) in headers.iter().map(pair) {
            map.append(name, value);
        }
        is_from_page(&map, &|origin| origin == ORIGIN)
    }

    #[test]
    fn the_page_itself_is_let_through() {
        assert!(is_let_through(&[("x-latchkey", "1")]));
        assert!(is_let_through(&[("x-latchkey", "1"), ("origin", ORIGIN)]));
        assert!(is_let_through(&[
            ("x-latchkey", "1"),
            ("origin", ORIGIN),
            ("sec-fetch-site", "same-origin")
        ]));
    }

    #[test]
    fn each_bar_holds_alone() {
        assert!(!is_let_through(&[]));
        assert!(!is_let_through(&[
            ("origin", ORIGIN),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!is_let_through(&[("x-latchkey", "0")]));
        assert!(!is_let_through(&[("x-latchkey", "1"), ("x-latchkey", "2")]));
        for site in ["cross-site", "same-site", "", "Same-Origin"] {
            assert!(
                !is_let_through(&[("x-latchkey", "1"), ("sec-fetch-site", site)]),
                "{site}"
            );
        }
        for origin in [
            "null",
            "",
            "http://example.org",
            "https://example.org:8443",
            "https://example.org.evil.example",
            "https://sub.example.org",
            "https://example.org/",
        ] {
            assert!(
                !is_let_through(&[("x-latchkey", "1"), ("origin", origin)]),
                "{origin}"
            );
        }
        assert!(!is_let_through(&[
            ("x-latchkey", "1"),
            ("origin", ORIGIN),
            ("origin", "https://evil.example")
        ]));
    }
}
