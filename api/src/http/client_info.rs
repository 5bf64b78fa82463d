//! What a request says about who sends it, none of which is believed.

use crate::{
    app::App,
    http::{
        cookies::{Cookie, PresentedToken},
        network::Network,
    },
};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
};
use contract::browser_name;

/// The longest name of a browser that is kept, in characters.
const USER_AGENT_MAX: usize = 256;
/// The client hint with the names of a browser and its relatives (User-Agent Client Hints §3.1).
const BRANDS: HeaderName = HeaderName::from_static("sec-ch-ua");

/// Who sends the request, as far as it says.
#[derive(Clone, Debug)]
pub struct ClientInfo {
    /// Where it comes from.
    pub network: Network,
    /// What browser it is, as it says.
    pub user_agent: String,
    /// Its session cookie.
    pub session: PresentedToken,
    /// Its cookie of a pending sign-in.
    pub pending: PresentedToken,
    /// Its cookie of a browser that asks for a passkey.
    pub ceremony: PresentedToken,
    /// Its cookie of a browser that signed in before.
    pub device: PresentedToken,
}

impl ClientInfo {
    /// Reads it from the request.
    pub fn of_request(app: &App, request: &Request) -> Self {
        let naming = app.config.cookie_naming();
        let headers = request.headers();
        Self {
            network: Network::of_request(request.extensions()),
            user_agent: user_agent(headers),
            session: Cookie::Session.read(headers, naming),
            pending: Cookie::Pending.read(headers, naming),
            ceremony: Cookie::Ceremony.read(headers, naming),
            device: Cookie::Device.read(headers, naming),
        }
    }
}

/// What the browser calls itself. Where only its client hint tells it from Chrome, as with Brave, that is put behind it.
fn user_agent(headers: &HeaderMap) -> String {
    let said = |name| {
        let bytes = headers.get(name).map_or(&b""[..], HeaderValue::as_bytes);
        String::from_utf8_lossy(bytes)
    };
    let own: String = said(header::USER_AGENT)
        .chars()
        .filter(|character| !character.is_control())
        .take(USER_AGENT_MAX)
        .collect();
    match browser_name::brand_word(&said(BRANDS)) {
        Some(word) if !own.contains(word) => format!("{own} {word}"),
        _ => own,
    }
}

#[cfg(test)]
mod tests {
    use super::user_agent;
    use axum::http::{HeaderMap, HeaderValue};

    #[test]
    fn a_browser_that_calls_itself_chrome_is_told_by_its_brand() {
        let mut headers = HeaderMap::new();
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36";
        headers.insert("user-agent", HeaderValue::from_static(chrome));
        assert_eq!(user_agent(&headers), chrome);
        let brands = "\"Chromium\";v=\"140\", \"Brave\";v=\"140\"";
        headers.insert("sec-ch-ua", HeaderValue::from_static(brands));
        assert_eq!(user_agent(&headers), format!("{chrome} Brave/"));
    }
}
