//! The second step, as signing in and step-up embed it: what a script says of it and sees of it.

use super::*;
use contract::passkey::PasskeyAnswer;
use flow::{PasskeyError, passkey_support::Support, second_step::SecondStep};

/// A machine that embeds it.
pub trait Embeds: Machine {
    fn wrap(event: SecondEvent) -> Self::Event;
    fn second(&self) -> &SecondStep;
}

impl Asks for SecondEffect {
    fn ticket(&self) -> Option<Ticket> {
        None
    }

    fn fetch(&self) -> Option<Ticket> {
        match self {
            Self::FetchChallenge(ticket, _) => Some(*ticket),
            _ => None,
        }
    }

    fn prompt(&self) -> Option<Ticket> {
        match self {
            Self::AskPasskey(ticket, ..) => Some(*ticket),
            _ => None,
        }
    }

    fn send(&self) -> Option<Ticket> {
        match self {
            Self::SendCode(ticket, _) => Some(*ticket),
            _ => None,
        }
    }

    fn listen(&self) -> Option<Ticket> {
        match self {
            Self::ListenForCode(ticket) => Some(*ticket),
            _ => None,
        }
    }

    fn wake(&self) -> Option<Moment> {
        match self {
            Self::Wake(moment) => Some(*moment),
            _ => None,
        }
    }
}

impl<M> Walk<M>
where
    M: Embeds + Default + PartialEq + Clone + Debug,
    M::Effect: Asks + PartialEq + Debug,
{
    pub fn second(self, event: SecondEvent) -> Self {
        self.event(M::wrap(event))
    }

    pub fn code(self, code: &str) -> Self {
        self.second(SecondEvent::CodeGiven(secret(code)))
    }

    pub fn chooses(self, method: Method) -> Self {
        self.second(SecondEvent::MethodChosen(method))
    }

    /// The answer to the latest sending.
    pub fn sent(self, reply: Result<Destination, CallError>) -> Self {
        let (ticket, now) = (self.last_send(), self.now);
        self.second(SecondEvent::CodeSent(ticket, now, reply))
    }

    #[track_caller]
    pub fn has_sent(self, is_sent: bool) -> Self {
        self.is(|state| {
            let sending = state.second().sending();
            sending.is_some_and(|sending| sending.is_sent() == is_sent)
        })
    }

    pub fn knows(self, support: Support) -> Self {
        self.second(SecondEvent::SupportKnown(support))
    }

    pub fn pressed(self) -> Self {
        self.second(SecondEvent::PasskeyPressed)
    }

    /// The answer to the latest challenge that was asked for.
    pub fn challenge(self, reply: Result<&str, CallError>) -> Self {
        let (ticket, now) = (self.last_fetch(), self.now);
        self.second(SecondEvent::ChallengeFetched(
            ticket,
            now,
            reply.map(question),
        ))
    }

    /// What the browser comes back with.
    pub fn browser(self, reply: Result<PasskeyAnswer, PasskeyError>) -> Self {
        let (ticket, now) = (self.last_prompt(), self.now);
        self.second(SecondEvent::PasskeyAnswered(ticket, now, reply))
    }
}
