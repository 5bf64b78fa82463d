//! Signing in.

use super::{now, wake};
use crate::{platform::spawn, remote, route::Route, session::Session};
use contract::{
    Nothing,
    endpoint::{CancelSignIn, ReadSession, SubmitPassword, SubmitProof},
    sign_in::NextStep,
};
use flow::{
    Ticket,
    sign_in::{Effect, Event},
    trouble::CallError,
};
use leptos::prelude::*;
use std::future::Future;

/// What to do for `flow::sign_in`; `go` opens another screen.
pub fn run(
    session: Session,
    go: impl Fn(Route) + Clone + 'static,
) -> impl Fn(Effect, UnsyncCallback<Event>) + 'static {
    move |effect, send| match effect {
        Effect::Read(ticket) => reply(ticket, send, async {
            remote::call::<ReadSession>(&Nothing {}).await
        }),
        Effect::Submit(ticket, credentials) => reply(ticket, send, async move {
            remote::call::<SubmitPassword>(&credentials).await
        }),
        Effect::Prove(ticket, proof) => reply(ticket, send, async move {
            remote::call::<SubmitProof>(&proof).await
        }),
        Effect::Cancel(ticket) => reply(ticket, send, async {
            remote::call::<CancelSignIn>(&Nothing {}).await
        }),
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
        Effect::Leave(signed_in) => {
            session.began(NextStep::SignedIn(signed_in));
            go(Route::Security);
        }
        Effect::Enrol(signed_in) => {
            session.began(NextStep::EnrolmentRequired(signed_in));
            go(Route::Authenticator);
        }
    }
}

fn reply(
    ticket: Ticket,
    send: UnsyncCallback<Event>,
    call: impl Future<Output = Result<NextStep, CallError>> + 'static,
) {
    spawn(async move {
        let answer = call.await;
        send.run(Event::Replied(ticket, now(), answer));
    });
}
