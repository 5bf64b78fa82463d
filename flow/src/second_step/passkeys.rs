//! Passkeys and security keys: what the browser and the person do with them.

use super::{Effect, Needed, Outcome, Purpose, SecondStep, Step, prompt};
use crate::{CallError, Moment, PasskeyError, Ticket, Trouble, passkey_support::Support};
use contract::{
    Problem,
    passkey::{PasskeyAnswer, PasskeyRequest},
    sign_in::Proof,
};
use prompt::NoChallenge;

impl SecondStep {
    /// Whether this browser can be asked for a passkey at all.
    pub(crate) fn can_ask_passkey(&self) -> bool {
        self.prompt.can_ask()
    }

    pub(super) fn know(&mut self, support: Support) {
        self.prompt.know(support);
        self.fit_offer();
    }

    pub(super) fn press(&mut self, needed: Needed) -> Option<Outcome> {
        let has_button = match needed {
            Needed::Nothing => false,
            Needed::PasskeyOnPress | Needed::Passkey => self.can_ask_passkey(),
            Needed::SecondStep => self.can_use_passkey(),
        };
        (has_button && !self.is_prompting()).then(|| {
            self.prompt.press();
            Outcome::Begun
        })
    }

    pub(super) fn challenge_fetched(
        &mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<PasskeyRequest, CallError>,
    ) -> (Option<Outcome>, Option<Effect>) {
        let Some(fetched) = self.prompt.challenge_fetched(ticket, now, reply) else {
            return (None, None);
        };
        let outcome = fetched.err().and_then(|NoChallenge { error, is_awaited }| {
            if error == CallError::Refused(Problem::PasskeysUnavailable) {
                self.fit_offer();
            }
            // Nobody asked for a challenge that is fetched ahead, so nobody is told that there is none.
            let trouble = is_awaited.then(|| Trouble::from_call(&error, now));
            Outcome::of_error(&error, trouble)
        });
        (outcome, self.prompt.next_look().map(Effect::Wake))
    }

    pub(super) fn passkey_answered(
        &mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<PasskeyAnswer, PasskeyError>,
    ) -> (Option<Outcome>, Option<Effect>) {
        let outcome = match self.prompt.answered(ticket, now, reply) {
            Some(prompt::Outcome::Given(Purpose::Alone, answer)) => Outcome::PasskeyGiven(answer),
            Some(prompt::Outcome::Given(Purpose::SecondStep(kind), answer)) => {
                Outcome::ProofGiven(Proof::from_passkey(kind, answer))
            }
            Some(prompt::Outcome::Failed(error)) => Outcome::Failed(Trouble::Passkey(error)),
            // Autofill that ended by itself rests for a while.
            Some(prompt::Outcome::Quiet) => {
                return (None, self.prompt.rest_until().map(Effect::Wake));
            }
            None => return (None, None),
        };
        (Some(outcome), None)
    }

    fn fit_offer(&mut self) {
        let support = self.prompt.support();
        if let Step::Form(offer) | Step::Choose(offer) | Step::Aside(offer) = &mut self.step {
            *offer = offer.fitted(support);
        }
    }
}
