//! What the person's presses lead to while a passkey is made, and how the order is kept fresh for them.

use super::{Call, Effect, EnrolPasskey, Step};
use crate::held::Age;

impl EnrolPasskey {
    /// Begins, or begins again: with a new order, unless this browser can make nothing.
    pub(super) fn start(mut self) -> (Self, Vec<Effect>) {
        self.trouble = None;
        self.order = None;
        self.unsaved = None;
        self.is_in_doubt = false;
        if self.obstacle().is_some() {
            self.step = Step::Stopped;
            return (self, Vec::new());
        }
        self.step = Step::Opening;
        self.fetch()
    }

    /// Asks for a new order, unless one is on its way.
    pub(super) fn fetch(mut self) -> (Self, Vec<Effect>) {
        match self.wish {
            Some((kind, _)) if self.calls.call().is_none() => {
                let ticket = self.calls.begin(Call::Fetch);
                (self, vec![Effect::FetchCreation(ticket, kind)])
            }
            _ => (self, Vec::new()),
        }
    }

    pub(super) fn press(mut self) -> (Self, Vec<Effect>) {
        self.trouble = None;
        if let Some(held) = &self.order {
            let order = held.thing.clone();
            self.is_pressed = false;
            self.step = Step::Prompting;
            let ticket = self.calls.begin(Call::Create);
            return (self, vec![Effect::Create(ticket, order)]);
        }
        self.is_pressed = true;
        self.fetch()
    }

    pub(super) fn stop(mut self) -> (Self, Vec<Effect>) {
        self.calls.drop_wait();
        self.step = Step::Ready;
        let (next, effects) = self.refresh();
        (next, [vec![Effect::StopAsking], effects].concat())
    }

    pub(super) fn unpress(mut self) -> (Self, Vec<Effect>) {
        self.is_pressed = false;
        (self, Vec::new())
    }

    /// Has a new order fetched where the old one is too old. A dialog that is open is left alone.
    pub(super) fn refresh(mut self) -> (Self, Vec<Effect>) {
        if self.step != Step::Ready {
            return (self, Vec::new());
        }
        self.order.take_if(|held| held.age() == Age::Dead);
        match &self.order {
            Some(held) if held.age() == Age::Fresh => (self, Vec::new()),
            _ => self.fetch(),
        }
    }

    pub(super) fn save(mut self) -> (Self, Vec<Effect>) {
        let Some(new) = self.unsaved.clone() else {
            return (self, Vec::new());
        };
        self.trouble = None;
        self.step = Step::Saving;
        let ticket = self.calls.begin(Call::Save);
        (self, vec![Effect::Save(ticket, new)])
    }
}
