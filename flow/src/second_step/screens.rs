//! Which screen of the second step is shown.

use super::{Outcome, SecondStep, Step, offer::Offer};
use crate::Moment;
use contract::sign_in::{Method, SecondStep as Asked};

impl SecondStep {
    /// The server asks for a second step. Says when to look at the time.
    pub(crate) fn open(&mut self, asked: &Asked, now: Moment) -> Option<Moment> {
        self.step = Step::Form(Offer::new(asked, self.support()));
        self.codes.open(&asked.destinations, now);
        self.codes.next_look()
    }

    /// No second step is asked for any more: drops everything that belongs to it.
    pub(crate) fn close(&mut self) {
        if self.step != Step::Closed {
            self.step = Step::Closed;
            self.prompt.forget_second();
            self.codes.forget();
        }
    }

    /// Something else is shown for a while.
    pub(crate) fn set_aside(&mut self) {
        if let Some(offer) = self.offer() {
            self.step = Step::Aside(offer.clone());
        }
    }

    /// Back to the list, or to the only form there is.
    pub(crate) fn take_up(&mut self) {
        if let Step::Aside(offer) = &self.step {
            let offer = offer.clone();
            self.step = if offer.has_choice() {
                Step::Choose(offer)
            } else {
                Step::Form(offer)
            };
        }
    }

    pub(super) fn list(&mut self) -> Option<Outcome> {
        match &self.step {
            Step::Form(offer) if offer.has_choice() => {
                self.step = Step::Choose(offer.clone());
                Some(Outcome::Moved)
            }
            _ => None,
        }
    }

    pub(super) fn choose(&mut self, method: Method) -> Option<Outcome> {
        let (Step::Form(offer) | Step::Choose(offer)) = &self.step else {
            return None;
        };
        self.step = Step::Form(offer.showing(method)?);
        Some(Outcome::Moved)
    }
}
