//! Asking for a link that sets a new password.

use super::{call, now, wake};
use contract::endpoint::AskPasswordReset;
use flow::forgot_password::{Effect, Event};
use leptos::prelude::*;

/// What to do for `flow::forgot_password`.
pub fn run(effect: Effect, send: UnsyncCallback<Event>) {
    match effect {
        Effect::Ask(ticket, wish) => call::<AskPasswordReset>(wish, move |answer| {
            send.run(Event::Replied(ticket, now(), answer));
        }),
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
    }
}
