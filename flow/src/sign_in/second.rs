//! The second step while somebody signs in, and a passkey that signs in alone: what they come to.

use super::{Call, Effect, SignIn, Step};
use crate::{
    second_step::{Event, Needed, Outcome},
    trouble::Tells,
};
use contract::{passkey::PasskeyAnswer, sign_in::Proof};

impl SignIn {
    pub(super) fn on_second(mut self, event: Event) -> (Self, Vec<Effect>) {
        let is_move = matches!(event, Event::OtherWayAsked | Event::MethodChosen(_));
        if is_move && self.is_leaving() {
            return (self, Vec::new());
        }
        let needed = self.needed();
        let (outcome, effect) = self.second.update(event, needed);
        let (next, mut effects) = match outcome {
            Some(Outcome::Ended(_)) if self.pending.is_some() && !self.is_busy() => {
                return self.expire();
            }
            Some(outcome) => self.on_outcome(outcome),
            None => (self, Vec::new()),
        };
        effects.extend(effect.map(Effect::Second));
        (next, effects)
    }

    fn on_outcome(mut self, outcome: Outcome) -> (Self, Vec<Effect>) {
        match outcome {
            Outcome::Begun => self.trouble = None,
            Outcome::Moved => self.forget_wait(),
            Outcome::ProofGiven(proof) => return self.prove(proof),
            Outcome::PasskeyGiven(answer) => return self.give_passkey(answer),
            // It stands in the message: it is sent off, unless the person has yet to decide about trust.
            Outcome::CodeHeard(code) if self.submits_itself() => {
                return self.on_second(Event::CodeGiven(code));
            }
            Outcome::CodeHeard(code) => return (self, vec![Effect::FillCode(code)]),
            Outcome::Failed(trouble) | Outcome::Ended(Some(trouble)) => return self.tell(trouble),
            Outcome::Ended(None) => {}
        }
        (self, Vec::new())
    }

    fn prove(mut self, proof: Proof) -> (Self, Vec<Effect>) {
        self.given = match &proof {
            Proof::Passkey(answer) | Proof::SecurityKey(answer) => {
                Some(answer.credential.credential_id())
            }
            _ => None,
        };
        self.trouble = None;
        let ticket = self.calls.begin(Call::Prove);
        (self, vec![Effect::Prove(ticket, proof)])
    }

    fn give_passkey(mut self, answer: PasskeyAnswer) -> (Self, Vec<Effect>) {
        self.given = Some(answer.credential.credential_id());
        self.step = Step::Password;
        self.trouble = None;
        let ticket = self.calls.begin(Call::Passkey);
        (self, vec![Effect::SignInWithPasskey(ticket, answer)])
    }

    /// What the screen needs.
    pub(super) fn needed(&self) -> Needed {
        match &self.step {
            _ if self.is_busy() => Needed::Nothing,
            // Where this browser stands is not known yet.
            Step::Opening => Needed::PasskeyOnPress,
            Step::Password => Needed::Passkey,
            Step::Second => Needed::SecondStep,
            Step::Recovery(_) | Step::Arriving(_) | Step::Done => Needed::Nothing,
        }
    }
}
