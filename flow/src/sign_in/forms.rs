//! What the person does with the forms while somebody signs in, and the page that comes up.

use super::{Call, Effect, Event, SignIn, Step};
use crate::{Trouble, trouble::Tells};
use contract::{
    Secret,
    problem::Field,
    sign_in::{Credentials, Proof},
};

impl SignIn {
    pub(super) fn form(self, event: Event) -> (Self, Vec<Effect>) {
        match (&self.step, event) {
            (Step::Opening, Event::Opened(None))
            | (
                Step::Password | Step::Second(_) | Step::Choose(_) | Step::Recovery(_),
                Event::SessionChanged,
            ) if self.calls.call().is_none() => self.look(),
            (Step::Opening, Event::Opened(Some(credentials)))
            | (Step::Opening | Step::Password, Event::PasswordGiven(credentials))
                if !self.is_busy() =>
            {
                self.submit(credentials)
            }
            (_, Event::FormRefused(faults)) if !self.is_busy() && !faults.is_empty() => {
                self.tell(Trouble::Fields(faults))
            }
            (_, Event::NextWanted(next)) => self.want_next(next),
            (Step::Second(_), Event::CodeGiven(code)) if !self.is_busy() => self.give_code(&code),
            (Step::Second(_), Event::TrustChosen(is_trusted)) => self.choose_trust(is_trusted),
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
            (Step::Second(_) | Step::Choose(_), Event::LostAllAsked) => self.lost_all(),
            (Step::Recovery(recovering), Event::RecoveryPressed)
                if recovering.can_ask() && !self.is_busy() =>
            {
                self.ask_recovery()
            }
            (Step::Recovery(recovering), Event::FinishPressed)
                if recovering.can_finish() && !self.is_busy() =>
            {
                self.finish_recovery()
            }
            (Step::Recovery(_), Event::BackToMethods) => self.back_to_methods(),
            (Step::Second(_) | Step::Choose(_) | Step::Recovery(_), Event::StartedOver) => {
                self.cancel()
            }
            _ => (self, Vec::new()),
        }
    }

    fn want_next(mut self, next: String) -> (Self, Vec<Effect>) {
        self.next = Some(next);
        (self, Vec::new())
    }

    fn choose_trust(mut self, is_trusted: bool) -> (Self, Vec<Effect>) {
        if let Some(pending) = &mut self.pending {
            pending.trust = Some(is_trusted);
        }
        (self, Vec::new())
    }

    pub(super) fn give_code(self, code: &Secret) -> (Self, Vec<Effect>) {
        let proof = self.offer().and_then(|offer| offer.proof(code));
        match proof {
            Some(Ok(proof)) => self.prove(proof),
            Some(Err(reason)) => self.tell(Trouble::Fields(vec![(Field::Code, reason)])),
            None => (self, Vec::new()),
        }
    }

    fn submit(mut self, credentials: Credentials) -> (Self, Vec<Effect>) {
        self.step = Step::Password;
        self.trouble = None;
        let ticket = self.calls.begin(Call::Submit);
        (self, vec![Effect::Submit(ticket, credentials)])
    }

    pub(super) fn prove(mut self, proof: Proof) -> (Self, Vec<Effect>) {
        self.trouble = None;
        let ticket = self.calls.begin(Call::Prove);
        (self, vec![Effect::Prove(ticket, proof)])
    }

    /// Shows another screen of the second step. What was asked on the old one is not waited for any more.
    pub(super) fn turn_to(mut self, step: Step) -> (Self, Vec<Effect>) {
        // These cannot be taken back.
        if let Some(Call::Cancel | Call::FinishRecovery) = self.calls.call() {
            return (self, Vec::new());
        }
        self.step = step;
        self.trouble = None;
        self.calls.drop_wait();
        (self, Vec::new())
    }

    /// The password form comes once the server has answered, or failed to: a new password must not overtake this call,
    /// or its answer would end the new sign-in.
    fn cancel(mut self) -> (Self, Vec<Effect>) {
        if let Some(Call::Cancel | Call::FinishRecovery) = self.calls.call() {
            return (self, Vec::new());
        }
        self.trouble = None;
        let ticket = self.calls.begin(Call::Cancel);
        (self, vec![Effect::Cancel(ticket)])
    }
}
