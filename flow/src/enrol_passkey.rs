//! Making a passkey or security key: the server's creation options, the browser's dialog, keeping what was made, backup codes.
//!
//! The backup codes are never in the state. They come with an answer and leave at once with [`Effect::ShowCodes`]; the
//! page keeps them outside the reactive state, draws them, and drops them on [`Effect::Forget`].
//!
//! What the browser made cannot be made again: when the answer to [`Effect::Save`] is lost, it is kept for another try.
//! When the server has looked at it and does not keep it, the browser is told ([`Effect::SignalUnknown`]), so that the
//! password manager does not offer a passkey that opens nothing.

mod answers;
mod moves;

use crate::{
    CallError, Machine, Moment, PasskeyError, Ticket, Trouble,
    held::Held,
    machine::InFlight,
    passkey_support::{Obstacle, Support},
    trouble::{self, Tells},
};
use contract::{
    backup_codes::BackupCodes,
    passkey::{NewPasskey, Passkey, PasskeyAdded, PasskeyCreation, PasskeyKind},
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
    /// What was asked for when the page came up.
    wish: Option<(PasskeyKind, Support)>,
    /// What to make, fetched before the press: browsers open the dialog only while they still remember it.
    creation: Option<Held<PasskeyCreation>>,
    /// Whether the button was pressed before the creation options were there.
    is_pressed: bool,
    /// What was made, until it is known whether it is kept.
    unsaved: Option<NewPasskey>,
    /// Whether an answer to [`Effect::Save`] was lost, so that the server may have kept it.
    is_in_doubt: bool,
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
    /// The authenticator holds one already, so none was made. Another authenticator may be taken.
    Known,
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
    /// The answer to [`Effect::FetchCreation`].
    CreationFetched(Ticket, Moment, Result<PasskeyCreation, CallError>),
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
    /// Call `StartPasskey`, answer with [`Event::CreationFetched`].
    FetchCreation(Ticket, PasskeyKind),
    /// Have the browser make it, answer with [`Event::Created`].
    Create(Ticket, PasskeyCreation),
    /// Have the browser close its dialog.
    StopAsking,
    /// Call `AddPasskey`, answer with [`Event::Saved`].
    Save(Ticket, NewPasskey),
    /// Keep these outside the state, and show them: they are not to be had again.
    ShowCodes(BackupCodes),
    /// Drop what [`Effect::ShowCodes`] gave.
    Forget,
    /// Have it proved again, then send [`Event::SteppedUp`] or [`Event::StepUpCancelled`].
    StepUp(StepUp),
    /// Tell the browser that the server has no such credential. It may delete it for good, so this is asked for only
    /// when the server looked at it and refused it.
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
    /// The creation options.
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
        match self.step {
            Step::Opening | Step::Saving => self.calls.call().is_some(),
            Step::Ready => self.is_pressed,
            _ => false,
        }
    }

    /// Whether the browser's dialog is open.
    #[must_use]
    pub const fn is_prompting(&self) -> bool {
        matches!(self.step, Step::Prompting)
    }

    /// Why nothing can be made in this browser.
    #[must_use]
    pub fn obstacle(&self) -> Option<Obstacle> {
        self.wish.and_then(|(_, support)| support.obstacle())
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

    fn update(mut self, event: Event) -> (Self, Vec<Effect>) {
        match (&self.step, event) {
            // Codes that are shown must be saved, and what is being saved is as good as kept.
            (Step::GivenUp | Step::Finished(_), _)
            | (Step::Saving | Step::BackupCodes(_), Event::Cancelled) => (self, Vec::new()),
            (_, Event::Cancelled) | (Step::Opening, Event::StepUpCancelled) => self.leave(),
            (Step::Opening, Event::Opened(kind, support)) if self.wish.is_none() => {
                self.wish = Some((kind, support));
                self.start()
            }
            (Step::Opening, Event::SteppedUp)
            | (Step::Stopped | Step::Unsaved | Step::Known, Event::RestartAsked)
                if self.calls.call().is_none() =>
            {
                self.start()
            }
            (Step::Ready, Event::CreatePressed) if !self.is_busy() => self.press(),
            (Step::Ready, Event::SteppedUp) => self.fetch(),
            (Step::Ready, Event::PromptStopped | Event::StepUpCancelled) => self.unpress(),
            (Step::Prompting, Event::PromptStopped) => self.stop(),
            (Step::Unsaved, Event::SaveAgainPressed | Event::SteppedUp) => self.save(),
            (Step::BackupCodes(passkey), Event::CodesSaved) => {
                let passkey = passkey.clone();
                let (next, effects) = self.finish(passkey);
                (next, [vec![Effect::Forget], effects].concat())
            }
            (_, Event::CreationFetched(ticket, now, reply)) => {
                self.creation_fetched(ticket, now, reply)
            }
            (_, Event::Created(ticket, now, reply)) => self.created(ticket, now, reply),
            (_, Event::Saved(ticket, now, reply)) => self.saved(ticket, now, reply),
            (_, Event::Woke(now)) => self.wake(now),
            _ => (self, Vec::new()),
        }
    }
}

impl Tells for EnrolPasskey {
    const WAKE: fn(Moment) -> Effect = Effect::Wake;

    fn told(&mut self) -> &mut Option<Trouble> {
        &mut self.trouble
    }
}

impl EnrolPasskey {
    fn finish(mut self, passkey: Passkey) -> (Self, Vec<Effect>) {
        self.step = Step::Finished(passkey.clone());
        (self, vec![Effect::Finish(passkey)])
    }

    fn leave(mut self) -> (Self, Vec<Effect>) {
        let stop = self.is_prompting().then_some(Effect::StopAsking);
        self.step = Step::GivenUp;
        self.trouble = None;
        self.creation = None;
        self.unsaved = None;
        self.is_pressed = false;
        self.calls.drop_wait();
        (self, stop.into_iter().chain([Effect::Leave]).collect())
    }

    /// Several timers may be under way, and a timer may come a little early; then it is asked for again.
    fn wake(mut self, now: Moment) -> (Self, Vec<Effect>) {
        let again = trouble::pass(&mut self.trouble, now);
        let creation = self.look(now);
        let next = again.into_iter().chain(creation).min().map(Effect::Wake);
        let (machine, mut effects) = self.refresh();
        effects.extend(next);
        (machine, effects)
    }

    /// Takes note of the time, and says when to look at the creation options again.
    fn look(&mut self, now: Moment) -> Option<Moment> {
        let held = self.creation.as_mut()?;
        held.look(now);
        held.next_look()
    }
}
