//! What the server's answers lead to while a phone number or an email address is confirmed.

use super::{Call, Confirmed, Contact, Effect, EnrolContact, Kind, Step, Taken};
use crate::{
    CallError, Moment, Ticket, Trouble,
    sent_code::{Sending, ends_code},
    trouble::Tells,
};
use contract::{
    Problem,
    backup_codes::BackupCodes,
    contact::{NewEmail, NewPhone, PendingContacts},
    sent_code::Destination,
};

impl EnrolContact {
    /// A code that is out already is asked for. When the server could not say, the form is there all the same.
    pub(super) fn looked(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<PendingContacts, CallError>,
    ) -> (Self, Vec<Effect>) {
        if self.look.end(ticket).is_none() || self.step != Step::Form {
            return (self, Vec::new());
        }
        let pending = match (self.kind, reply) {
            (Some(Kind::Phone), Ok(contacts)) => contacts.phone,
            (Some(Kind::Email), Ok(contacts)) => contacts.email,
            _ => None,
        };
        let Some(pending) = pending else {
            return (self, Vec::new());
        };
        let given = pending.given;
        self.given = match self.kind {
            Some(Kind::Phone) => Some(Contact::Phone(NewPhone { number: given })),
            Some(Kind::Email) => Some(Contact::Email(NewEmail { email: given })),
            None => None,
        };
        let sending = Sending::new(&pending.destination, now);
        let wake = sending.next_look().map(Effect::Wake);
        self.step = Step::Code(sending);
        (self, wake.into_iter().collect())
    }

    pub(super) fn started(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<Destination, CallError>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end_one_of(ticket, &[Call::Start]).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(destination) => {
                let sending = Sending::new(&destination, now);
                let wake = sending.next_look().map(Effect::Wake);
                self.step = Step::Code(sending);
                self.is_in_doubt = false;
                (self, wake.into_iter().collect())
            }
            // The screen waits as it is; `SteppedUp` starts again.
            Err(CallError::Refused(Problem::StepUpRequired { step_up })) => {
                (self, vec![Effect::StepUp(step_up)])
            }
            Err(error) => {
                if let Step::Code(sending) = &mut self.step {
                    sending.refused(&error, now);
                }
                self.tell(Trouble::from_sending(&error, now))
            }
        }
    }

    pub(super) fn settled(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<Taken, CallError>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end_one_of(ticket, &[Call::Confirm]).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(Taken::Email(confirmed)) => self.confirmed(Confirmed::Email(confirmed.viewer)),
            Ok(Taken::Phone(on)) => {
                match BackupCodes::of_first(on.backup_code_set, on.backup_codes) {
                    Some(codes) => {
                        self.forget_code();
                        self.step = Step::BackupCodes(Confirmed::Phone);
                        (self, vec![Effect::ShowCodes(codes)])
                    }
                    None => self.confirmed(Confirmed::Phone),
                }
            }
            Err(error) => self.refused(&error, now),
        }
    }

    fn confirmed(mut self, confirmed: Confirmed) -> (Self, Vec<Effect>) {
        self.forget_code();
        self.finish(confirmed)
    }

    fn forget_code(&mut self) {
        self.given = None;
        self.trouble = None;
    }

    fn refused(mut self, error: &CallError, now: Moment) -> (Self, Vec<Effect>) {
        if ends_code(error) {
            if let Step::Code(sending) = &mut self.step {
                sending.end();
            }
            // A code that was merely wrong was still looked at, so the right one had not been taken.
            let is_gone = *error == CallError::Refused(Problem::SentCodeExpired);
            let trouble = if self.is_in_doubt && is_gone {
                Trouble::PerhapsConfirmed
            } else {
                Trouble::SentCodeExpired
            };
            return self.tell(trouble);
        }
        // Any answer but a refusal leaves open whether the server took the code.
        self.is_in_doubt |= !matches!(error, CallError::Refused(_));
        self.tell(Trouble::from_call(error, now))
    }
}
