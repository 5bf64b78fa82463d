//! Setting up an authenticator app: secret and QR code, first code, backup codes, "I have saved them".
//!
//! The secret and the backup codes are never in the state. They come with an answer and leave at once with
//! [`Effect::Show`] or [`Effect::ShowCodes`]; the page keeps what it was given outside the reactive state, draws it, and
//! drops it on [`Effect::Forget`]. The state only says which of them stands on the screen. Whoever performs
//! [`Effect::Confirm`] has the secret at hand, and so also looks up what time a refused code fits
//! ([`crate::drift::diagnose`]).
//!
//! After a reload the server gives the same pending authenticator again, so the machine simply starts anew.

mod answers;
mod events;
mod pending;

pub use events::{CodeRefused, Effect, Event};
pub use pending::Pending;

use crate::{
    Machine, Moment, Trouble,
    machine::InFlight,
    trouble::{self, Tells},
};
use contract::{
    Secret,
    authenticator::{Authenticator, WhichAuthenticator},
};

/// The journey of setting up an authenticator app.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct EnrolAuthenticator {
    /// The screen.
    pub step: Step,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    /// Whether the answer to a first code was lost, so that the server may have taken it.
    is_in_doubt: bool,
    /// Whether the person is asked if the key on screen, which may be scanned already, shall be replaced.
    asks_restart: bool,
    calls: InFlight<Call>,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// The server is asked for a pending authenticator.
    #[default]
    Opening,
    /// QR code, secret and code form; what [`Effect::Show`] gave is on screen.
    Showing(Pending),
    /// The backup codes that [`Effect::ShowCodes`] gave are on screen until they are saved.
    BackupCodes(Enrolled),
    /// Nothing is pending: [`EnrolAuthenticator::trouble`] says why, unless that has passed, and the person may begin
    /// again.
    Stopped,
    /// Set up. Nothing secret is on screen any more.
    Finished(Enrolled),
    /// Given up: the page is being left.
    GivenUp,
}

/// An authenticator that is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// It.
    pub authenticator: Authenticator,
    /// When the app shows the next code: the one just used is not accepted again.
    pub next_code_at: Moment,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Start,
    Confirm,
    /// Drop the pending one and leave.
    Discard,
    /// Drop the pending one and start another.
    Replace,
}

impl EnrolAuthenticator {
    /// Whether something is under way. Until it is answered, nothing else is sent.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.calls.call().is_some()
    }

    /// The pending authenticator that is on screen.
    #[must_use]
    pub const fn pending(&self) -> Option<&Pending> {
        match &self.step {
            Step::Showing(pending) => Some(pending),
            _ => None,
        }
    }

    /// Whether the person is asked if the key on screen shall be replaced.
    #[must_use]
    pub const fn asks_restart(&self) -> bool {
        self.asks_restart && matches!(self.step, Step::Showing(_))
    }

    /// Until when tries are in vain, while that is so.
    #[must_use]
    pub fn locked_until(&self) -> Option<Moment> {
        self.trouble.as_ref().and_then(Trouble::until)
    }
}

impl Machine for EnrolAuthenticator {
    type Event = Event;
    type Effect = Effect;

    fn update(self, event: Event) -> (Self, Vec<Effect>) {
        match (&self.step, event) {
            (Step::GivenUp | Step::Finished(_), _) => (self, Vec::new()),
            (Step::Opening, Event::Opened | Event::SteppedUp)
            | (Step::Stopped, Event::RestartAsked)
                if !self.is_busy() =>
            {
                self.start()
            }
            (Step::Opening, Event::StepUpCancelled)
            | (Step::Opening | Step::Stopped, Event::Discarded) => self.leave(),
            (Step::Showing(_), Event::CodeGiven { code, name }) if !self.is_busy() => {
                self.confirm(&code, &name)
            }
            (Step::Showing(_), Event::Discarded) if !self.is_busy() => self.discard(Call::Discard),
            (Step::Showing(_), Event::RestartAsked) if !self.is_busy() => self.ask_restart(true),
            (Step::Showing(_), Event::RestartDeclined) => self.ask_restart(false),
            (Step::Showing(_), Event::RestartConfirmed) if self.asks_restart && !self.is_busy() => {
                self.discard(Call::Replace)
            }
            (Step::BackupCodes(enrolled), Event::CodesSaved) => {
                let enrolled = enrolled.clone();
                self.finish(enrolled)
            }
            (
                _,
                Event::Started {
                    ticket,
                    sent,
                    received,
                    reply,
                },
            ) => self.started(ticket, [sent, received], reply),
            (_, Event::Confirmed(ticket, now, reply)) => self.confirmed(ticket, now, reply),
            (_, Event::DiscardSettled(ticket, now, reply)) => self.discarded(ticket, now, reply),
            (_, Event::Woke(now)) => self.wake(now),
            _ => (self, Vec::new()),
        }
    }
}

impl Tells for EnrolAuthenticator {
    const WAKE: fn(Moment) -> Effect = Effect::Wake;

    fn told(&mut self) -> &mut Option<Trouble> {
        &mut self.trouble
    }
}

impl EnrolAuthenticator {
    fn ask_restart(mut self, asks: bool) -> (Self, Vec<Effect>) {
        self.asks_restart = asks;
        (self, Vec::new())
    }

    fn start(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::Opening;
        self.trouble = None;
        self.is_in_doubt = false;
        let ticket = self.calls.begin(Call::Start);
        (self, vec![Effect::Start(ticket)])
    }

    fn confirm(mut self, typed: &Secret, name: &str) -> (Self, Vec<Effect>) {
        let Step::Showing(pending) = &self.step else {
            return (self, Vec::new());
        };
        match pending.confirmation(typed, name) {
            Err(faults) => self.tell(Trouble::Fields(faults)),
            Ok(confirmation) => {
                self.trouble = None;
                let ticket = self.calls.begin(Call::Confirm);
                (self, vec![Effect::Confirm(ticket, confirmation)])
            }
        }
    }

    fn discard(mut self, call: Call) -> (Self, Vec<Effect>) {
        let Step::Showing(pending) = &self.step else {
            return (self, Vec::new());
        };
        let id = pending.id.clone();
        self.trouble = None;
        self.asks_restart = false;
        let ticket = self.calls.begin(call);
        (
            self,
            vec![Effect::Discard(ticket, WhichAuthenticator { id })],
        )
    }

    fn leave(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::GivenUp;
        self.trouble = None;
        self.calls.drop_wait();
        (self, vec![Effect::Leave])
    }

    fn stop(mut self, trouble: Trouble) -> (Self, Vec<Effect>) {
        self.step = Step::Stopped;
        self.trouble = Some(trouble);
        (self, vec![Effect::Forget])
    }

    /// Several timers may be under way, and a timer may come a little early; then it is asked for again.
    fn wake(mut self, now: Moment) -> (Self, Vec<Effect>) {
        let expires_at = self.pending().map(|pending| pending.expires_at);
        let is_expired = expires_at.is_some_and(|moment| moment <= now);
        if is_expired && !self.is_busy() {
            let trouble = if self.is_in_doubt {
                Trouble::PerhapsEnrolled
            } else {
                Trouble::EnrolmentExpired
            };
            return self.stop(trouble);
        }
        let again = trouble::pass(&mut self.trouble, now);
        let expiry = expires_at.filter(|_| !is_expired);
        let next = again.into_iter().chain(expiry).min();
        (self, next.map(Effect::Wake).into_iter().collect())
    }
}
