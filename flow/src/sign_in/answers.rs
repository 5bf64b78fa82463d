//! What the server's answers lead to while somebody signs in.

use super::{Call, Effect, SignIn, Step, pending::Pending};
use crate::{CallError, Moment, Ticket, Trouble, second_step::ends_second_step, trouble::Tells};
use contract::{
    Problem,
    sign_in::{NextStep, SecondStep},
};

impl SignIn {
    pub(super) fn on_reply(
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
            (Call::Look, reply) if self.step != Step::Opening => self.on_look(reply),
            (Call::Prove | Call::FinishRecovery, Ok(NextStep::Password)) => self.expire(),
            (Call::FinishRecovery, Ok(NextStep::EnrolmentRequired(signed_in))) => {
                self.finish(Effect::Recovered(signed_in))
            }
            (Call::Prove, Ok(NextStep::SignedIn(signed_in))) => {
                let trusts = self.trusts();
                self.arrive(signed_in, trusts)
            }
            (Call::Submit, Ok(NextStep::SecondStep(second))) => {
                let (next, effects) = self.ask_second(&second, now);
                next.confirm(effects)
            }
            (_, Ok(next)) => self.follow(next, now),
            (Call::Cancel, Err(_)) => self.go_to_password(),
            (Call::Prove | Call::FinishRecovery, Err(error)) if ends_second_step(&error) => {
                self.expire()
            }
            (
                Call::Passkey | Call::Prove,
                Err(error @ CallError::Refused(Problem::PasskeyRemoved)),
            ) => {
                let (next, mut effects) = self.tell(Trouble::from_call(&error, now));
                effects.extend(given.map(Effect::SignalUnknown));
                (next, effects)
            }
            (Call::Prove, Err(error)) => {
                let trouble = self.second.on_refusal(&error, now);
                self.tell(trouble)
            }
            (Call::Look, Err(error)) => {
                self.step = Step::Password;
                self.tell(Trouble::from_call(&error, now))
            }
            (_, Err(error)) => self.tell(Trouble::from_call(&error, now)),
        }
    }

    /// A look while a form is in use moves the page only when there is nothing left to ask for.
    fn on_look(self, reply: Result<NextStep, CallError>) -> (Self, Vec<Effect>) {
        match reply {
            Ok(NextStep::SignedIn(signed_in)) => self.arrive(signed_in, false),
            Ok(NextStep::EnrolmentRequired(signed_in)) => self.enrol(signed_in),
            Ok(NextStep::Password | NextStep::SecondStep(_)) | Err(_) => (self, Vec::new()),
        }
    }

    /// The password was right, and the rest hangs on a cookie: a browser that does not keep it is told before somebody
    /// looks for a code in vain.
    fn confirm(mut self, mut effects: Vec<Effect>) -> (Self, Vec<Effect>) {
        let ticket = self.confirmation.begin(());
        effects.push(Effect::Confirm(ticket));
        (self, effects)
    }

    pub(super) fn confirmed(
        mut self,
        ticket: Ticket,
        reply: &Result<NextStep, CallError>,
    ) -> (Self, Vec<Effect>) {
        let is_awaited = self.confirmation.end(ticket).is_some();
        if !is_awaited || !matches!(reply, Ok(NextStep::Password)) {
            return (self, Vec::new());
        }
        self.calls.drop_wait();
        let (next, _) = self.go_to_password();
        next.tell(Trouble::NoCookies)
    }

    fn follow(self, next: NextStep, now: Moment) -> (Self, Vec<Effect>) {
        match next {
            NextStep::Password => self.go_to_password(),
            NextStep::SecondStep(second) => self.ask_second(&second, now),
            NextStep::EnrolmentRequired(signed_in) => self.enrol(signed_in),
            NextStep::SignedIn(signed_in) => self.arrive(signed_in, false),
        }
    }

    fn ask_second(mut self, second: &SecondStep, now: Moment) -> (Self, Vec<Effect>) {
        self.drop_side_waits();
        let pending = Pending::new(second, now);
        let expiry = pending.expires_at;
        self.pending = Some(pending);
        let look = self.second.open(second, now);
        self.step = Step::Second;
        self.trouble = None;
        let look = look.map_or(expiry, |look| look.min(expiry));
        (self, vec![Effect::Wake(look)])
    }

    /// The server has forgotten the password.
    pub(super) fn expire(mut self) -> (Self, Vec<Effect>) {
        // Whoever is quicker than the look has not waited too long.
        let has_time = self.confirmation.call().is_some();
        self.trouble = Some(if has_time {
            Trouble::NoCookies
        } else {
            Trouble::SignInExpired
        });
        self.step = Step::Password;
        self.forget_second();
        self.look()
    }

    fn go_to_password(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::Password;
        self.forget_second();
        (self, Vec::new())
    }
}
