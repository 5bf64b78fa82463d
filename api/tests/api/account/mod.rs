//! `/api/account/…` and `/api/step-up/…`.

pub mod authenticators;
pub mod password;
mod step_up;
