//! Making a passkey or security key: the server's order, the browser's dialog, keeping what was made, backup codes.
//!
//! The backup codes are never in the state. They come with an answer and leave at once with [`Effect::ShowCodes`]; the
//! page keeps them outside the reactive state, draws them, and drops them on [`Effect::Forget`].
//!
//! What the browser made cannot be made again: when the answer to [`Effect::Save`] is lost, it is kept for another try.
//! When the server says that it did not keep it, the browser is told ([`Effect::SignalUnknown`]), so that the password
//! manager does not offer a passkey that opens nothing.

use crate::{
    CallError, Machine, Moment, PasskeyError, Ticket, Trouble,
    machine::InFlight,
    passkey_support::{Obstacle, Support},
};
use contract::{
    Secret,
    passkey::{NewPasskey, Passkey, PasskeyAdded, PasskeyKind, PasskeyOrder},
    step_up::StepUp,
    webauthn::CredentialId,
};

/// The journey of making a passkey or security key.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct EnrolPasskey {
    /// The screen.
    pub step: Step,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    calls: InFlight<Call>,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// The server is asked what to make.
    #[default]
    Opening,
    /// The button that has the browser make it.
    Ready,
    /// The browser's dialog is open.
    Prompting,
    /// The server is asked to keep what was made.
    Saving,
    /// What was made may or may not be kept: it can be sent again.
    Unsaved,
    /// The backup codes that [`Effect::ShowCodes`] gave are on screen until they are saved.
    BackupCodes(Passkey),
    /// Made and kept.
    Finished(Passkey),
    /// It does not go on: [`EnrolPasskey::trouble`] says why, unless that has passed, and the person may begin again.
    Stopped,
    /// Given up: the page is being left.
    GivenUp,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The page came up, for this kind, in a browser that can do this.
    Opened(PasskeyKind, Support),
    /// The answer to [`Effect::FetchOrder`].
    OrderCame(Ticket, Moment, Result<PasskeyOrder, CallError>),
    /// The person wants it made.
    CreatePressed,
    /// The person wants the browser's dialog closed.
    PromptStopped,
    /// The answer to [`Effect::Create`]; whoever performs it puts the name in.
    Created(Ticket, Moment, Result<NewPasskey, PasskeyError>),
    /// The answer to [`Effect::Save`].
    Saved(Ticket, Moment, Result<PasskeyAdded, CallError>),
    /// The person wants what was made sent again.
    SaveAgainPressed,
    /// The person says that the backup codes are saved.
    CodesSaved,
    /// The person wants to begin again.
    RestartAsked,
    /// The person wants no passkey after all.
    Cancelled,
    /// It was proved again, as [`Effect::StepUp`] asked.
    SteppedUp,
    /// It was not proved again.
    StepUpCancelled,
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `StartPasskey`, answer with [`Event::OrderCame`].
    FetchOrder(Ticket, PasskeyKind),
    /// Have the browser make it, answer with [`Event::Created`].
    Create(Ticket, PasskeyOrder),
    /// Have the browser close its dialog.
    StopAsking,
    /// Call `AddPasskey`, answer with [`Event::Saved`].
    Save(Ticket, NewPasskey),
    /// Keep these outside the state, and show them: they are not to be had again.
    ShowCodes(Vec<Secret>),
    /// Drop what [`Effect::ShowCodes`] gave.
    Forget,
    /// Have it proved again, then send [`Event::SteppedUp`] or [`Event::StepUpCancelled`].
    StepUp(StepUp),
    /// Tell the browser that the server has no such credential. It may delete it for good, so this is asked for only
    /// when the server said that it did not keep it.
    SignalUnknown(CredentialId),
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
    /// Made and kept, and nothing secret is left on screen.
    Finish(Passkey),
    /// Given up: go back.
    Leave,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// The order.
    Fetch,
    /// The browser.
    Create,
    /// The keeping.
    Save,
}

impl EnrolPasskey {
    /// Whether something that the person waits for is under way, other than the browser's own dialog.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self.step, Step::Opening | Step::Saving) && self.calls.call().is_some()
    }

    /// Whether the browser's dialog is open.
    #[must_use]
    pub const fn is_prompting(&self) -> bool {
        matches!(self.step, Step::Prompting)
    }

    /// Why nothing can be made in this browser.
    #[must_use]
    pub fn obstacle(&self) -> Option<Obstacle> {
        None
    }

    /// Until when tries are in vain, while that is so.
    #[must_use]
    pub fn locked_until(&self) -> Option<Moment> {
        self.trouble.as_ref().and_then(Trouble::until)
    }
}

impl Machine for EnrolPasskey {
    type Event = Event;
    type Effect = Effect;

    fn update(self, _event: Event) -> (Self, Vec<Effect>) {
        (self, Vec::new())
    }
}
