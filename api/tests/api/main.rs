//! Every call of the API, against the real router and a real database. The modules mirror the paths; those that
//! walk along the whole table, or look behind the API, stand beside them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod account;
mod addresses;
mod at_rest;
mod bodies;
mod checked_links;
mod connections;
mod cross_site;
mod crowding;
mod devices;
mod doors;
mod failures;
mod faults;
mod headers;
mod limits;
mod moved;
mod named_page;
mod neighbours;
mod next;
mod notices;
mod passkeys;
mod passwords;
mod proxies;
mod rechecks;
mod recovery_help;
mod review;
mod review2;
mod sending;
mod sent_codes;
mod session;
mod sign_in;
mod sign_up;
#[path = "../support/mod.rs"]
mod support;
mod timing;
mod undo;
mod unsaved_codes;
mod ways_back;
