//! Signing in.

use super::{ceremony::Ceremonies, now, signals, wake};
use crate::{passkeys::use_passkeys, platform::spawn, remote, route::Route, session::Session};
use contract::{
    Nothing,
    endpoint::{
        CancelSignIn, ReadSession, SignInWithPasskey, StartPasskeyProof, StartPasskeySignIn,
        SubmitPassword, SubmitProof,
    },
    passkey::{PasskeyQuestion, WhichKind},
    sign_in::NextStep,
};
use flow::{
    Ticket,
    sign_in::{Effect, Event, Purpose},
    trouble::CallError,
};
use leptos::prelude::*;
use std::future::Future;

/// What to do for `flow::sign_in`; `go` opens another screen.
pub fn run(
    session: Session,
    go: impl Fn(Route) + Clone + 'static,
) -> impl Fn(Effect, UnsyncCallback<Event>) + 'static {
    let ceremonies = Ceremonies::here();
    let passkeys = use_passkeys();
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
        Effect::FetchQuestion(ticket, purpose) => spawn(async move {
            let question = fetch(purpose).await;
            send.run(Event::QuestionCame(ticket, now(), question));
        }),
        Effect::AskPasskey(ticket, question, ceremony) => {
            ceremonies.ask(question, ceremony, move |given| {
                send.run(Event::PasskeyAnswered(ticket, now(), given));
            });
        }
        Effect::StopAsking => ceremonies.stop(),
        Effect::SignInWithPasskey(ticket, answer) => reply(ticket, send, async move {
            remote::call::<SignInWithPasskey>(&answer).await
        }),
        Effect::SignalUnknown(credential) => {
            signals::tell_unknown(passkeys, &credential);
        }
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
        Effect::Leave(signed_in) => {
            session.began(NextStep::SignedIn(signed_in));
            go(Route::Security);
        }
        Effect::OfferPasskey(signed_in) => {
            session.began(NextStep::SignedIn(signed_in));
            go(Route::PasskeyOffer);
        }
        Effect::Enrol(signed_in) => {
            session.began(NextStep::EnrolmentRequired(signed_in));
            go(Route::Authenticator);
        }
    }
}

async fn fetch(purpose: Purpose) -> Result<PasskeyQuestion, CallError> {
    match purpose {
        Purpose::Alone => remote::call::<StartPasskeySignIn>(&Nothing {}).await,
        Purpose::SecondStep(kind) => remote::call::<StartPasskeyProof>(&WhichKind { kind }).await,
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
