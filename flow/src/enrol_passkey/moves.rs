//! What the person's presses lead to while a passkey is made, and how the creation options are kept fresh for them.

use super::{Call, Effect, EnrolPasskey, Step};
use crate::held::Age;

impl EnrolPasskey {
    /// Begins, or begins again: with new creation options, unless this browser can make nothing.
    pub(super) fn start(mut self) -> (Self, Vec<Effect>) {
        self.trouble = None;
        self.creation = None;
        self.unsaved = None;
        self.is_in_doubt = false;
        if self.obstacle().is_some() {
            self.step = Step::Stopped;
            return (self, Vec::new());
        }
        self.step = Step::Opening;
        self.fetch()
    }

    /// Asks for new creation options, unless they are on their way.
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
        if let Some(held) = &self.creation {
            let creation = held.thing.clone();
            self.is_pressed = false;
            self.step = Step::Prompting;
            let ticket = self.calls.begin(Call::Create);
            return (self, vec![Effect::Create(ticket, creation)]);
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

    /// Has new creation options fetched where the old ones are too old. A dialog that is open is left alone.
    pub(super) fn refresh(mut self) -> (Self, Vec<Effect>) {
        if self.step != Step::Ready {
            return (self, Vec::new());
        }
        self.creation.take_if(|held| held.age() == Age::Dead);
        match &self.creation {
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
