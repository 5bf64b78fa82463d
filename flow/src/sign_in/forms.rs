//! What the person does with the forms while somebody signs in, and the page that comes up.

use super::{Call, Effect, Event, SignIn, Step};
use crate::{Trouble, trouble::Tells};
use contract::sign_in::Credentials;

impl SignIn {
    pub(super) fn form(self, event: Event) -> (Self, Vec<Effect>) {
        match (&self.step, event) {
            (Step::Opening, Event::Opened(None))
            | (Step::Password | Step::Second | Step::Recovery(_), Event::SessionChanged)
                if self.calls.call().is_none() =>
            {
                self.look()
            }
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
            (Step::Second, Event::TrustChosen(is_trusted)) if self.second.shown().is_some() => {
                self.choose_trust(is_trusted)
            }
            (Step::Second, Event::LostAllAsked)
                if self.explains_recovery() && !self.is_leaving() =>
            {
                self.lost_all()
            }
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
            (Step::Recovery(_), Event::BackToMethods) if !self.is_leaving() => {
                self.back_to_methods()
            }
            (Step::Second | Step::Recovery(_), Event::StartedOver) if !self.is_leaving() => {
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

    fn submit(mut self, credentials: Credentials) -> (Self, Vec<Effect>) {
        self.step = Step::Password;
        self.trouble = None;
        let ticket = self.calls.begin(Call::Submit);
        (self, vec![Effect::Submit(ticket, credentials)])
    }

    /// What was asked on the screen that is left is not waited for any more.
    pub(super) fn forget_wait(&mut self) {
        self.trouble = None;
        self.calls.drop_wait();
    }

    /// The password form comes once the server has answered, or failed to: a new password must not overtake this call,
    /// or its answer would end the new sign-in.
    fn cancel(mut self) -> (Self, Vec<Effect>) {
        self.trouble = None;
        let ticket = self.calls.begin(Call::Cancel);
        (self, vec![Effect::Cancel(ticket)])
    }
}
