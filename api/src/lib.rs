//! Latchkey's server. Start reading at [`handlers::routes`], the table of calls, and follow one of them through
//! [`handlers::sign_in`]; [`auth::sessions`] says what opens a session, [`auth::second_step`] what a proof is worth;
//! [`auth::passkeys`] looks at a passkey's answer, and [`webauthn`] alone knows the library that verifies it.
//!
//! Who may use whom, each only what stands behind it: `handlers`, `account`, `auth`, `messages`, `http`, [`rate_limits`],
//! [`mod@app`], [`error`], `delivery`, `webauthn`, `config`, `store`, `crypto`, `rules`. [`rules`] decide without I/O;
//! [`store`] holds the SQL and nothing else; the time comes from [`clock`], random bytes from [`random`].

pub mod account;
pub mod app;
pub mod auth;
pub mod cleanup;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod delivery;
pub mod error;
pub mod handlers;
pub mod http;
pub mod messages;
pub mod random;
pub mod rate_limits;
pub mod rules;
pub mod server;
pub mod startup;
pub mod store;
pub mod webauthn;

use app::App;
use axum::{
    Router,
    extract::{Request, State},
    middleware,
    routing::any,
};
use contract::{Problem, endpoint::BASE};
use error::refusal;
use handlers::{development_outbox, routes};
use http::{
    client_ip::{self, ClientFinder},
    csrf,
    pages::Pages,
    request_log, security_headers, static_files, well_known,
};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// Everything that is served: the API and the page. It needs no socket.
pub fn app(app: App) -> Router {
    let refuse_cross_site = middleware::from_fn_with_state(app.clone(), csrf::refuse);
    let finder = ClientFinder::new(app.clone());
    let find_client = middleware::from_fn_with_state(finder, client_ip::find_client);
    let add_security_headers = middleware::from_fn_with_state(app.clone(), security_headers::add);
    let pages = Arc::new(Pages::default());
    let serve_files = move |State(app): State<App>, request: Request| {
        static_files::serve(app, Arc::clone(&pages), request)
    };
    // The last layer is the first that a request meets.
    Router::new()
        .nest(BASE, routes::api().layer(refuse_cross_site))
        // The nest leaves out this one path, and a caller of the API must not get the page.
        .route(
            &format!("{BASE}/"),
            any(|| async { refusal(&Problem::NotFound) }),
        )
        .merge(well_known::routes())
        .merge(development_outbox::routes(&app))
        .fallback(serve_files)
        .layer(CatchPanicLayer::custom(request_log::panicked))
        .layer(middleware::from_fn(request_log::limit_time))
        .layer(add_security_headers)
        .layer(middleware::from_fn(request_log::request))
        .layer(find_client)
        .with_state(app)
}
