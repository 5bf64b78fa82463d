//! Proving who it is: passwords, second steps, passkeys, sessions, and recovery.

pub mod browsers;
pub mod caller;
pub mod claimant;
pub mod factors;
pub mod freshness;
pub mod held_methods;
pub mod links;
pub mod next_step;
pub mod passkeys;
pub mod password_reset;
pub mod passwords;
pub mod pending_sign_ins;
pub mod recovery;
pub mod revoke;
pub mod second_step;
pub mod sent_codes;
pub mod sessions;
pub mod sign_in;
