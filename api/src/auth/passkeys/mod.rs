//! Passkeys and security keys at sign-in and at step-up.

pub mod assertion;
pub mod attempt;
pub mod candidate;
pub mod challenges;
pub mod claimant;
pub mod options;
pub mod stored;
