//! Proving it again before a change that matters, in place, and then on with the change.
//!
//! A call was refused with `StepUpRequired`. The page keeps the change that was asked for, sends [`Event::Asked`] and
//! shows what the machine says; on [`Effect::Resume`] it makes the change, on [`Effect::GiveUp`] it drops it. The
//! machine can be used again and again. [`crate::second_step`] asks for what is stronger than the password.

mod answers;
mod events;

pub use events::{Effect, Event};

use crate::{
    Machine, Moment, Ticket, Trouble,
    machine::InFlight,
    second_step::{self, Needed, Outcome, SecondStep},
    trouble::{self, Tells},
};
use contract::{
    problem::{Field, Reason},
    step_up::{PasswordAgain, StepUp as Demand},
};

/// The journey of proving it again.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StepUp {
    /// The screen.
    pub step: Step,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    /// The second step.
    pub second: SecondStep,
    calls: InFlight<()>,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// Nothing is asked.
    #[default]
    Closed,
    /// The password.
    Password,
    /// The second step: [`second_step::Step`].
    Second,
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

    /// Until when attempts are in vain, while that is so.
    #[must_use]
    pub fn locked_until(&self) -> Option<Moment> {
        self.trouble.as_ref().and_then(Trouble::locked_until)
    }
}

impl Machine for StepUp {
    type Event = Event;
    type Effect = Effect;

    fn update(self, event: Event) -> (Self, Vec<Effect>) {
        let now = moment(&event);
        let (mut next, effects) = match event {
            // Time passes for the parent and the child alike, whoever asked to be woken.
            Event::Woke(now) | Event::Second(second_step::Event::Woke(now)) => self.wake(now),
            Event::Second(event) => self.on_second(event),
            Event::Replied(ticket, now, reply) => self.on_reply(ticket, now, reply),
            event => self.form(event),
        };
        let needed = (next.needed(), now);
        let effects = next.second.reconcile(needed, effects, Effect::Second);
        (next, effects)
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
        Event::Second(event) => event.moment(),
        Event::Replied(_, now, _) | Event::Asked(now, _) | Event::Woke(now) => Some(*now),
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
            (_, Event::Cancelled) => self.close(Effect::GiveUp),
            _ => (self, Vec::new()),
        }
    }

    fn on_second(mut self, event: second_step::Event) -> (Self, Vec<Effect>) {
        let needed = self.needed();
        let (outcome, effect) = self.second.update(event, needed);
        let (next, mut effects) = match outcome {
            Some(outcome) => self.on_outcome(outcome),
            None => (self, Vec::new()),
        };
        effects.extend(effect.map(Effect::Second));
        (next, effects)
    }

    fn on_outcome(mut self, outcome: Outcome) -> (Self, Vec<Effect>) {
        match outcome {
            Outcome::Begun => self.trouble = None,
            Outcome::Moved => return self.turn_to(Step::Second),
            Outcome::ProofGiven(proof) => return self.prove(|ticket| Effect::Prove(ticket, proof)),
            Outcome::CodeHeard(code) => {
                return self.on_second(second_step::Event::CodeGiven(code));
            }
            Outcome::Failed(trouble) | Outcome::Ended(Some(trouble)) => return self.tell(trouble),
            Outcome::Ended(None) | Outcome::PasskeyGiven(_) => {}
        }
        (self, Vec::new())
    }

    /// What the screen needs.
    fn needed(&self) -> Needed {
        match self.step {
            Step::Second if !self.is_busy() => Needed::SecondStep,
            _ => Needed::Nothing,
        }
    }

    fn open(mut self, demand: &Demand, now: Moment) -> (Self, Vec<Effect>) {
        let Demand::SecondStep(second) = demand else {
            self.second.close();
            return self.turn_to(Step::Password);
        };
        let wake = self.second.open(second, now).map(Effect::Wake);
        let (next, mut effects) = self.turn_to(Step::Second);
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
        closed.second.close();
        (closed, vec![effect])
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
        let look = self.second.look(now);
        let again = trouble::pass(&mut self.trouble, now);
        let next = again.into_iter().chain(look).min();
        (self, next.map(Effect::Wake).into_iter().collect())
    }
}
