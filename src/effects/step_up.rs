//! Proving it again.

use super::{now, wake};
use crate::{platform::spawn, remote};
use contract::{
    endpoint::{StepUpWithPassword, StepUpWithProof},
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
    move |effect, send| match effect {
        Effect::ProvePassword(ticket, password) => reply(ticket, send, async move {
            remote::call::<StepUpWithPassword>(&password).await
        }),
        Effect::Prove(ticket, proof) => reply(ticket, send, async move {
            remote::call::<StepUpWithProof>(&proof).await
        }),
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
