//! What a sender does, and why it may fail.

use super::message::Message;

/// Why a message was not sent. It says nothing of the message, and goes to the log.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct SendError {
    /// What happened.
    pub why: String,
    /// Whether it would happen again, however often it is tried: the destination is refused.
    pub is_final: bool,
    /// Whether it happens to every message, until somebody changes the settings.
    pub is_wrong_set_up: bool,
}

impl SendError {
    /// It may go better later.
    pub fn for_now(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            is_final: false,
            is_wrong_set_up: false,
        }
    }

    /// It will never be sent.
    pub fn for_good(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            is_final: true,
            is_wrong_set_up: false,
        }
    }

    /// No message can be sent as this is set up.
    pub fn wrong_set_up(why: impl Into<String>) -> Self {
        Self {
            is_wrong_set_up: true,
            ..Self::for_now(why)
        }
    }
}

/// Carries messages of one channel away.
pub trait Sender {
    /// Sends one. The id is the same at each attempt, so that the other side can tell a message from its repetition.
    fn send(
        &self,
        message: &Message,
        id: &str,
    ) -> impl Future<Output = Result<(), SendError>> + Send;

    /// Looks whether it is set up rightly, and sends nothing.
    fn check(&self) -> impl Future<Output = Result<(), SendError>> + Send;
}
