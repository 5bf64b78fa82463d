//! Proving it again before a change that matters, in place, and then on with the change.
//!
//! A call was refused with `StepUpRequired`. The page keeps the change that was asked for, sends [`Event::Asked`] and
//! shows what the machine says; on [`Effect::Resume`] it makes the change, on [`Effect::GiveUp`] it drops it. The
//! machine can be used again and again. [`crate::second_step::prompt`] asks the browser for a passkey or security key, and
//! `second_step` has codes sent to accounts that have nothing stronger.

mod answers;
mod codes;
mod events;
mod passkeys;

pub use events::{Effect, Event};

use crate::{
    Machine, Moment, Ticket, Trouble,
    machine::InFlight,
    passkey_support::Obstacle,
    second_step::{offer::Offer, prompt::Prompt, sent_codes::SentCodes},
    sent_code::Sending,
    trouble::{self, Tells},
};
use contract::{
    Secret,
    problem::{Field, Reason},
    sign_in::Method,
    step_up::{PasswordAgain, StepUp as Demand},
};

/// The journey of proving it again.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StepUp {
    /// The screen.
    pub step: Step,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    calls: InFlight<()>,
    prompt: Prompt,
    codes: SentCodes,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// Nothing is asked.
    #[default]
    Closed,
    /// The password.
    Password,
    /// The form of one second-step method: [`Offer::shown`].
    Second(Offer),
    /// The list of methods to choose from.
    Choose(Offer),
}

impl StepUp {
    /// Whether something is asked.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.step != Step::Closed
    }

    /// Whether a proof is under way. Until it is answered, no other is sent.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.calls.call().is_some()
    }

    /// The methods on offer, strongest first; empty when the password is asked for.
    #[must_use]
    pub fn methods(&self) -> &[Method] {
        match &self.step {
            Step::Second(offer) | Step::Choose(offer) => offer.methods(),
            Step::Closed | Step::Password => &[],
        }
    }

    /// Until when tries are in vain, while that is so.
    #[must_use]
    pub fn locked_until(&self) -> Option<Moment> {
        self.trouble.as_ref().and_then(Trouble::locked_until)
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
}

impl Machine for StepUp {
    type Event = Event;
    type Effect = Effect;

    fn update(self, event: Event) -> (Self, Vec<Effect>) {
        let now = moment(&event);
        let (next, effects) = match event {
            Event::SupportKnown(support) => self.know(support),
            Event::PasskeyPressed => self.press(),
            Event::PromptStopped => self.stop(),
            Event::ChallengeFetched(ticket, now, reply) => {
                self.challenge_fetched(ticket, now, reply)
            }
            Event::PasskeyAnswered(ticket, now, reply) => self.passkey_answered(ticket, now, reply),
            Event::SendPressed => self.send(),
            Event::CodeSent(ticket, now, reply) => self.code_sent(ticket, now, reply),
            Event::CodeHeard(ticket, code) => self.code_heard(ticket, &code),
            Event::Replied(ticket, now, reply) => self.on_reply(ticket, now, reply),
            Event::Woke(now) => self.wake(now),
            event => self.form(event),
        };
        let (next, effects) = next.reconcile_codes(effects);
        next.reconcile_prompt(effects, now)
    }
}

impl Tells for StepUp {
    const WAKE: fn(Moment) -> Effect = Effect::Wake;

    fn told(&mut self) -> &mut Option<Trouble> {
        &mut self.trouble
    }
}

/// When it happened, for what is timed.
const fn moment(event: &Event) -> Option<Moment> {
    match event {
        Event::ChallengeFetched(_, now, _)
        | Event::PasskeyAnswered(_, now, _)
        | Event::CodeSent(_, now, _)
        | Event::Replied(_, now, _)
        | Event::Asked(now, _)
        | Event::Woke(now) => Some(*now),
        _ => None,
    }
}

impl StepUp {
    fn form(self, event: Event) -> (Self, Vec<Effect>) {
        match (&self.step, event) {
            (Step::Closed, Event::Asked(now, demand)) => self.open(&demand, now),
            (Step::Closed, _) => (self, Vec::new()),
            (Step::Password, Event::PasswordGiven(password)) if !self.is_busy() => {
                if password.is_empty() {
                    return self.fault(Field::Password, Reason::Missing);
                }
                self.prove(|ticket| Effect::ProvePassword(ticket, PasswordAgain { password }))
            }
            (Step::Second(_), Event::CodeGiven(code)) if !self.is_busy() => self.give_code(&code),
            (Step::Second(offer), Event::OtherWayAsked) if offer.has_choice() => {
                let chooser = Step::Choose(offer.clone());
                self.turn_to(chooser)
            }
            (Step::Second(offer) | Step::Choose(offer), Event::MethodChosen(method)) => {
                match offer.showing(method) {
                    Some(offer) => self.turn_to(Step::Second(offer)),
                    None => (self, Vec::new()),
                }
            }
            (_, Event::Cancelled) => self.close(Effect::GiveUp),
            _ => (self, Vec::new()),
        }
    }

    fn open(mut self, demand: &Demand, now: Moment) -> (Self, Vec<Effect>) {
        let Demand::SecondStep(second) = demand else {
            self.codes.forget();
            return self.turn_to(Step::Password);
        };
        self.codes.open(&second.destinations, now);
        let wake = self.codes.next_look().map(Effect::Wake);
        let offer = Offer::new(second, self.prompt.support());
        let (next, mut effects) = self.turn_to(Step::Second(offer));
        effects.extend(wake);
        (next, effects)
    }

    /// Shows another screen. What was asked on the old one is not waited for any more.
    fn turn_to(mut self, step: Step) -> (Self, Vec<Effect>) {
        self.step = step;
        self.trouble = None;
        self.calls.drop_wait();
        (self, Vec::new())
    }

    fn close(self, effect: Effect) -> (Self, Vec<Effect>) {
        let (mut closed, _) = self.turn_to(Step::Closed);
        closed.prompt.forget();
        closed.codes.forget();
        (closed, vec![effect])
    }

    fn give_code(self, code: &Secret) -> (Self, Vec<Effect>) {
        let Step::Second(offer) = &self.step else {
            return (self, Vec::new());
        };
        match offer.proof(code) {
            Some(Ok(proof)) => self.prove(|ticket| Effect::Prove(ticket, proof)),
            Some(Err(reason)) => self.fault(Field::Code, reason),
            None => (self, Vec::new()),
        }
    }

    fn prove(mut self, effect: impl FnOnce(Ticket) -> Effect) -> (Self, Vec<Effect>) {
        self.trouble = None;
        let ticket = self.calls.begin(());
        (self, vec![effect(ticket)])
    }

    fn fault(self, field: Field, reason: Reason) -> (Self, Vec<Effect>) {
        self.tell(Trouble::Fields(vec![(field, reason)]))
    }

    fn wake(mut self, now: Moment) -> (Self, Vec<Effect>) {
        if !self.is_open() {
            return (self, Vec::new());
        }
        self.prompt.look(now);
        self.codes.look(now);
        let again = trouble::pass(&mut self.trouble, now);
        let looks = [again, self.prompt.next_look(), self.codes.next_look()];
        let next = looks.into_iter().flatten().min();
        (self, next.map(Effect::Wake).into_iter().collect())
    }
}
