//! Latchkey's server. Start reading at [`routes`], the menu of calls, and follow one of them through
//! [`handlers::sign_in`]; [`sessions`] says what opens a session, [`second_step`] what a proof is worth;
//! [`passkey_proofs`] looks at a passkey's answer, and [`webauthn`] alone knows the library that verifies it.
//!
//! Who may use whom: `handlers` use everything; [`rules`] decide without I/O; [`store`] holds the SQL and nothing
//! else; the time comes from [`clock`], chance from [`random`].

pub mod accounts;
pub mod activity;
pub mod address_form;
pub mod answer;
pub mod app;
pub mod backup_codes;
pub mod body;
pub mod ceremonies;
pub mod clock;
pub mod command;
pub mod config;
pub mod connections;
pub mod contacts;
pub mod content_policy;
pub mod cookies;
pub mod cross_site;
pub mod devices;
pub mod enrolment;
pub mod error;
pub mod forward_auth;
pub mod guard;
pub mod handlers;
pub mod hasher;
pub mod links;
pub mod log_writer;
pub mod mail;
pub mod methods;
pub mod named_page;
pub mod network;
pub mod next_step;
pub mod notices;
pub mod observe;
pub mod open_files;
pub mod openapi;
pub mod origin;
pub mod outbox;
pub mod passkey_enrolment;
pub mod passkey_proofs;
pub mod password_reset;
pub mod passwords;
pub mod pending_sign_ins;
pub mod proxies;
pub mod random;
pub mod recovery;
pub mod routes;
pub mod rules;
pub mod second_step;
pub mod secret_keys;
pub mod security_headers;
pub mod sent_codes;
pub mod serve;
pub mod sessions;
pub mod standing;
pub mod start;
pub mod static_files;
pub mod store;
pub mod sweeping;
pub mod tries;
pub mod vault;
pub mod visit;
pub mod webauthn;
pub mod well_known;

use app::App;
use axum::{Router, middleware, routing::any};
use contract::{Problem, endpoint::BASE};
use error::refusal;
use outbox::page;
use proxies::Lookout;
use tower_http::catch_panic::CatchPanicLayer;

/// Everything that is served: the API and the page. It needs no socket.
pub fn app(app: App) -> Router {
    let refuse_cross_site = middleware::from_fn_with_state(app.clone(), cross_site::refuse);
    let lookout = Lookout::new(app.clone());
    let see_through = middleware::from_fn_with_state(lookout, proxies::see_through);
    let add_security_headers = middleware::from_fn_with_state(app.clone(), security_headers::add);
    // The last layer is the first that a request meets.
    Router::new()
        .nest(BASE, routes::api().layer(refuse_cross_site))
        // The nest leaves out this one path, and a caller of the API must not get the page.
        .route(
            &format!("{BASE}/"),
            any(|| async { refusal(&Problem::NotFound) }),
        )
        .merge(well_known::routes())
        .merge(page::routes(&app))
        .fallback(static_files::serve)
        .layer(CatchPanicLayer::custom(observe::panicked))
        .layer(middleware::from_fn(observe::limit_time))
        .layer(add_security_headers)
        .layer(middleware::from_fn(observe::request))
        .layer(see_through)
        .with_state(app)
}
