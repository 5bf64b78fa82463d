//! What the server's answers lead to while an authenticator is set up.

use super::{Call, CodeRefused, Effect, EnrolAuthenticator, Enrolled, Pending, Step};
use crate::{CallError, Moment, Ticket, Trouble, drift::Drift, trouble::Tells};
use contract::{
    Problem,
    authenticator::{Confirmed, PendingAuthenticator},
    backup_codes::BackupCodes,
};

impl EnrolAuthenticator {
    pub(super) fn started(
        mut self,
        ticket: Ticket,
        [sent, received]: [Moment; 2],
        reply: Result<PendingAuthenticator, CallError>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end_one_of(ticket, &[Call::Start]).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(pending) => {
                let shown = Pending::new(&pending, sent, received);
                let wake = Effect::Wake(shown.expires_at);
                self.step = Step::Showing(shown);
                (self, vec![Effect::Show(pending), wake])
            }
            // The screen waits as it is; `SteppedUp` starts again.
            Err(CallError::Refused(Problem::StepUpRequired { step_up })) => {
                (self, vec![Effect::StepUp(step_up)])
            }
            Err(error) => {
                self.step = Step::Stopped;
                self.tell(Trouble::from_call(&error, received))
            }
        }
    }

    pub(super) fn confirmed(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<Confirmed, CodeRefused>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end_one_of(ticket, &[Call::Confirm]).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(confirmed) => self.enrolled(confirmed, now),
            Err(CodeRefused { error, drift }) => self.code_refused(&error, drift, now),
        }
    }

    fn enrolled(mut self, confirmed: Confirmed, now: Moment) -> (Self, Vec<Effect>) {
        let enrolled = Enrolled {
            authenticator: confirmed.authenticator,
            next_code_at: now.after_seconds(confirmed.next_code_in),
        };
        let codes = BackupCodes::of_first(confirmed.backup_code_set, confirmed.backup_codes);
        if let Some(codes) = codes {
            self.step = Step::BackupCodes(enrolled);
            (self, vec![Effect::Forget, Effect::ShowCodes(codes)])
        } else {
            self.finish(enrolled)
        }
    }

    pub(super) fn finish(mut self, enrolled: Enrolled) -> (Self, Vec<Effect>) {
        self.step = Step::Finished(enrolled.clone());
        (self, vec![Effect::Forget, Effect::Finish(enrolled)])
    }

    fn code_refused(
        mut self,
        error: &CallError,
        drift: Option<Drift>,
        now: Moment,
    ) -> (Self, Vec<Effect>) {
        let gone = matches!(
            error,
            CallError::Refused(Problem::EnrolmentExpired | Problem::NotSignedIn)
        );
        let trouble = match (error, drift) {
            (CallError::Refused(Problem::EnrolmentExpired), _) if self.is_in_doubt => {
                Trouble::PerhapsEnrolled
            }
            (CallError::Refused(Problem::WrongCode { .. }), Some(drift)) => {
                Trouble::ClockOff(drift)
            }
            (error, _) => Trouble::from_call(error, now),
        };
        if gone {
            return self.stop(trouble);
        }
        // Any answer but a refusal leaves open whether the server took the code.
        self.is_in_doubt |= !matches!(error, CallError::Refused(_));
        self.tell(trouble)
    }

    pub(super) fn discarded(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<(), CallError>,
    ) -> (Self, Vec<Effect>) {
        let Some(call) = self
            .calls
            .end_one_of(ticket, &[Call::Discard, Call::Replace])
        else {
            return (self, Vec::new());
        };
        match reply {
            // Gone already is as good.
            Ok(()) | Err(CallError::Refused(Problem::EnrolmentExpired | Problem::NotFound)) => {
                let (next, effects) = if call == Call::Replace {
                    self.start()
                } else {
                    self.leave()
                };
                (next, [vec![Effect::Forget], effects].concat())
            }
            Err(CallError::Refused(Problem::NotSignedIn)) => self.stop(Trouble::SignedOut),
            Err(error) => self.tell(Trouble::from_call(&error, now)),
        }
    }
}
