//! A code that is sent, at the second step or to a new number or address: where it goes, when it is not taken any more,
//! and when another can be asked for.

use crate::{CallError, Moment};
use contract::{
    Problem,
    sent_code::{Channel, Destination},
};

/// Where codes of one method go, and the one that is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// How they are sent.
    pub channel: Channel,
    /// The number or address with most of it masked.
    pub masked: String,
    /// When another one can be asked for; `None` when it can be now.
    pub resend_at: Option<Moment>,
    /// When the code that is out is not taken any more; `None` when none is out.
    pub expires_at: Option<Moment>,
    /// Whether one was ever asked for: the next one is only sent after a press.
    pub(crate) is_asked: bool,
}

impl Sending {
    pub(crate) fn new(destination: &Destination, now: Moment) -> Self {
        let sent = destination.sent;
        let after = |seconds: u32| (seconds > 0).then(|| now.after_seconds(seconds));
        Self {
            channel: destination.channel,
            masked: destination.masked.clone(),
            resend_at: sent.and_then(|sent| after(sent.resend_in)),
            expires_at: sent.and_then(|sent| after(sent.expires_in)),
            is_asked: sent.is_some(),
        }
    }

    /// Whether a code is out that can still be given.
    #[must_use]
    pub const fn is_sent(&self) -> bool {
        self.expires_at.is_some()
    }

    /// Takes note of the time.
    pub(crate) fn look(&mut self, now: Moment) {
        self.resend_at.take_if(|at| *at <= now);
        self.expires_at.take_if(|at| *at <= now);
    }

    /// When to look at the time again.
    pub(crate) fn next_look(&self) -> Option<Moment> {
        self.resend_at.into_iter().chain(self.expires_at).min()
    }

    /// The code that was out is not taken any more.
    pub(crate) const fn end(&mut self) {
        self.expires_at = None;
    }

    /// Takes in that sending was refused.
    pub(crate) fn refused(&mut self, error: &CallError, now: Moment) {
        if let CallError::Refused(Problem::TooManyTries { retry_after, .. }) = error {
            self.resend_at = Some(now.after_seconds(*retry_after));
        }
    }
}

/// Whether no code was sent because the last one is too fresh, or there were too many: [`Sending::resend_at`] says until when.
pub(crate) const fn must_wait(error: &CallError) -> bool {
    matches!(error, CallError::Refused(Problem::TooManyTries { .. }))
}

/// Whether a refused proof says that the code which was sent is of no use any more.
pub(crate) fn ends_code(error: &CallError) -> bool {
    matches!(
        error,
        CallError::Refused(
            Problem::SentCodeExpired
                | Problem::WrongCode {
                    tries_left: 0,
                    retry_after: None
                }
        )
    )
}
