//! Passkeys and security keys while it is proved again: what the browser and the person do with them.

use super::{Effect, Step, StepUp};
use crate::{
    CallError, Moment, PasskeyError, Ticket, Trouble,
    passkey_support::Support,
    second_step::prompt::{NoChallenge, Outcome, Purpose, Todo},
    trouble::Tells,
};
use contract::{
    Problem,
    passkey::{PasskeyAnswer, PasskeyKind, PasskeyQuestion},
    sign_in::Proof,
};

impl StepUp {
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
            Some(Outcome::Given(Purpose::SecondStep(kind), answer)) => {
                let proof = Proof::from_passkey(kind, answer);
                self.prove(|ticket| Effect::Prove(ticket, proof))
            }
            Some(Outcome::Failed(error)) => self.tell(Trouble::Passkey(error)),
            Some(Outcome::Given(Purpose::Alone, _) | Outcome::Quiet) | None => (self, Vec::new()),
        }
    }

    /// The kind that is asked for on this screen.
    pub(super) fn passkey_kind(&self) -> Option<PasskeyKind> {
        match &self.step {
            Step::Second(offer) => offer.shown().passkey_kind(),
            Step::Closed | Step::Password | Step::Choose(_) => None,
        }
    }

    /// Brings the browser to what this screen needs: it stops first, and asks last.
    pub(super) fn reconcile_prompt(
        mut self,
        mut effects: Vec<Effect>,
        now: Option<Moment>,
    ) -> (Self, Vec<Effect>) {
        let kind = self.passkey_kind().filter(|_| !self.is_busy());
        for todo in self.prompt.reconcile(kind.map(Purpose::SecondStep), now) {
            match todo {
                Todo::Stop => effects.insert(0, Effect::StopAsking),
                Todo::Fetch(ticket, Purpose::SecondStep(kind)) => {
                    effects.push(Effect::FetchChallenge(ticket, kind));
                }
                Todo::Fetch(_, Purpose::Alone) => {}
                Todo::Ask(ticket, challenge, ceremony) => {
                    effects.push(Effect::AskPasskey(ticket, challenge, ceremony));
                }
            }
        }
        (self, effects)
    }

    fn fit_offer(&mut self) {
        let support = self.prompt.support();
        let (Step::Second(offer) | Step::Choose(offer)) = &mut self.step else {
            return;
        };
        *offer = offer.fitted(support);
    }
}
