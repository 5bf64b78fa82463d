//! Asking the browser for a passkey: one challenge at a time, by autofill or after a press. [`super::SecondStep`] contains
//! it, also for a passkey that signs in alone.
//!
//! The challenge is fetched before anybody presses the button, because browsers open the dialog only while they still
//! remember the press. A press takes the challenge at hand, and autofill that waits makes way; when the dialog is closed
//! or fails, autofill waits again with the same challenge. The server looks at one answer to a challenge only: once there
//! is one, the next challenge is fetched.
//!
//! Whoever contains it says after each event what is needed (`Prompt::reconcile`) and hears what to do. What the browser
//! does follows from that alone, so leaving a screen ends its dialog wherever the way led.

mod autofill;
mod reconcile;

use crate::{
    CallError, Moment, PasskeyError, Ticket,
    held::Held,
    machine::InFlight,
    passkey_support::{Obstacle, Rp, Support},
};
use autofill::Autofill;
use contract::{
    Problem,
    passkey::{CeremonyId, PasskeyAnswer, PasskeyKind, PasskeyRequest},
};

/// What a passkey is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signing in with a passkey alone.
    Alone,
    /// The second step, or proving it again, with this kind.
    SecondStep(PasskeyKind),
}

/// A challenge that could not be fetched in the background is tried again after so many seconds.
const RETRY_SECONDS: u32 = 30;

/// The challenge at hand, and what the browser is doing with it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Prompt {
    support: Option<Support>,
    /// What the challenge is for, and the one that is being fetched.
    purpose: Option<Purpose>,
    challenge: Option<Held<PasskeyRequest>>,
    fetch: InFlight<()>,
    failure: Option<FetchFailure>,
    /// Whether the button was pressed before there was a challenge.
    is_pressed: bool,
    /// What the browser is doing.
    open: Option<Open>,
    answer: InFlight<()>,
    autofill: Autofill,
}

/// A challenge could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FetchFailure {
    /// When to try again by itself; `None` if that would be in vain.
    again_at: Option<Moment>,
}

/// What the browser is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Open {
    way: Way,
    ceremony: CeremonyId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Autofill,
    Button,
    /// Not wanted any more.
    Over,
}

/// What the browser's answer comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// To be sent to the server.
    Given(Purpose, PasskeyAnswer),
    /// To be told.
    Failed(PasskeyError),
    /// Nothing to tell.
    Quiet,
}

/// A challenge that could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoChallenge {
    pub(crate) error: CallError,
    /// Whether somebody waits for it.
    pub(crate) is_awaited: bool,
}

impl Prompt {
    pub(crate) const fn support(&self) -> Option<&Support> {
        self.support.as_ref()
    }

    pub(crate) fn can_ask(&self) -> bool {
        self.support.is_some_and(|support| support.can_ask())
    }

    pub(crate) fn obstacle(&self) -> Option<Obstacle> {
        self.support.and_then(|support| support.obstacle())
    }

    /// Whether the dialog is open after a press, or will be as soon as there is a challenge.
    pub(crate) fn is_prompting(&self) -> bool {
        self.is_pressed || self.is_open(Way::Button)
    }

    /// When to look at the time again.
    pub(crate) fn next_look(&self) -> Option<Moment> {
        let challenge = self.challenge.as_ref().and_then(Held::next_look);
        let failure = self.failure.as_ref().and_then(|failure| failure.again_at);
        let rest = self.autofill.rest_until();
        challenge.into_iter().chain(failure).chain(rest).min()
    }

    /// Until when autofill is left alone.
    pub(crate) const fn rest_until(&self) -> Option<Moment> {
        self.autofill.rest_until()
    }

    pub(crate) fn know(&mut self, support: Support) {
        self.support = Some(support);
    }

    pub(crate) fn press(&mut self) {
        self.is_pressed = self.can_ask() && !self.is_prompting();
    }

    pub(crate) fn stop(&mut self) {
        self.is_pressed = false;
        self.end(Way::Button);
    }

    /// Drops everything that belongs to a second step. A challenge for a passkey that signs in alone belongs to none.
    pub(crate) fn forget_second(&mut self) {
        if let Some(Purpose::SecondStep(_)) = self.purpose {
            self.purpose = None;
            self.is_pressed = false;
            self.drop_challenge();
        }
    }

    /// Takes note of the time.
    pub(crate) fn look(&mut self, now: Moment) {
        self.autofill.look(now);
        if let Some(held) = &mut self.challenge {
            let age = held.age();
            held.look(now);
            if held.age() > age {
                self.autofill.allow();
            }
        }
        let is_due = |failure: &mut FetchFailure| failure.again_at.is_some_and(|at| at <= now);
        self.failure.take_if(is_due);
    }

    /// Takes a challenge in, or why there is none; `None` when it is late.
    pub(crate) fn challenge_fetched(
        &mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<PasskeyRequest, CallError>,
    ) -> Option<Result<(), NoChallenge>> {
        self.fetch.end(ticket)?;
        Some(match reply {
            Ok(challenge) => {
                let expires_in = challenge.expires_in;
                self.challenge = Some(Held::new(challenge, expires_in, now));
                Ok(())
            }
            Err(error) => {
                let again_at = retry_at(&error, now);
                self.failure = Some(FetchFailure { again_at });
                let is_awaited = std::mem::take(&mut self.is_pressed);
                if error == CallError::Refused(Problem::PasskeysUnavailable)
                    && let Some(support) = &mut self.support
                {
                    support.rp = Rp::None;
                }
                Err(NoChallenge { error, is_awaited })
            }
        })
    }

    /// Takes the browser's answer in; `None` when it is late.
    pub(crate) fn answered(
        &mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<PasskeyAnswer, PasskeyError>,
    ) -> Option<Outcome> {
        self.answer.end(ticket)?;
        let open = self.open.take()?;
        self.look(now);
        match (open.way, reply, self.purpose) {
            (Way::Over, ..) | (.., None) => Some(Outcome::Quiet),
            (way, Ok(answer), Some(purpose)) => {
                if way == Way::Autofill {
                    self.autofill.answered(now);
                }
                self.challenge
                    .take_if(|held| held.thing.ceremony == answer.ceremony);
                Some(Outcome::Given(purpose, answer))
            }
            (Way::Button, Err(error), _) => {
                self.autofill.button_failed(&error);
                Some(told(error))
            }
            (Way::Autofill, Err(error), _) => Some(if self.autofill.failed(&error, now) {
                told(error)
            } else {
                Outcome::Quiet
            }),
        }
    }

    fn is_open(&self, way: Way) -> bool {
        self.open.as_ref().is_some_and(|open| open.way == way)
    }

    fn end(&mut self, way: Way) {
        if let Some(open) = &mut self.open
            && open.way == way
        {
            open.way = Way::Over;
        }
    }

    fn drop_challenge(&mut self) {
        self.challenge = None;
        self.failure = None;
        self.fetch.drop_wait();
        self.autofill.allow();
        self.end(Way::Button);
    }
}

fn told(error: PasskeyError) -> Outcome {
    if error.is_quiet() {
        Outcome::Quiet
    } else {
        Outcome::Failed(error)
    }
}

/// When a fetch that failed so may do better.
fn retry_at(error: &CallError, now: Moment) -> Option<Moment> {
    match error {
        CallError::Unreachable | CallError::TimedOut | CallError::ServerFault { .. } => {
            Some(now.after_seconds(RETRY_SECONDS))
        }
        CallError::Unavailable { retry_after } => {
            Some(now.after_seconds(retry_after.unwrap_or_default().max(RETRY_SECONDS)))
        }
        CallError::Refused(
            Problem::Busy { retry_after } | Problem::TooManyTries { retry_after, .. },
        ) => Some(now.after_seconds((*retry_after).max(RETRY_SECONDS))),
        CallError::Refused(_) | CallError::Nonsense { .. } => None,
    }
}
