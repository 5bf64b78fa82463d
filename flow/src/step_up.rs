//! Proving it again before a change that matters, in place, and then on with the change.
//!
//! A call was refused with `StepUpRequired`. The page keeps the change that was asked for, sends [`Event::Asked`] and
//! shows what the machine says; on [`Effect::Resume`] it makes the change, on [`Effect::GiveUp`] it drops it. The
//! machine can be used again and again. [`crate::prompt`] asks the browser for a passkey or security key.

mod answers;
mod passkeys;

use crate::{
    CallError, Machine, Moment, PasskeyError, Ticket, Trouble,
    machine::InFlight,
    offer::Offer,
    passkey_error::Ceremony,
    passkey_support::{Obstacle, Support},
    prompt::Prompt,
    trouble,
};
use contract::{
    Secret,
    passkey::{PasskeyAnswer, PasskeyKind, PasskeyQuestion},
    problem::{Field, Reason},
    sign_in::{Method, Proof},
    step_up::{PasswordAgain, StepUp as Demand, SteppedUp},
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

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A change was refused until this is proved.
    Asked(Demand),
    /// The password was given.
    PasswordGiven(Secret),
    /// A code was given for the method on screen, as typed.
    CodeGiven(Secret),
    /// The person asked for another way.
    OtherWayAsked,
    /// The person chose a method.
    MethodChosen(Method),
    /// The person does not want to make the change any more.
    Cancelled,
    /// What this browser can do with passkeys is known, or is known better.
    SupportKnown(Support),
    /// The person wants to give the passkey or security key on screen.
    PasskeyPressed,
    /// The person wants the browser's dialog closed.
    PromptStopped,
    /// The answer to [`Effect::FetchQuestion`].
    QuestionCame(Ticket, Moment, Result<PasskeyQuestion, CallError>),
    /// The answer to [`Effect::AskPasskey`].
    PasskeyAnswered(Ticket, Moment, Result<PasskeyAnswer, PasskeyError>),
    /// The answer to a call.
    Replied(Ticket, Moment, Result<SteppedUp, CallError>),
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `StepUpWithPassword`, answer with [`Event::Replied`].
    ProvePassword(Ticket, PasswordAgain),
    /// Call `StepUpWithProof`, answer with [`Event::Replied`].
    Prove(Ticket, Proof),
    /// Call `StartPasskeyStepUp`, answer with [`Event::QuestionCame`].
    FetchQuestion(Ticket, PasskeyKind),
    /// Have the browser ask this, in place of whatever it is asking; answer with [`Event::PasskeyAnswered`].
    AskPasskey(Ticket, PasskeyQuestion, Ceremony),
    /// Have the browser stop asking. Its answer, if one still comes, is dropped.
    StopAsking,
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
    /// It is proved: make the change that was asked for.
    Resume(SteppedUp),
    /// Drop the change that was asked for.
    GiveUp,
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
        self.trouble.as_ref().and_then(Trouble::until)
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
            Event::QuestionCame(ticket, now, reply) => self.question_came(ticket, now, reply),
            Event::PasskeyAnswered(ticket, now, reply) => self.passkey_answered(ticket, now, reply),
            Event::Replied(ticket, now, reply) => self.settle(ticket, now, reply),
            Event::Woke(now) => self.wake(now),
            event => self.form(event),
        };
        next.settle_prompt(effects, now)
    }
}

/// When it happened, for what is timed.
const fn moment(event: &Event) -> Option<Moment> {
    match event {
        Event::QuestionCame(_, now, _)
        | Event::PasskeyAnswered(_, now, _)
        | Event::Replied(_, now, _)
        | Event::Woke(now) => Some(*now),
        _ => None,
    }
}

impl StepUp {
    fn form(self, event: Event) -> (Self, Vec<Effect>) {
        match (&self.step, event) {
            (Step::Closed, Event::Asked(demand)) => self.open(&demand),
            (Step::Closed, _) => (self, Vec::new()),
            (Step::Password, Event::PasswordGiven(password)) if !self.is_busy() => {
                if password.is_empty() {
                    return self.fault(Field::Password, Reason::Missing);
                }
                self.prove(|ticket| Effect::ProvePassword(ticket, PasswordAgain { password }))
            }
            (Step::Second(offer), Event::CodeGiven(code)) if !self.is_busy() => {
                match offer.proof(&code) {
                    Some(Ok(proof)) => self.prove(|ticket| Effect::Prove(ticket, proof)),
                    Some(Err(reason)) => self.fault(Field::Code, reason),
                    None => (self, Vec::new()),
                }
            }
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

    fn open(self, demand: &Demand) -> (Self, Vec<Effect>) {
        let step = match demand {
            Demand::Password => Step::Password,
            Demand::SecondStep(second) => Step::Second(Offer::new(second, self.prompt.support())),
        };
        self.turn_to(step)
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

    fn tell(mut self, trouble: Trouble) -> (Self, Vec<Effect>) {
        let wake = trouble.until().map(Effect::Wake);
        self.trouble = Some(trouble);
        (self, wake.into_iter().collect())
    }

    fn wake(mut self, now: Moment) -> (Self, Vec<Effect>) {
        if !self.is_open() {
            return (self, Vec::new());
        }
        self.prompt.look(now);
        let again = trouble::pass(&mut self.trouble, now);
        let next = again.into_iter().chain(self.prompt.next_look()).min();
        (self, next.map(Effect::Wake).into_iter().collect())
    }
}
