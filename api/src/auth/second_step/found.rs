//! What a proof turned out to be.

use crate::{
    auth::{passkeys::assertion::RightPasskey, sent_codes::RightCode},
    rate_limits::Try,
};
use contract::sent_code::Channel;

/// What a proof turned out to be.
pub enum Found {
    /// The answer of a passkey.
    Passkey(RightPasskey),
    /// The code of a time step.
    Step {
        /// Of which authenticator.
        authenticator: String,
        /// The step.
        step: i64,
        /// Its length in seconds.
        period: u32,
        /// The try that it was.
        tried: Try,
    },
    /// A backup code.
    BackupCode {
        /// Which.
        id: String,
        /// The try that it was.
        tried: Try,
    },
    /// A code that was sent.
    SentCode(Channel, RightCode),
}
