//! The second step, wherever it is asked for: one of the methods that the server offers, with a code or with a passkey.
//! [`crate::sign_in`] and [`crate::step_up`] embed this machine.
//!
//! Whoever embeds it passes its events on, does what an `Outcome` says, and then has it reconciled with what is
//! `Needed`: what the browser does follows from that alone, so leaving a screen ends a dialog or a listening wherever the
//! way led. The parent makes the call that a proof goes with, tells what went wrong, and keeps track of what it waits for.
//!
//! [`prompt`] also asks for a passkey that signs in alone: there is one prompt, and whoever turns from the password to the
//! second step turns it over.

mod codes;
mod events;
pub mod offer;
mod passkeys;
pub mod prompt;
mod screens;
mod sent_codes;

pub use events::{Effect, Event};
pub use prompt::Purpose;

use crate::{
    CallError, Moment, Trouble,
    passkey_support::{Obstacle, Support},
    sent_code::{Sending, ends_code},
};
use contract::{
    Problem, Secret,
    passkey::{PasskeyAnswer, PasskeyKind},
    problem::Field,
    sent_code::Channel,
    sign_in::{Method, Proof},
};
use offer::Offer;
use prompt::Prompt;
use sent_codes::SentCodes;

/// The part of a journey that asks for the second step.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SecondStep {
    /// The screen.
    pub step: Step,
    prompt: Prompt,
    codes: SentCodes,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// No second step is asked for.
    #[default]
    Closed,
    /// The form of one method: [`Offer::shown`].
    Form(Offer),
    /// The list of methods to choose from.
    Choose(Offer),
    /// It is still asked for, but something else is on screen.
    Aside(Offer),
}

/// What the screen of the parent needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needed {
    /// Nothing: an answer is waited for, or something else is on screen.
    Nothing,
    /// A passkey that signs in alone, but nothing before somebody presses.
    PasskeyOnPress,
    /// A passkey that signs in alone.
    Passkey,
    /// What the method on screen needs.
    SecondStep,
}

/// What an event came to, as far as the parent must act on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The person began something new: what was told is over.
    Begun,
    /// Another screen came up: what was asked on the old one is not waited for any more.
    Moved,
    /// The browser read this code out of the message that was waited for.
    CodeHeard(Secret),
    /// The method on screen was proved, as far as the server takes it.
    ProofGiven(Proof),
    /// A passkey was given that signs in alone.
    PasskeyGiven(PasskeyAnswer),
    /// It failed, and this is to be told.
    Failed(Trouble),
    /// The server says that no second step is asked for any more; with what to tell, if somebody waited for its answer.
    Ended(Option<Trouble>),
}

impl Outcome {
    /// Of a call that failed; with what to tell, if somebody waited for it.
    fn of_error(error: &CallError, trouble: Option<Trouble>) -> Option<Self> {
        if ends_second_step(error) {
            return Some(Self::Ended(trouble));
        }
        trouble.map(Self::Failed)
    }
}

/// The server waits for no second step: it took too long, was finished in another tab, or given up there.
pub(crate) const fn ends_second_step(error: &CallError) -> bool {
    matches!(
        error,
        CallError::Refused(Problem::SignInExpired | Problem::NotSignedIn)
    )
}

impl SecondStep {
    /// The methods on offer, strongest first; empty when no second step is asked for.
    #[must_use]
    pub fn methods(&self) -> &[Method] {
        self.offer().map(Offer::methods).unwrap_or_default()
    }

    /// The method whose form is on screen.
    #[must_use]
    pub const fn shown(&self) -> Option<Method> {
        match &self.step {
            Step::Form(offer) => Some(offer.shown()),
            _ => None,
        }
    }

    /// Whether there is another way than the method on screen.
    #[must_use]
    pub fn has_choice(&self) -> bool {
        matches!(&self.step, Step::Form(offer) if offer.has_choice())
    }

    /// Where the codes of the method on screen go, and the one that is out; `None` for a method without.
    #[must_use]
    pub fn sending(&self) -> Option<&Sending> {
        self.codes.sending(self.channel()?)
    }

    /// Whether a code is being sent. Until that is answered, no other is.
    #[must_use]
    pub fn is_sending(&self) -> bool {
        self.codes.is_busy()
    }

    /// Whether the browser's dialog is open after a press, or about to be. Autofill that waits is no dialog.
    #[must_use]
    pub fn is_prompting(&self) -> bool {
        self.prompt.is_prompting()
    }

    /// Whether a button for a passkey or security key works on this screen: nothing else shows one.
    #[must_use]
    pub fn can_use_passkey(&self) -> bool {
        self.prompt.can_ask() && self.passkey_kind().is_some()
    }

    /// Why passkeys and security keys cannot be used in this browser; `None` also while that is not known.
    #[must_use]
    pub fn obstacle(&self) -> Option<Obstacle> {
        self.prompt.obstacle()
    }

    /// What this browser can do with passkeys, once that is known.
    pub(crate) const fn support(&self) -> Option<&Support> {
        self.prompt.support()
    }

    const fn offer(&self) -> Option<&Offer> {
        match &self.step {
            Step::Form(offer) | Step::Choose(offer) | Step::Aside(offer) => Some(offer),
            Step::Closed => None,
        }
    }

    /// How the codes of the method on screen are sent.
    fn channel(&self) -> Option<Channel> {
        self.shown().and_then(Method::channel)
    }

    /// The kind that is asked for on this screen.
    fn passkey_kind(&self) -> Option<PasskeyKind> {
        self.shown().and_then(Method::passkey_kind)
    }
}

impl SecondStep {
    /// What an event came to, and what is to be done now.
    pub(crate) fn update(
        &mut self,
        event: Event,
        needed: Needed,
    ) -> (Option<Outcome>, Option<Effect>) {
        let is_idle = needed != Needed::Nothing;
        match event {
            Event::CodeGiven(code) if is_idle => (self.give_code(&code), None),
            Event::SendPressed if is_idle => self.send(),
            Event::CodeGiven(_) | Event::SendPressed => (None, None),
            Event::PasskeyPressed => (self.press(needed), None),
            Event::PromptStopped => {
                self.prompt.stop();
                (None, None)
            }
            Event::SupportKnown(support) => {
                self.know(support);
                (None, None)
            }
            Event::OtherWayAsked => (self.list(), None),
            Event::MethodChosen(method) => (self.choose(method), None),
            Event::CodeSent(ticket, now, reply) => self.code_sent(ticket, now, reply),
            Event::CodeHeard(ticket, code) => (self.code_heard(ticket, code), None),
            Event::ChallengeFetched(ticket, now, reply) => {
                self.challenge_fetched(ticket, now, reply)
            }
            Event::PasskeyAnswered(ticket, now, reply) => self.passkey_answered(ticket, now, reply),
            Event::Woke(now) => (None, self.look(now).map(Effect::Wake)),
        }
    }

    /// Brings the browser to what is needed now; `now` is the time of the event, when it has one. What is stopped goes
    /// before what the parent does, and what is begun after it.
    pub(crate) fn reconcile<E>(
        &mut self,
        (needed, now): (Needed, Option<Moment>),
        effects: Vec<E>,
        wrap: fn(Effect) -> E,
    ) -> Vec<E> {
        let (channel, purpose) = match needed {
            Needed::SecondStep => (self.channel(), self.passkey_kind().map(Purpose::SecondStep)),
            Needed::Passkey => (None, Some(Purpose::Alone)),
            Needed::PasskeyOnPress => (None, self.is_prompting().then_some(Purpose::Alone)),
            Needed::Nothing => (None, None),
        };
        let mut changes = self.codes.reconcile(channel);
        changes.extend(self.prompt.reconcile(purpose, now));
        let (stops, begins): (Vec<_>, Vec<_>) = changes.into_iter().partition(Effect::is_stop);
        let wrapped = |effects: Vec<Effect>| effects.into_iter().map(wrap);
        wrapped(stops)
            .chain(effects)
            .chain(wrapped(begins))
            .collect()
    }

    /// Takes note of the time, and says when to look again.
    pub(crate) fn look(&mut self, now: Moment) -> Option<Moment> {
        self.prompt.look(now);
        self.codes.look(now);
        let looks = [self.prompt.next_look(), self.codes.next_look()];
        looks.into_iter().flatten().min()
    }

    /// Takes in that the server refused a proof, and says what to tell.
    pub(crate) fn on_refusal(&mut self, error: &CallError, now: Moment) -> Trouble {
        match self.channel() {
            Some(channel) if ends_code(error) => {
                self.codes.end(channel);
                Trouble::SentCodeExpired
            }
            _ => Trouble::from_call(error, now),
        }
    }

    fn give_code(&self, code: &Secret) -> Option<Outcome> {
        let Step::Form(offer) = &self.step else {
            return None;
        };
        Some(match offer.proof(code)? {
            Ok(proof) => Outcome::ProofGiven(proof),
            Err(reason) => Outcome::Failed(Trouble::Fields(vec![(Field::Code, reason)])),
        })
    }
}
