//! Every call of the API, against the real router and a real database. The modules mirror the paths; those that
//! walk along the whole table, or look behind the API, stand beside them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod account;
mod at_rest;
mod bodies;
mod checked_links;
mod common_passwords;
mod connection_ages;
mod connections;
mod cookies;
mod cross_site;
mod email_addresses;
mod email_change;
mod email_change_undo;
mod email_links;
mod fail_closed;
mod faults;
mod forward_auth;
mod headers;
mod keys_only;
mod limit_exhaustion;
mod limits;
mod next;
mod notice_limits;
mod notices;
mod open_sessions;
mod outbox_backlog;
mod pages;
mod passkeys;
mod password_reset;
mod recovery;
mod recovery_help;
mod sent_codes;
mod server_process;
mod session;
mod sign_in;
mod sign_up;
mod sms_gateway;
mod smtp;
mod static_files;
#[path = "../support/mod.rs"]
mod support;
mod time_of_check;
mod timing;
mod trusted_browsers;
mod trusted_proxies;
mod unsaved_codes;
