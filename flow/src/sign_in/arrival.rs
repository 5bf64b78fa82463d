//! After both steps: trusting the browser, finding where to go, and leaving.

use super::{Call, Effect, SignIn, Step};
use crate::{CallError, Ticket, passkey_support::Support};
use contract::{limits, next::Place, sign_in::SignedIn};

impl SignIn {
    /// Signed in. What is left to do is done in this order: trust, where to go, and what to offer first.
    pub(super) fn arrive(mut self, signed_in: SignedIn, trusts: bool) -> (Self, Vec<Effect>) {
        self.close(Step::Arriving(signed_in));
        if trusts {
            let ticket = self.calls.begin(Call::Trust);
            return (self, vec![Effect::Trust(ticket)]);
        }
        self.find_next()
    }

    /// Nobody is kept from their work because a browser could not be trusted: it will ask again, that is all.
    pub(super) fn trusted(mut self, ticket: Ticket) -> (Self, Vec<Effect>) {
        match self.calls.end_one_of(ticket, &[Call::Trust]) {
            Some(_) => self.find_next(),
            None => (self, Vec::new()),
        }
    }

    fn find_next(mut self) -> (Self, Vec<Effect>) {
        let Some(next) = self.next.take() else {
            return self.leave(None);
        };
        let ticket = self.calls.begin(Call::FindNext);
        (self, vec![Effect::FindNext(ticket, next)])
    }

    /// A place that the server did not allow, or said nothing about, is not gone to.
    pub(super) fn place_found(
        mut self,
        ticket: Ticket,
        reply: Result<Place, CallError>,
    ) -> (Self, Vec<Effect>) {
        match self.calls.end_one_of(ticket, &[Call::FindNext]) {
            Some(_) => self.leave(reply.ok().and_then(|place| place.href)),
            None => (self, Vec::new()),
        }
    }

    /// The server offers a passkey to the account; whether this browser can make one is known here.
    fn leave(self, href: Option<String>) -> (Self, Vec<Effect>) {
        let Step::Arriving(signed_in) = &self.step else {
            return (self, Vec::new());
        };
        let signed_in = signed_in.clone();
        let support = self.second.support();
        let can_create = support.is_some_and(Support::can_create);
        let effect = match (is_low(&signed_in), href) {
            (true, href) => Effect::OfferBackupCodes(signed_in, href),
            (false, Some(href)) if signed_in.password_advice.is_some() => {
                Effect::AdvisePassword(signed_in, href)
            }
            (false, Some(href)) => Effect::LeaveTo(href, signed_in),
            (false, None) if signed_in.offer_passkey && can_create => {
                Effect::OfferPasskey(signed_in)
            }
            (false, None) => Effect::Leave(signed_in),
        };
        self.finish(effect)
    }

    /// The way on is kept: whoever has set up a second step goes there.
    pub(super) fn enrol(mut self, signed_in: SignedIn) -> (Self, Vec<Effect>) {
        let next = self.next.take();
        self.finish(Effect::Enrol(signed_in, next))
    }

    pub(super) fn finish(mut self, effect: Effect) -> (Self, Vec<Effect>) {
        self.close(Step::Done);
        (self, vec![effect])
    }

    fn close(&mut self, step: Step) {
        self.step = step;
        self.trouble = None;
        self.forget_second();
        self.calls.drop_wait();
    }
}

/// Whether a backup code was used just now and few are left.
fn is_low(signed_in: &SignedIn) -> bool {
    let left = signed_in.backup_codes_left;
    left.is_some_and(|left| left <= limits::BACKUP_CODES_LOW)
}
