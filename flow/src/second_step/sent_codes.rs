//! Codes that are sent: where they go, the one that is out, when another can be asked for, and listening for the message.
//!
//! A code is sent by itself, once, when the form for it comes up and none is out. Whoever contains it says after each
//! event what is needed (`SentCodes::reconcile`) and hears what to do, so leaving a form ends its listening wherever the
//! way led. What the server says about sending is taken in on every screen, since the message is on its way all the same.

use super::Effect;
use crate::{CallError, Moment, Ticket, machine::InFlight, sent_code::Sending};
use contract::sent_code::{Channel, Destination};

/// All of an account's destinations, the call that sends, and the listening.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct SentCodes {
    all: Vec<Sending>,
    sends: InFlight<Channel>,
    hears: InFlight<()>,
}

impl SentCodes {
    /// Takes in what the server says about a second step that it waits for.
    pub(crate) fn open(&mut self, destinations: &[Destination], now: Moment) {
        let all = destinations.iter();
        self.all = all.map(|it| Sending::new(it, now)).collect();
        self.sends.drop_wait();
    }

    /// Drops everything that belongs to this second step.
    pub(crate) fn forget(&mut self) {
        self.all.clear();
        self.sends.drop_wait();
    }

    pub(crate) fn sending(&self, channel: Channel) -> Option<&Sending> {
        self.all.iter().find(|it| it.channel == channel)
    }

    fn sending_mut(&mut self, channel: Channel) -> Option<&mut Sending> {
        self.all.iter_mut().find(|it| it.channel == channel)
    }

    /// Whether a code is being sent.
    pub(crate) fn is_busy(&self) -> bool {
        self.sends.call().is_some()
    }

    /// The person wants another code. `None` while that is in vain.
    pub(crate) fn press(&mut self, channel: Channel) -> Option<Effect> {
        if self.is_busy() || self.sending(channel)?.resend_at.is_some() {
            return None;
        }
        // A browser that was told not to read the last message is asked again.
        self.hears.drop_wait();
        self.send(channel)
    }

    fn send(&mut self, channel: Channel) -> Option<Effect> {
        self.sending_mut(channel)?.is_asked = true;
        Some(Effect::SendCode(self.sends.begin(channel), channel))
    }

    /// Takes in whether a code was sent; `None` when that is late.
    pub(crate) fn came(
        &mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<Destination, CallError>,
    ) -> Option<Result<(), (Channel, CallError)>> {
        let channel = self.sends.end(ticket)?;
        let sending = self.sending_mut(channel)?;
        Some(match reply {
            Ok(destination) => {
                *sending = Sending {
                    channel,
                    is_asked: true,
                    ..Sending::new(&destination, now)
                };
                Ok(())
            }
            Err(error) => {
                sending.refused(&error, now);
                Err((channel, error))
            }
        })
    }

    /// Whether this is what was listened for.
    pub(crate) fn heard(&mut self, ticket: Ticket) -> bool {
        self.hears.end(ticket).is_some()
    }

    /// The code that was out is not taken any more.
    pub(crate) fn end(&mut self, channel: Channel) {
        if let Some(sending) = self.sending_mut(channel) {
            sending.end();
        }
    }

    /// Takes note of the time.
    pub(crate) fn look(&mut self, now: Moment) {
        self.all.iter_mut().for_each(|sending| sending.look(now));
    }

    /// When to look at the time again.
    pub(crate) fn next_look(&self) -> Option<Moment> {
        self.all.iter().filter_map(Sending::next_look).min()
    }

    /// What is to be done now that the form of this method is on screen and used by nobody, or none is.
    pub(crate) fn reconcile(&mut self, idle: Option<Channel>) -> Vec<Effect> {
        let listen = match (idle == Some(Channel::TextMessage), self.hears.call()) {
            (true, None) => Some(Effect::ListenForCode(self.hears.begin(()))),
            (false, Some(())) => {
                self.hears.drop_wait();
                Some(Effect::StopListening)
            }
            _ => None,
        };
        let unasked = idle.and_then(|channel| self.sending(channel));
        let send = unasked
            .filter(|sending| !sending.is_asked && !self.is_busy())
            .map(|sending| sending.channel)
            .and_then(|channel| self.send(channel));
        listen.into_iter().chain(send).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::sent_code::CodeSent;
    use proptest::prelude::*;

    fn destination(channel: Channel, sent: bool) -> Destination {
        let code = CodeSent {
            expires_in: 600,
            resend_in: 30,
        };
        Destination {
            channel,
            masked: "masked".to_owned(),
            sent: sent.then_some(code),
        }
    }

    fn channel(with: u8) -> Option<Channel> {
        match with % 3 {
            0 => Some(Channel::TextMessage),
            1 => Some(Channel::Email),
            _ => None,
        }
    }

    proptest! {
        #[test]
        fn each_code_is_sent_by_itself_at_most_once(
            stream in prop::collection::vec((0_u8..6, any::<u8>(), 0_i64..40_000), 0..80),
        ) {
            let mut codes = SentCodes::default();
            let both = [Channel::TextMessage, Channel::Email];
            codes.open(&both.map(|it| destination(it, false)), Moment(0));
            let (mut now, mut idle, mut ticket) = (0, None, None);
            let mut by_itself = Vec::new();
            let mut is_listening = false;
            for (what, with, later) in stream {
                now += later;
                match what {
                    0 | 1 => idle = channel(with),
                    2 => {
                        if let Some(Effect::SendCode(sent, _)) = idle.and_then(|it| codes.press(it)) {
                            prop_assert!(ticket.is_none(), "two at once");
                            ticket = Some(sent);
                            is_listening = false;
                        }
                    }
                    3 => codes.look(Moment(now)),
                    4 => both.into_iter().for_each(|it| codes.end(it)),
                    _ => {
                        let reply = if with.is_multiple_of(3) {
                            Err(CallError::Unreachable)
                        } else {
                            Ok(destination(Channel::TextMessage, true))
                        };
                        if let Some(ticket) = ticket.take() {
                            prop_assert!(codes.came(ticket, Moment(now), reply.clone()).is_some());
                            prop_assert!(codes.came(ticket, Moment(now), reply).is_none());
                        }
                    }
                }
                for todo in codes.reconcile(idle) {
                    match todo {
                        Effect::SendCode(sent, to) => {
                            prop_assert!(ticket.is_none() && idle == Some(to));
                            prop_assert!(!by_itself.contains(&to), "sent by itself again");
                            by_itself.push(to);
                            ticket = Some(sent);
                        }
                        Effect::ListenForCode(_) => is_listening = true,
                        Effect::StopListening => {
                            prop_assert!(is_listening);
                            is_listening = false;
                        }
                        other => prop_assert!(false, "{:?}", other),
                    }
                }
                prop_assert_eq!(is_listening, idle == Some(Channel::TextMessage));
            }
        }
    }
}
