//! From what is needed to what is to be done: fetching, asking, stopping.

use super::{Open, Prompt, Purpose, Way};
use crate::{
    Moment,
    held::{Age, Held},
    passkey_error::{Asking, Ceremony},
    second_step::Effect,
};
use contract::passkey::PasskeyRequest;

impl Prompt {
    /// What is to be done now that this is needed, or nothing is. `now` is the time of the event, when it has one.
    pub(crate) fn reconcile(
        &mut self,
        needed: Option<Purpose>,
        now: Option<Moment>,
    ) -> Vec<Effect> {
        let needed = needed.filter(|_| self.can_ask());
        if needed.is_none() {
            self.is_pressed = false;
            self.end(Way::Button);
        } else if needed != self.purpose {
            let is_first = self.purpose.is_none();
            self.purpose = needed;
            self.drop_challenge();
            self.is_pressed &= is_first;
        }
        if !self.is_open(Way::Button) {
            self.challenge.take_if(|held| held.age() == Age::Dead);
        }
        let ask = self.ask(needed, now);
        let fetch = needed.and_then(|purpose| self.fetch(purpose));
        ask.into_iter().chain(fetch).collect()
    }

    /// Brings the browser to what it should be doing.
    fn ask(&mut self, needed: Option<Purpose>, now: Option<Moment>) -> Option<Effect> {
        if self.is_open(Way::Button) {
            return None;
        }
        let Some((purpose, way, challenge)) = self.wanted(needed) else {
            self.answer.drop_wait();
            return self.open.take().map(|_| Effect::StopAsking);
        };
        let wanted = Open {
            way,
            ceremony: challenge.ceremony.clone(),
        };
        if self.open.as_ref() == Some(&wanted) {
            return None;
        }
        let ceremony = match (way, purpose) {
            (Way::Autofill, _) => {
                self.autofill.armed(now);
                Ceremony::Autofill
            }
            (_, Purpose::Alone) => Ceremony::Ask(Asking::Alone),
            (_, Purpose::SecondStep(_)) => Ceremony::Ask(Asking::Listed),
        };
        self.is_pressed = false;
        self.open = Some(wanted);
        Some(Effect::AskPasskey(
            self.answer.begin(()),
            challenge,
            ceremony,
        ))
    }

    fn wanted(&self, needed: Option<Purpose>) -> Option<(Purpose, Way, PasskeyRequest)> {
        let (purpose, held) = needed.zip(self.challenge.as_ref())?;
        let can_autofill = self.support.is_some_and(|support| support.can_autofill());
        let way = if self.is_pressed {
            Way::Button
        } else if purpose == Purpose::Alone && can_autofill && self.autofill.is_allowed() {
            Way::Autofill
        } else {
            return None;
        };
        Some((purpose, way, held.thing.clone()))
    }

    /// Whether a challenge is missing, or will soon be too old. Under an open dialog it is left alone.
    fn fetch(&mut self, purpose: Purpose) -> Option<Effect> {
        let is_good = |held: &Held<_>| held.age() == Age::Fresh;
        let is_wanted = self.failure.is_none() || self.is_pressed;
        if self.challenge.as_ref().is_some_and(is_good)
            || self.is_open(Way::Button)
            || self.fetch.call().is_some()
            || !is_wanted
        {
            return None;
        }
        self.failure = None;
        Some(Effect::FetchChallenge(self.fetch.begin(()), purpose))
    }
}
