//! Does what the machines of `flow` ask: performs it, then sends what came of it. One file for each machine; no decisions.

mod ceremony;
pub mod enrol_authenticator;
pub mod enrol_contact;
pub mod enrol_passkey;
pub mod errand;
mod message_code;
pub mod next;
pub mod sign_in;
pub mod sign_up;
pub mod signals;
pub mod step_up;

use crate::platform::clock;
pub use crate::platform::clock::now;
use flow::Moment;
use leptos::prelude::*;

/// Sends the event that `woke` makes when the moment has come.
fn wake<E: 'static>(moment: Moment, send: UnsyncCallback<E>, woke: fn(Moment) -> E) {
    clock::wake_at(moment, move || send.run(woke(now())));
}
