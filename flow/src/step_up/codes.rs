//! Codes that are sent while it is proved again: having them sent, and hearing the message.

use super::{Effect, Step, StepUp};
use crate::{
    CallError, Moment, Ticket, Trouble, second_step::sent_codes::Todo, sent_code::must_wait,
    trouble::Tells,
};
use contract::{
    Secret,
    sent_code::{Channel, Destination},
};

impl StepUp {
    pub(super) fn send(mut self) -> (Self, Vec<Effect>) {
        let channel = self.channel().filter(|_| !self.is_busy());
        let Some(todo) = channel.and_then(|channel| self.codes.press(channel)) else {
            return (self, Vec::new());
        };
        self.trouble = None;
        (self, vec![effect(todo)])
    }

    pub(super) fn code_sent(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<Destination, CallError>,
    ) -> (Self, Vec<Effect>) {
        let Some(came) = self.codes.came(ticket, now, reply) else {
            return (self, Vec::new());
        };
        let wake = self.codes.next_look().map(Effect::Wake);
        let (next, mut effects) = match came {
            // The form counts down to the next one.
            Err((_, error)) if must_wait(&error) => (self, Vec::new()),
            // Whoever has left the form asks anew when they come back.
            Err((channel, error)) if self.channel() == Some(channel) => {
                self.tell(Trouble::from_sending(&error, now))
            }
            Ok(()) | Err(_) => (self, Vec::new()),
        };
        effects.extend(wake);
        effects.dedup();
        (next, effects)
    }

    pub(super) fn code_heard(mut self, ticket: Ticket, code: &Secret) -> (Self, Vec<Effect>) {
        if self.codes.heard(ticket) {
            self.give_code(code)
        } else {
            (self, Vec::new())
        }
    }

    /// How the codes of the method on screen are sent.
    pub(super) fn channel(&self) -> Option<Channel> {
        match &self.step {
            Step::Second(offer) => offer.shown().channel(),
            Step::Closed | Step::Password | Step::Choose(_) => None,
        }
    }

    /// Has the browser listen, and a code sent, where this screen needs it: it stops first.
    pub(super) fn reconcile_codes(mut self, mut effects: Vec<Effect>) -> (Self, Vec<Effect>) {
        let idle = self.channel().filter(|_| !self.is_busy());
        for todo in self.codes.reconcile(idle) {
            match todo {
                Todo::StopListening => effects.insert(0, Effect::StopListening),
                todo => effects.push(effect(todo)),
            }
        }
        (self, effects)
    }

    /// Takes in that the code which was sent is of no use any more.
    pub(super) fn end_code(&mut self) {
        if let Some(channel) = self.channel() {
            self.codes.end(channel);
        }
    }
}

const fn effect(todo: Todo) -> Effect {
    match todo {
        Todo::Send(ticket, channel) => Effect::SendCode(ticket, channel),
        Todo::Listen(ticket) => Effect::ListenForCode(ticket),
        Todo::StopListening => Effect::StopListening,
    }
}
