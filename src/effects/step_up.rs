//! Proving it again.

use super::{call, now, second_step, wake};
use contract::{
    endpoint::{Endpoint, SendStepUpCode, StartPasskeyStepUp, StepUpWithPassword, StepUpWithProof},
    step_up::SteppedUp,
};
use flow::{
    Ticket,
    step_up::{Effect, Event},
};
use leptos::prelude::*;

/// What to do for `flow::step_up`; `settle` hears what it came to, `None` when it was given up.
pub fn run(
    settle: impl Fn(Option<SteppedUp>) + 'static,
) -> impl Fn(Effect, UnsyncCallback<Event>) + 'static {
    let second = second_step::run::<SendStepUpCode, StartPasskeyStepUp, Event>(Event::Second);
    move |effect, send| match effect {
        Effect::ProvePassword(ticket, password) => {
            prove::<StepUpWithPassword>(ticket, password, send);
        }
        Effect::Prove(ticket, proof) => prove::<StepUpWithProof>(ticket, proof, send),
        Effect::Second(effect) => second(effect, send),
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
        Effect::Resume(proved) => settle(Some(proved)),
        Effect::GiveUp => settle(None),
    }
}

fn prove<E: Endpoint<Reply = SteppedUp>>(
    ticket: Ticket,
    request: E::Request,
    send: UnsyncCallback<Event>,
) {
    call::<E>(request, move |answer| {
        send.run(Event::Replied(ticket, now(), answer));
    });
}
