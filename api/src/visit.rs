//! What a request says about who sends it, none of which is believed.

use crate::{
    app::App,
    cookies::{Cookie, Presented},
    network::Network,
};
use axum::{
    extract::Request,
    http::{HeaderMap, header},
};

/// The longest name of a browser that is kept, in characters.
const USER_AGENT_MAX: usize = 256;

/// Who sends the request, as far as it says.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Where it comes from.
    pub network: Network,
    /// What browser it is, as it says.
    pub user_agent: String,
    /// Its session cookie.
    pub session: Presented,
    /// Its cookie of a sign-in between its steps.
    pub pending: Presented,
    /// Its cookie of a browser that asks for a passkey.
    pub ceremony: Presented,
    /// Its cookie of a browser that signed in before.
    pub device: Presented,
}

impl Visit {
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

fn user_agent(headers: &HeaderMap) -> String {
    let bytes = headers
        .get(header::USER_AGENT)
        .map_or(&b""[..], |value| value.as_bytes());
    let text = String::from_utf8_lossy(bytes);
    text.chars()
        .filter(|character| !character.is_control())
        .take(USER_AGENT_MAX)
        .collect()
}
