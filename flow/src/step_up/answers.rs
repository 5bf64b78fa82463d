//! What the server's answers lead to while it is proved again.

use super::{Effect, StepUp};
use crate::{CallError, Moment, Ticket, trouble::Tells};
use contract::{
    Problem,
    problem::{Field, Reason},
    step_up::SteppedUp,
};

impl StepUp {
    pub(super) fn on_reply(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<SteppedUp, CallError>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end(ticket).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(stepped_up) => self.close(Effect::Resume(stepped_up)),
            // No email address was asked for, so only the password can be wrong.
            Err(CallError::Refused(Problem::WrongCredentials)) => {
                self.fault(Field::Password, Reason::Wrong)
            }
            // The account has got, or lost, a second step meanwhile.
            Err(CallError::Refused(Problem::StepUpRequired { step_up })) => {
                self.open(&step_up, now)
            }
            Err(error) => {
                let trouble = self.second.on_refusal(&error, now);
                self.tell(trouble)
            }
        }
    }
}
