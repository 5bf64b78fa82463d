//! Codes that are sent for the second step: having them sent, and hearing the message.

use super::{Effect, Outcome, SecondStep};
use crate::{CallError, Moment, Ticket, Trouble, sent_code::must_wait};
use contract::{Secret, sent_code::Destination};

impl SecondStep {
    pub(super) fn send(&mut self) -> (Option<Outcome>, Option<Effect>) {
        let effect = self.channel().and_then(|channel| self.codes.press(channel));
        (effect.is_some().then_some(Outcome::Begun), effect)
    }

    pub(super) fn code_sent(
        &mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<Destination, CallError>,
    ) -> (Option<Outcome>, Option<Effect>) {
        let Some(came) = self.codes.came(ticket, now, reply) else {
            return (None, None);
        };
        let outcome = came.err().and_then(|(channel, error)| {
            // The form counts down to the next one; and whoever has left the form asks anew when they come back.
            let is_told = !must_wait(&error) && self.channel() == Some(channel);
            let trouble = is_told.then(|| Trouble::from_sending(&error, now));
            Outcome::of_error(&error, trouble)
        });
        (outcome, self.codes.next_look().map(Effect::Wake))
    }

    pub(super) fn code_heard(&mut self, ticket: Ticket, code: Secret) -> Option<Outcome> {
        self.codes.heard(ticket).then_some(Outcome::CodeHeard(code))
    }
}
