//! The library that verifies passkeys, behind types of our own: nothing else knows it (WebAuthn L3 §7).
//!
//! `registering` makes the creation options and checks what was made, `asserting` makes the request options and checks the answers,
//! `credential` is how a credential is kept. Each checks a request by [`crate::rules::passkeys`] before the library
//! sees it. The library writes what it reads into its log: [`crate::startup::log`] keeps that silent.

mod asserting;
mod credential;
mod registering;
mod relying_party;

pub use asserting::{Answered, Claim, Known};
pub use credential::{Kept, StoredCredential};
pub use registering::{Made, Owner};
pub use relying_party::{Broken, RelyingParty, SetUpWrongly, State};
