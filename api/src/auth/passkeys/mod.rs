//! Passkeys and security keys at sign-in and at step-up.

pub mod asked;
pub mod assertion;
pub mod attempt;
pub mod candidate;
pub mod challenges;
pub mod options;
pub mod stored;
