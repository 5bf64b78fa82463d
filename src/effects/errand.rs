//! One call that a form or a button makes.

use super::{call, now, wake};
use contract::endpoint::Endpoint;
use flow::errand::{Effect, Event};
use leptos::prelude::*;

/// What to do for `flow::errand` with this call.
pub fn run<E: Endpoint>(
    effect: Effect<E::Request>,
    send: UnsyncCallback<Event<E::Request, E::Reply>>,
) where
    E::Request: 'static,
    E::Reply: 'static,
{
    match effect {
        Effect::Call(ticket, request) => call::<E>(request, move |answer| {
            send.run(Event::Replied(ticket, now(), answer));
        }),
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
    }
}
