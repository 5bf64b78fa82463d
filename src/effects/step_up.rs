//! Proving it again.

use super::{call, ceremony::Ceremonies, message_code::Listening, now, wake};
use crate::{platform::spawn, remote};
use contract::{
    endpoint::{SendStepUpCode, StartPasskeyStepUp, StepUpWithPassword, StepUpWithProof},
    passkey::WhichKind,
    sent_code::WhichChannel,
    step_up::SteppedUp,
};
use flow::{
    Ticket,
    step_up::{Effect, Event},
    trouble::CallError,
};
use leptos::prelude::*;
use std::future::Future;

/// What to do for `flow::step_up`; `settle` hears what it came to, `None` when it was given up.
pub fn run(
    settle: impl Fn(Option<SteppedUp>) + 'static,
) -> impl Fn(Effect, UnsyncCallback<Event>) + 'static {
    let ceremonies = Ceremonies::here();
    let listening = Listening::here();
    move |effect, send| match effect {
        Effect::ProvePassword(ticket, password) => reply(ticket, send, async move {
            remote::call::<StepUpWithPassword>(&password).await
        }),
        Effect::Prove(ticket, proof) => reply(ticket, send, async move {
            remote::call::<StepUpWithProof>(&proof).await
        }),
        Effect::FetchChallenge(ticket, kind) => spawn(async move {
            let question = remote::call::<StartPasskeyStepUp>(&WhichKind { kind }).await;
            send.run(Event::ChallengeFetched(ticket, now(), question));
        }),
        Effect::AskPasskey(ticket, question, ceremony) => {
            ceremonies.ask(question, ceremony, move |given| {
                send.run(Event::PasskeyAnswered(ticket, now(), given));
            });
        }
        Effect::StopAsking => ceremonies.stop(),
        Effect::SendCode(ticket, channel) => {
            call::<SendStepUpCode>(WhichChannel { channel }, move |answer| {
                send.run(Event::CodeSent(ticket, now(), answer));
            });
        }
        Effect::ListenForCode(ticket) => {
            listening.begin(move |code| send.run(Event::CodeHeard(ticket, code)));
        }
        Effect::StopListening => listening.end(),
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
        Effect::Resume(proved) => settle(Some(proved)),
        Effect::GiveUp => settle(None),
    }
}

fn reply(
    ticket: Ticket,
    send: UnsyncCallback<Event>,
    call: impl Future<Output = Result<SteppedUp, CallError>> + 'static,
) {
    spawn(async move {
        let answer = call.await;
        send.run(Event::Replied(ticket, now(), answer));
    });
}
