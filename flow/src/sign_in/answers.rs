//! What the server's answers lead to while somebody signs in.

use super::{Call, Effect, SignIn, Step};
use crate::{CallError, Moment, Ticket, Trouble, offer::Offer, passkey_support::Support};
use contract::{
    Problem,
    sign_in::{NextStep, SignedIn},
};

impl SignIn {
    pub(super) fn settle(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<NextStep, CallError>,
    ) -> (Self, Vec<Effect>) {
        let Some(call) = self.calls.end(ticket) else {
            return (self, Vec::new());
        };
        let given = self.given.take();
        match (call, reply) {
            (Call::Look, reply) if self.step == Step::Password => self.look_settled(reply),
            (Call::Prove, Ok(NextStep::Password)) => self.expire(),
            (_, Ok(next)) => self.follow(next, now),
            (Call::Cancel, Err(_)) => self.go_to_password(),
            (Call::Prove, Err(error)) if ends_second_step(&error) => self.expire(),
            (
                Call::Passkey | Call::Prove,
                Err(error @ CallError::Refused(Problem::PasskeyRemoved)),
            ) => {
                let (next, mut effects) = self.tell(Trouble::from_call(&error, now));
                effects.extend(given.map(Effect::SignalUnknown));
                (next, effects)
            }
            (Call::Look, Err(error)) => {
                self.step = Step::Password;
                self.tell(Trouble::from_call(&error, now))
            }
            (_, Err(error)) => self.tell(Trouble::from_call(&error, now)),
        }
    }

    /// A look while the password form is in use moves the page only when there is nothing left to ask for.
    fn look_settled(self, reply: Result<NextStep, CallError>) -> (Self, Vec<Effect>) {
        match reply {
            Ok(NextStep::SignedIn(signed_in)) => self.arrive(signed_in),
            Ok(NextStep::EnrolmentRequired(signed_in)) => self.finish(Effect::Enrol(signed_in)),
            Ok(NextStep::Password | NextStep::SecondStep(_)) | Err(_) => (self, Vec::new()),
        }
    }

    fn follow(mut self, next: NextStep, now: Moment) -> (Self, Vec<Effect>) {
        match next {
            NextStep::Password => self.go_to_password(),
            NextStep::SecondStep(second) => {
                let expires_at = now.after_seconds(second.expires_in);
                self.step = Step::Second(Offer::new(&second, self.prompt.support()));
                self.trouble = None;
                self.expires_at = Some(expires_at);
                (self, vec![Effect::Wake(expires_at)])
            }
            NextStep::EnrolmentRequired(signed_in) => self.finish(Effect::Enrol(signed_in)),
            NextStep::SignedIn(signed_in) => self.arrive(signed_in),
        }
    }

    /// The server offers a passkey to the account; whether this browser can make one is known here.
    fn arrive(self, signed_in: SignedIn) -> (Self, Vec<Effect>) {
        let support = self.prompt.support();
        let can_create = support.is_some_and(Support::can_create);
        let effect = if signed_in.offer_passkey && can_create {
            Effect::OfferPasskey(signed_in)
        } else {
            Effect::Leave(signed_in)
        };
        self.finish(effect)
    }

    fn finish(mut self, effect: Effect) -> (Self, Vec<Effect>) {
        self.step = Step::Done;
        self.trouble = None;
        self.expires_at = None;
        self.calls.drop_wait();
        (self, vec![effect])
    }

    fn go_to_password(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::Password;
        self.expires_at = None;
        (self, Vec::new())
    }
}

/// The server waits for no second step: it took too long, was finished in another tab, or given up there.
pub(super) fn ends_second_step(error: &CallError) -> bool {
    matches!(
        error,
        CallError::Refused(Problem::SignInExpired | Problem::NotSignedIn)
    )
}
