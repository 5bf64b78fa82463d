//! Journeys through Latchkey as people make them: a real browser, the real server, and no knowledge of either's inside.
//!
//! Start with `tests/journeys.rs`. Then read in this order: [`mod@journey`] (how one begins and ends), [`stage`] (what it
//! plays on), [`people`] (who plays), [`screens`] (what stands on the screens), [`finding`] (how it is found, by role
//! and name), [`browser`] and [`server`] (the programs), [`gate`] (a connection that can be held up), [`authenticator`]
//! and [`hooks`] (passkeys without a person to touch anything), [`checks`] (what must be true at every end), [`access`]
//! (what every screen owes to everybody).

pub mod access;
pub mod app;
pub mod authenticator;
pub mod browser;
pub mod checks;
pub mod commands;
pub mod driver;
pub mod evidence;
pub mod failure;
pub mod finding;
pub mod gate;
pub mod hooks;
pub mod journey;
pub mod keyboard;
pub mod people;
pub mod program;
pub mod screens;
pub mod secrets;
pub mod server;
pub mod stage;
pub mod waiting;

pub use failure::{Failure, Outcome};
pub use journey::{journey, journey_with};
pub use stage::Stage;
