//! Signing in.

use super::{ceremony::Ceremonies, message_code::Listening, now, signals, wake};
use crate::{
    passkeys::use_passkeys,
    platform::{form, leave, spawn},
    remote,
    route::Route,
    session::Session,
};
use contract::{
    Nothing,
    endpoint::{
        AskRecovery, CancelSignIn, FindNext, FinishRecovery, ReadSession, SendProofCode,
        SignInWithPasskey, StartPasskeyProof, StartPasskeySignIn, SubmitPassword, SubmitProof,
        TrustDevice,
    },
    next::Wanted,
    passkey::{PasskeyQuestion, WhichKind},
    sent_code::{Channel, WhichChannel},
    sign_in::{NextStep, SignedIn},
};
use flow::{
    Ticket,
    sign_in::{Effect, Event, Purpose},
    trouble::CallError,
};
use leptos::prelude::*;
use std::future::Future;

/// What to do for `flow::sign_in`; `go` opens another screen, `go_by_way_of` one that leads on to an address.
pub fn run(
    session: Session,
    go: impl Fn(Route) + Clone + 'static,
    go_by_way_of: impl Fn(Route, Option<String>) + 'static,
) -> impl Fn(Effect, UnsyncCallback<Event>) + 'static {
    let ceremonies = Ceremonies::here();
    let listening = Listening::here();
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
        Effect::SendCode(ticket, channel) => send_code(ticket, channel, send),
        Effect::ListenForCode(ticket) => {
            listening.begin(move |code| send.run(Event::CodeHeard(ticket, code)));
        }
        Effect::StopListening => listening.end(),
        Effect::FillCode(code) => form::fill("code", &code),
        Effect::AskRecovery(ticket) => spawn(async move {
            let answer = remote::call::<AskRecovery>(&Nothing {}).await;
            send.run(Event::RecoveryReplied(ticket, now(), answer));
        }),
        Effect::FinishRecovery(ticket) => reply(ticket, send, async {
            remote::call::<FinishRecovery>(&Nothing {}).await
        }),
        Effect::Trust(ticket) => spawn(async move {
            let answer = remote::call::<TrustDevice>(&Nothing {}).await;
            send.run(Event::Trusted(ticket, answer));
        }),
        Effect::FindNext(ticket, next) => spawn(async move {
            let answer = remote::call::<FindNext>(&Wanted { next }).await;
            send.run(Event::PlaceFound(ticket, answer));
        }),
        Effect::LeaveTo(place, signed_in) => leave_to(session, &place, signed_in, &go),
        Effect::OfferBackupCodes(signed_in, next) => {
            session.began(NextStep::SignedIn(signed_in));
            go_by_way_of(Route::NewBackupCodes, next);
        }
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

fn send_code(ticket: Ticket, channel: Channel, send: UnsyncCallback<Event>) {
    spawn(async move {
        let answer = remote::call::<SendProofCode>(&WhichChannel { channel }).await;
        send.run(Event::CodeSent(ticket, now(), answer));
    });
}

/// A place that the browser will not go to is as good as none.
fn leave_to(session: Session, place: &str, signed_in: SignedIn, go: &impl Fn(Route)) {
    session.began(NextStep::SignedIn(signed_in));
    if leave::to(place).is_err() {
        go(Route::Security);
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
