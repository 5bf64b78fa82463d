//! Every call of the API, against the real router and a real database. The modules mirror the paths.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod account;
mod bodies;
mod cross_site;
mod doors;
mod session;
mod sign_in;
#[path = "../support/mod.rs"]
mod support;
