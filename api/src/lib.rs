//! Latchkey's server. Start reading at [`routes`], the menu of calls, and follow one of them through
//! [`handlers::sign_in`]; [`sessions`] says what opens a session, [`second_step`] what a proof is worth.
//!
//! Who may use whom: `handlers` use everything; [`rules`] decide without I/O; [`store`] holds the SQL and nothing
//! else; the time comes from [`clock`], chance from [`random`].

pub mod accounts;
pub mod answer;
pub mod app;
pub mod backup_codes;
pub mod body;
pub mod clock;
pub mod config;
pub mod cookies;
pub mod cross_site;
pub mod enrolment;
pub mod error;
pub mod guard;
pub mod handlers;
pub mod hasher;
pub mod network;
pub mod openapi;
pub mod passwords;
pub mod pending_sign_ins;
pub mod random;
pub mod routes;
pub mod rules;
pub mod second_step;
pub mod sessions;
pub mod store;
pub mod tries;
pub mod vault;
pub mod visit;
