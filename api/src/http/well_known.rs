//! What browsers and password managers look for at well-known addresses (RFC 8615).

use crate::app::App;
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use contract::page::Page;
use serde::Serialize;

const ASK_AGAIN: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-cache")];

/// Browsers ask for the list on behalf of a page of another origin, and it is public.
const FOR_OTHERS: [(HeaderName, &str); 1] = [(
    HeaderName::from_static("cross-origin-resource-policy"),
    "cross-origin",
)];

/// The origins that may use the same passkeys (WebAuthn L3 §5.11).
#[derive(Serialize)]
struct RelatedOrigins<'a> {
    origins: &'a [String],
}

/// Where somebody makes and looks after passkeys (W3C "A Well-Known URL for Relying Party Passkey Endpoints").
#[derive(Serialize)]
struct PasskeyEndpoints {
    enroll: String,
    manage: String,
}

/// They, at their addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/.well-known/webauthn", get(related_origins))
        .route("/.well-known/passkey-endpoints", get(passkey_endpoints))
        .route("/.well-known/change-password", get(change_password))
}

/// There is no list when there is nothing but the server's own origin.
async fn related_origins(State(app): State<App>) -> Response {
    match app.relying_party() {
        Ok(party) if party.origins().len() > 1 => {
            let list = RelatedOrigins {
                origins: party.origins(),
            };
            (FOR_OTHERS, answer(list)).into_response()
        }
        _ => nothing(),
    }
}

async fn passkey_endpoints(State(app): State<App>) -> Response {
    if app.relying_party().is_err() {
        return nothing();
    }
    let origin = app.config.origin();
    answer(PasskeyEndpoints {
        enroll: format!("{origin}{}", Page::Passkey.path()),
        manage: format!("{origin}{}", Page::Security.path()),
    })
}

/// Where somebody changes the password (W3C "A Well-Known URL for Changing Passwords").
async fn change_password() -> Response {
    (
        ASK_AGAIN,
        Redirect::to(&format!("{}#password", Page::Security.path())),
    )
        .into_response()
}

fn answer(what: impl Serialize) -> Response {
    (ASK_AGAIN, Json(what)).into_response()
}

fn nothing() -> Response {
    (StatusCode::NOT_FOUND, ASK_AGAIN, "Not found.\n").into_response()
}
