//! What a proof turned out to be.

use crate::{
    auth::{passkeys::assertion::VerifiedPasskey, sent_codes::VerifiedCode},
    rate_limits::Attempt,
};
use contract::sent_code::Channel;

/// What a proof turned out to be.
pub enum ProofMatch {
    /// The answer of a passkey.
    Passkey(VerifiedPasskey),
    /// The code of a time step.
    Step {
        /// Of which authenticator.
        authenticator: String,
        /// The step.
        step: i64,
        /// Its length in seconds.
        period: u32,
        /// The attempt that it was.
        attempt: Attempt,
    },
    /// A backup code.
    BackupCode {
        /// Its identifier.
        id: String,
        /// The attempt that it was.
        attempt: Attempt,
    },
    /// A code that was sent.
    SentCode(Channel, VerifiedCode),
}
