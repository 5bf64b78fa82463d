//! What a reverse proxy asks before it lets a request through to an application: who it is that is signed in, or where to
//! sign in. For `auth_request` of nginx, `forward_auth` of Caddy and `ForwardAuth` of Traefik.
//!
//! What the proxy says of the address is used for nothing but to come back to it, and only when it is one that people may be
//! sent to.

use crate::{
    app::App, auth::sessions, error::Error, http::client_info::ClientInfo, store::sessions::Session,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use contract::page::Page;
use url::form_urlencoded;

/// Where it stands, below the API.
pub const PATH: &str = "/verify";
/// Who is signed in: the identifier of the account, which never changes.
pub const REMOTE_USER: &str = "remote-user";
/// Their email address, once it is confirmed; empty before.
pub const REMOTE_EMAIL: &str = "remote-email";

/// The address that was wanted, as nginx is set up to say it.
const ORIGINAL_URL: &str = "x-original-url";
const FORWARDED_METHOD: &str = "x-forwarded-method";
const FORWARDED_PROTO: &str = "x-forwarded-proto";
const FORWARDED_HOST: &str = "x-forwarded-host";
const FORWARDED_URI: &str = "x-forwarded-uri";

/// Answers a proxy. It only reads, but for noting that the session is in use.
pub async fn verify(State(app): State<App>, request: Request) -> Response {
    let client = ClientInfo::of_request(&app, &request);
    let headers = request.headers().clone();
    drop(request);
    match who(&app, &client).await {
        Ok(Some(session)) => admit(&session).unwrap_or_else(Error::into_response),
        Ok(None) => turn_away(&app, &headers),
        Err(failure) => failure.into_response(),
    }
}

/// Whoever is signed in, and owes nothing.
async fn who(app: &App, client: &ClientInfo) -> Result<Option<Session>, Error> {
    let session = sessions::current(app, &client.session).await?;
    let session = session.filter(|session| !sessions::is_enrolling(app, session));
    if let Some(session) = &session {
        tracing::Span::current().record("account_id", &session.account_id);
    }
    Ok(session)
}

/// An address that nobody confirmed may be anybody's: whoever decides by the address must not take it for this person's.
/// The header is there all the same, so that none from the browser stays in its place.
fn admit(session: &Session) -> Result<Response, Error> {
    let value = |text: &str| {
        HeaderValue::from_bytes(text.as_bytes())
            .map_err(|_| Error::Inconsistent("an account that cannot stand in a header"))
    };
    let headers = [
        (
            HeaderName::from_static(REMOTE_USER),
            value(&session.account_id)?,
        ),
        (
            HeaderName::from_static(REMOTE_EMAIL),
            value(confirmed_email(session))?,
        ),
    ];
    Ok((StatusCode::OK, headers).into_response())
}

fn confirmed_email(session: &Session) -> &str {
    match session.email_confirmed_at {
        Some(_) => &session.email,
        None => "",
    }
}

/// A proxy that passes the answer on sends a reader to the sign-in page by a redirect; any other is told by the status, and
/// by the same header. Where nobody can be led back to what was wanted, they are led in all the same.
fn turn_away(app: &App, headers: &HeaderMap) -> Response {
    let next = wanted(headers).and_then(|next| app.config.allowed_next(&next));
    let Ok(location) = HeaderValue::try_from(sign_in(app, next.as_deref())) else {
        return Error::Inconsistent("an origin that cannot stand in a header").into_response();
    };
    let status = if headers.contains_key(FORWARDED_URI) && is_reader(headers) {
        StatusCode::FOUND
    } else {
        StatusCode::UNAUTHORIZED
    };
    (status, [(header::LOCATION, location)]).into_response()
}

fn sign_in(app: &App, next: Option<&str>) -> String {
    let page = format!("{}{}", app.config.origin(), Page::SignIn.path());
    let Some(next) = next else {
        return page;
    };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    format!("{page}?{query}")
}

/// The address that was wanted. A header that is there twice is not believed.
fn wanted(headers: &HeaderMap) -> Option<String> {
    if let Some(url) = only(headers, ORIGINAL_URL) {
        return Some(url);
    }
    let scheme = only(headers, FORWARDED_PROTO)?;
    let host = only(headers, FORWARDED_HOST)?;
    let uri = only(headers, FORWARDED_URI)?;
    let is_whole = uri.starts_with('/') && !host.contains(['/', '?', '#']);
    is_whole.then(|| format!("{scheme}://{host}{uri}"))
}

/// What it says. Addresses are passed on as they came, and clients write every byte: those outside ASCII are written as
/// percent signs have it, as a browser would (RFC 3986 §2.5).
fn only(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    if values.next().is_some() {
        return None;
    }
    let mut text = String::new();
    for byte in first.as_bytes() {
        if byte.is_ascii() {
            text.push(char::from(*byte));
        } else {
            text.extend(form_urlencoded::byte_serialize(&[*byte]));
        }
    }
    Some(text)
}

/// Whether somebody wants to read a page: a redirect would lose what anything else sends.
fn is_reader(headers: &HeaderMap) -> bool {
    let method = if headers.contains_key(FORWARDED_METHOD) {
        only(headers, FORWARDED_METHOD).unwrap_or_default()
    } else {
        "GET".to_owned()
    };
    let accepts = headers
        .get_all(header::ACCEPT)
        .iter()
        .any(|value| String::from_utf8_lossy(value.as_bytes()).contains("text/html"));
    matches!(method.as_str(), "GET" | "HEAD") && accepts
}

#[cfg(test)]
mod tests {
    use super::{is_reader, wanted};
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    fn headers(given: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            let value = HeaderValue::from_static(value);
            headers.append(HeaderName::from_static(name), value);
        }
        headers
    }

    #[test]
    fn the_address_is_put_together_from_what_the_proxy_says() {
        let nginx = [("x-original-url", "https://app.example/a?b")];
        let traefik = [
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "app.example"),
            ("x-forwarded-uri", "/a?b"),
        ];
        for given in [&nginx[..], &traefik[..]] {
            let address = wanted(&headers(given));
            assert_eq!(address.as_deref(), Some("https://app.example/a?b"));
        }
    }

    #[test]
    fn what_is_missing_or_there_twice_or_no_path_is_no_address() {
        for given in [
            &[][..],
            &[("x-forwarded-uri", "/a")],
            &[
                ("x-original-url", "https://app.example/"),
                ("x-original-url", "https://evil.example/"),
            ],
            &[
                ("x-forwarded-proto", "https"),
                ("x-forwarded-host", "app.example"),
                ("x-forwarded-uri", "@evil.example/"),
            ],
            &[
                ("x-forwarded-proto", "https"),
                ("x-forwarded-host", "app.example/x"),
                ("x-forwarded-uri", "/a"),
            ],
        ] {
            assert_eq!(wanted(&headers(given)), None, "{given:?}");
        }
    }

    #[test]
    fn only_whoever_reads_a_page_is_redirected() {
        let page = ("accept", "text/html,application/xhtml+xml");
        assert!(is_reader(&headers(&[page])));
        assert!(is_reader(&headers(&[page, ("x-forwarded-method", "HEAD")])));
        assert!(!is_reader(&headers(&[
            page,
            ("x-forwarded-method", "POST")
        ])));
        assert!(!is_reader(&headers(&[("accept", "application/json")])));
        let twice = [
            page,
            ("x-forwarded-method", "GET"),
            ("x-forwarded-method", "POST"),
        ];
        assert!(!is_reader(&headers(&twice)));
        assert!(!is_reader(&headers(&[])));
    }
}
