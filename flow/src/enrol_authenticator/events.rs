//! What can happen while an authenticator app is set up, and what can be asked for.

use super::Enrolled;
use crate::{CallError, Moment, Ticket, drift::Drift};
use contract::{
    Secret,
    authenticator::{Confirmation, Confirmed, PendingAuthenticator, WhichAuthenticator},
    backup_codes::BackupCodes,
    step_up::StepUp,
};

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The page came up.
    Opened,
    /// The answer to [`Effect::Start`].
    Started {
        /// Of the call.
        ticket: Ticket,
        /// When the call was made.
        sent: Moment,
        /// When the answer came.
        received: Moment,
        /// The answer.
        reply: Result<PendingAuthenticator, CallError>,
    },
    /// A first code was given, as typed, with a name that may be empty.
    CodeGiven {
        /// The code.
        code: Secret,
        /// The name.
        name: String,
    },
    /// The answer to [`Effect::Confirm`].
    Confirmed(Ticket, Moment, Result<Confirmed, CodeRefused>),
    /// The person says that the backup codes are saved.
    CodesSaved,
    /// The person wants a new secret, or to try again after the journey stopped. While a key is on screen they are asked
    /// first.
    RestartAsked,
    /// The person wants the key on screen replaced, though it may be scanned already.
    RestartConfirmed,
    /// The person keeps the key on screen.
    RestartDeclined,
    /// The person wants no authenticator after all.
    Discarded,
    /// The answer to [`Effect::Discard`].
    DiscardSettled(Ticket, Moment, Result<(), CallError>),
    /// It was proved again, as [`Effect::StepUp`] asked.
    SteppedUp,
    /// It was not proved again.
    StepUpCancelled,
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// A first code that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRefused {
    /// How the call failed.
    pub error: CallError,
    /// After [`contract::Problem::WrongCode`]: the time that the code fits, if it fits one.
    pub drift: Option<Drift>,
}

impl From<CallError> for CodeRefused {
    fn from(error: CallError) -> Self {
        Self { error, drift: None }
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `StartAuthenticator`, answer with [`Event::Started`].
    Start(Ticket),
    /// Keep this outside the state, and show the QR code and the secret.
    Show(PendingAuthenticator),
    /// Call `ConfirmAuthenticator`, answer with [`Event::Confirmed`].
    Confirm(Ticket, Confirmation),
    /// Keep these outside the state, and show them: they are not to be had again.
    ShowCodes(BackupCodes),
    /// Drop what [`Effect::Show`] and [`Effect::ShowCodes`] gave.
    Forget,
    /// Call `DiscardAuthenticator`, answer with [`Event::DiscardSettled`].
    Discard(Ticket, WhichAuthenticator),
    /// Have it proved again, then send [`Event::SteppedUp`] or [`Event::StepUpCancelled`].
    StepUp(StepUp),
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
    /// Set up, and nothing secret is left: the account has a second step now, and every screen may be opened.
    Finish(Enrolled),
    /// Given up: go back.
    Leave,
}
