//! One function per call of the contract, in the same modules as there. They say what happens in which order;
//! how it is done stands in the modules around them.

pub mod account;
pub mod activity;
pub mod authenticators;
pub mod backup_codes;
pub mod contacts;
pub mod development_outbox;
pub mod devices;
pub mod forward_auth;
pub mod guard;
pub mod health;
pub mod next;
pub mod openapi;
pub mod passkeys;
pub mod recovery;
pub mod routes;
pub mod sign_in;
pub mod sign_up;
pub mod site;
pub mod step_up;
