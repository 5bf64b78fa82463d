//! The second step: the methods that the server offers, asking the browser for a passkey, and codes that are sent.
//! [`crate::sign_in`] and [`crate::step_up`] contain it.

pub mod offer;
pub mod prompt;
pub(crate) mod sent_codes;
