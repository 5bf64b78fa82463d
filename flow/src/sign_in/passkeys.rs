//! Passkeys while somebody signs in: what the browser and the person do with them.

use super::{Call, Effect, SignIn, Step, answers::ends_second_step};
use crate::{
    CallError, Moment, PasskeyError, Ticket, Trouble,
    passkey_support::Support,
    second_step::prompt::{NoChallenge, Outcome, Purpose, Todo},
    trouble::Tells,
};
use contract::{
    Problem,
    passkey::{PasskeyAnswer, PasskeyQuestion},
    sign_in::Proof,
};

impl SignIn {
    pub(super) fn know(mut self, support: Support) -> (Self, Vec<Effect>) {
        self.prompt.know(support);
        self.fit_offer();
        (self, Vec::new())
    }

    pub(super) fn press(mut self) -> (Self, Vec<Effect>) {
        if self.can_use_passkey() && !self.is_busy() && !self.is_prompting() {
            self.trouble = None;
            self.prompt.press();
        }
        (self, Vec::new())
    }

    pub(super) fn stop(mut self) -> (Self, Vec<Effect>) {
        self.prompt.stop();
        (self, Vec::new())
    }

    pub(super) fn challenge_fetched(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<PasskeyQuestion, CallError>,
    ) -> (Self, Vec<Effect>) {
        let Some(came) = self.prompt.challenge_fetched(ticket, now, reply) else {
            return (self, Vec::new());
        };
        let wake = self.prompt.next_look().map(Effect::Wake);
        let Err(NoChallenge { error, is_awaited }) = came else {
            return (self, wake.into_iter().collect());
        };
        let is_second = self.pending.is_some();
        if is_second && !self.is_busy() && ends_second_step(&error) {
            return self.expire();
        }
        if error == CallError::Refused(Problem::PasskeysUnavailable) {
            self.fit_offer();
        }
        // Nobody asked for a challenge that is fetched ahead, so nobody is told that there is none.
        let (next, mut effects) = if is_awaited {
            self.tell(Trouble::from_call(&error, now))
        } else {
            (self, Vec::new())
        };
        effects.extend(wake);
        (next, effects)
    }

    pub(super) fn passkey_answered(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<PasskeyAnswer, PasskeyError>,
    ) -> (Self, Vec<Effect>) {
        match self.prompt.answered(ticket, now, reply) {
            Some(Outcome::Given(purpose, answer)) => self.give(purpose, answer),
            Some(Outcome::Failed(error)) => self.tell(Trouble::Passkey(error)),
            // Autofill that ended by itself rests for a while.
            Some(Outcome::Quiet) => {
                let wake = self.prompt.rest_until().map(Effect::Wake);
                (self, wake.into_iter().collect())
            }
            None => (self, Vec::new()),
        }
    }

    fn give(mut self, purpose: Purpose, answer: PasskeyAnswer) -> (Self, Vec<Effect>) {
        self.given = Some(answer.credential.credential_id());
        match purpose {
            Purpose::Alone => {
                self.step = Step::Password;
                self.trouble = None;
                let ticket = self.calls.begin(Call::Passkey);
                (self, vec![Effect::SignInWithPasskey(ticket, answer)])
            }
            Purpose::SecondStep(kind) => self.prove(Proof::from_passkey(kind, answer)),
        }
    }

    /// What a passkey can be asked for on this screen.
    fn purpose(&self) -> Option<Purpose> {
        match &self.step {
            _ if self.is_busy() => None,
            Step::Password => Some(Purpose::Alone),
            // Where this browser stands is not known yet, so a challenge is fetched only for whoever presses.
            Step::Opening => self.prompt.is_prompting().then_some(Purpose::Alone),
            Step::Second(offer) => offer.shown().passkey_kind().map(Purpose::SecondStep),
            Step::Choose(_) | Step::Recovery(_) | Step::Arriving(_) | Step::Done => None,
        }
    }

    /// Brings the browser to what this screen needs: it stops first, and asks last.
    pub(super) fn reconcile_prompt(
        mut self,
        mut effects: Vec<Effect>,
        now: Option<Moment>,
    ) -> (Self, Vec<Effect>) {
        let purpose = self.purpose();
        for todo in self.prompt.reconcile(purpose, now) {
            match todo {
                Todo::Stop => effects.insert(0, Effect::StopAsking),
                Todo::Fetch(ticket, purpose) => {
                    effects.push(Effect::FetchChallenge(ticket, purpose));
                }
                Todo::Ask(ticket, challenge, ceremony) => {
                    effects.push(Effect::AskPasskey(ticket, challenge, ceremony));
                }
            }
        }
        (self, effects)
    }

    fn fit_offer(&mut self) {
        let support = self.prompt.support();
        let offer = match &mut self.step {
            Step::Second(offer) | Step::Choose(offer) => offer,
            Step::Recovery(recovering) => recovering.offer_mut(),
            Step::Opening | Step::Password | Step::Arriving(_) | Step::Done => return,
        };
        *offer = offer.fitted(support);
    }
}
