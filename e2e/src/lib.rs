//! Journeys through Latchkey as people make them: a real browser, the real server, and no knowledge of either's inside.
//!
//! Start with `tests/journeys.rs`. Then read in this order: [`mod@journey`] (how one begins and ends), [`context`] (what it
//! has at hand), [`people`] (who acts), [`screens`] (what stands on the screens), [`finding`] (how it is found, by role and
//! name), [`browser`] and [`server`] (the programs), [`interceptor`] (a connection that can be held up), [`authenticator`]
//! and [`hooks`] (passkeys without a person to touch anything), [`messages`] (what the server sends, to the servers of the
//! crate `fakes`), [`clock`] (how its time is moved), [`reverse_proxy`] and [`application`] (a proxy as operators have them,
//! and what it protects), [`checks`] (what must be true at every end), [`access`] (what every screen owes to everybody).
//!
//! [`mod@bench`] measures how quickly the page comes, with the same browser and server.

pub mod access;
pub mod app;
pub mod application;
pub mod artifacts;
pub mod authenticator;
pub mod bench;
pub mod browser;
pub mod checks;
pub mod clock;
pub mod commands;
pub mod context;
pub mod driver;
pub mod failure;
pub mod finding;
pub mod fixtures;
pub mod hooks;
pub mod interceptor;
pub mod journey;
pub mod keyboard;
mod listening;
pub mod messages;
pub mod people;
pub mod program;
pub mod reverse_proxy;
pub mod screens;
pub mod secrets;
pub mod server;
#[cfg(test)]
mod testing;
pub mod waiting;

pub use context::Context;
pub use failure::{Failure, Outcome};
pub use fixtures::Fixtures;
pub use journey::{journey, journey_with};
pub use reverse_proxy::Proxy;
