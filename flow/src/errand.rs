//! An errand: one form, or only a button, one call, and the word that it is done.
//!
//! It asks for a new password and sets it, starts and stops a recovery, and undoes a change of email address. What is
//! sent, `Q`, may hold a link's token or a password: it leaves at once and is never in the state.

use crate::{
    CallError, Machine, Moment, Ticket, Trouble,
    form::Faults,
    machine::InFlight,
    trouble::{self, Tells},
};
use std::marker::PhantomData;

/// The journey of one call that takes a `Q` and gives an `R`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand<Q, R> {
    /// The screen.
    pub step: Step<R>,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    calls: InFlight<()>,
    sends: PhantomData<Q>,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Step<R> {
    /// The form or the button.
    #[default]
    Open,
    /// It is done, and this came of it.
    Done(R),
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<Q, R> {
    /// The form was sent, checked by [`crate::form`], or the button was pressed.
    Given(Q),
    /// The form was sent, but [`crate::form`] found fault with it.
    FormRefused(Faults),
    /// The answer to [`Effect::Call`].
    Replied(Ticket, Moment, Result<R, CallError>),
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect<Q> {
    /// Make the call of this errand, answer with [`Event::Replied`].
    Call(Ticket, Q),
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
}

impl<Q, R> Default for Errand<Q, R> {
    fn default() -> Self {
        Self {
            step: Step::Open,
            trouble: None,
            calls: InFlight::default(),
            sends: PhantomData,
        }
    }
}

impl<Q, R> Errand<Q, R> {
    /// Whether the call is under way. Until it is answered, no other is made.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.calls.call().is_some()
    }

    /// What came of it, once it is done.
    #[must_use]
    pub const fn outcome(&self) -> Option<&R> {
        match &self.step {
            Step::Open => None,
            Step::Done(outcome) => Some(outcome),
        }
    }

    /// Until when tries are in vain, while that is so.
    #[must_use]
    pub fn locked_until(&self) -> Option<Moment> {
        self.trouble.as_ref().and_then(Trouble::until)
    }
}

impl<Q, R> Machine for Errand<Q, R> {
    type Event = Event<Q, R>;
    type Effect = Effect<Q>;

    fn update(mut self, event: Event<Q, R>) -> (Self, Vec<Effect<Q>>) {
        match (&self.step, event) {
            (Step::Open, Event::Given(wish)) if !self.is_busy() => {
                self.trouble = None;
                let ticket = self.calls.begin(());
                (self, vec![Effect::Call(ticket, wish)])
            }
            (Step::Open, Event::FormRefused(faults)) if !self.is_busy() && !faults.is_empty() => {
                self.tell(Trouble::Fields(faults))
            }
            (Step::Open, Event::Replied(ticket, now, reply)) => {
                if self.calls.end(ticket).is_none() {
                    return (self, Vec::new());
                }
                match reply {
                    Ok(outcome) => {
                        self.step = Step::Done(outcome);
                        (self, Vec::new())
                    }
                    Err(error) => self.tell(Trouble::from_call(&error, now)),
                }
            }
            (Step::Open, Event::Woke(now)) => {
                let again = trouble::pass(&mut self.trouble, now);
                (self, again.map(Effect::Wake).into_iter().collect())
            }
            _ => (self, Vec::new()),
        }
    }
}

impl<Q, R> Tells for Errand<Q, R> {
    const WAKE: fn(Moment) -> Effect<Q> = Effect::Wake;

    fn told(&mut self) -> &mut Option<Trouble> {
        &mut self.trouble
    }
}
