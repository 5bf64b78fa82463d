//! Does what the machines of `flow` ask: performs it, then sends what came of it. One file for each machine; no decisions.

mod ceremony;
pub mod enrol_authenticator;
pub mod enrol_contact;
pub mod enrol_passkey;
pub mod errand;
pub mod forgot_password;
mod message_code;
pub mod next;
mod second_step;
pub mod sign_in;
pub mod sign_up;
pub mod signals;
pub mod step_up;

pub use crate::platform::clock::now;
use crate::{platform::clock, remote};
use contract::endpoint::Endpoint;
use flow::{Moment, trouble::CallError};
use leptos::prelude::*;

/// Makes a call; `tell` hears what came of it.
fn call<E: Endpoint>(
    request: E::Request,
    tell: impl FnOnce(Result<E::Reply, CallError>) + 'static,
) {
    remote::start::<E>(&request, tell);
}

/// Sends the event that `woke` makes when the moment has come.
fn wake<E: 'static>(moment: Moment, send: UnsyncCallback<E>, woke: fn(Moment) -> E) {
    clock::wake_at(moment, move || send.run(woke(now())));
}
