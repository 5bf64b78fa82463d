//! The second step, wherever it is asked for: having codes sent and hearing them, and asking the browser for a passkey.

use super::{call, ceremony::Ceremonies, message_code::Listening, now};
use crate::platform::clock;
use contract::{
    Nothing,
    endpoint::{Endpoint, StartPasskeySignIn},
    passkey::{PasskeyRequest, WhichKind},
    sent_code::{Destination, WhichChannel},
};
use flow::second_step::{Effect, Event, Purpose};
use leptos::prelude::*;

/// What to do for `flow::second_step`: `Send` is the call that sends a code, `Start` the one that gives a challenge, and
/// `wrap` makes an event of the machine that embeds it.
pub fn run<Send, Start, E>(wrap: fn(Event) -> E) -> impl Fn(Effect, UnsyncCallback<E>) + 'static
where
    Send: Endpoint<Request = WhichChannel, Reply = Destination>,
    Start: Endpoint<Request = WhichKind, Reply = PasskeyRequest>,
    E: 'static,
{
    let ceremonies = Ceremonies::here();
    let listening = Listening::here();
    move |effect, send| {
        let tell = move |event| send.run(wrap(event));
        match effect {
            Effect::SendCode(ticket, channel) => {
                call::<Send>(WhichChannel { channel }, move |reply| {
                    tell(Event::CodeSent(ticket, now(), reply));
                });
            }
            Effect::ListenForCode(ticket) => {
                listening.begin(move |code| tell(Event::CodeHeard(ticket, code)));
            }
            Effect::StopListening => listening.end(),
            Effect::FetchChallenge(ticket, Purpose::Alone) => {
                call::<StartPasskeySignIn>(Nothing {}, move |reply| {
                    tell(Event::ChallengeFetched(ticket, now(), reply));
                });
            }
            Effect::FetchChallenge(ticket, Purpose::SecondStep(kind)) => {
                call::<Start>(WhichKind { kind }, move |reply| {
                    tell(Event::ChallengeFetched(ticket, now(), reply));
                });
            }
            Effect::AskPasskey(ticket, challenge, ceremony) => {
                ceremonies.ask(challenge, ceremony, move |reply| {
                    tell(Event::PasskeyAnswered(ticket, now(), reply));
                });
            }
            Effect::StopAsking => ceremonies.stop(),
            Effect::Wake(moment) => clock::wake_at(moment, move || tell(Event::Woke(now()))),
        }
    }
}
