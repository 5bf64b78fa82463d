//! Signing in.

use super::{call, now, second_step, signals, wake};
use crate::{
    passkeys::use_passkeys,
    platform::{form, leave},
    route::Route,
    session::{News, Session},
};
use contract::{
    Nothing,
    endpoint::{
        AskRecovery, CancelSignIn, Endpoint, FindNext, FinishRecovery, ReadSession, SendProofCode,
        SignInWithPasskey, StartPasskeyProof, SubmitPassword, SubmitProof, TrustDevice,
    },
    next::Wanted,
    sign_in::{NextStep, SignedIn},
};
use flow::{
    Ticket,
    sign_in::{Effect, Event},
};
use leptos::prelude::*;

/// What to do for `flow::sign_in`; `go` opens another screen, `go_by_way_of` one that leads on to an address.
pub fn run(
    session: Session,
    go: impl Fn(Route) + Clone + 'static,
    go_by_way_of: impl Fn(Route, Option<String>) + 'static,
) -> impl Fn(Effect, UnsyncCallback<Event>) + 'static {
    let second = second_step::run::<SendProofCode, StartPasskeyProof, Event>(Event::Second);
    let passkeys = use_passkeys();
    move |effect, send| match effect {
        Effect::Read(ticket) => next::<ReadSession>(ticket, Nothing {}, send),
        Effect::Confirm(ticket) => confirm(ticket, send),
        Effect::Submit(ticket, credentials) => next::<SubmitPassword>(ticket, credentials, send),
        Effect::Prove(ticket, proof) => next::<SubmitProof>(ticket, proof, send),
        Effect::Cancel(ticket) => next::<CancelSignIn>(ticket, Nothing {}, send),
        Effect::Second(effect) => second(effect, send),
        Effect::SignInWithPasskey(ticket, answer) => {
            next::<SignInWithPasskey>(ticket, answer, send);
        }
        Effect::SignalUnknown(credential) => {
            signals::tell_unknown(passkeys, &credential);
        }
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
        Effect::FillCode(code) => form::fill("code", &code),
        Effect::AskRecovery(ticket) => ask_recovery(ticket, send),
        Effect::FinishRecovery(ticket) => next::<FinishRecovery>(ticket, Nothing {}, send),
        Effect::Trust(ticket) => call::<TrustDevice>(Nothing {}, move |answer| {
            send.run(Event::Trusted(ticket, answer));
        }),
        Effect::FindNext(ticket, next) => find_next(ticket, next, send),
        Effect::LeaveTo(place, signed_in) => leave_to(session, &place, signed_in, &go),
        Effect::OfferBackupCodes(signed_in, next) => {
            session.began(NextStep::SignedIn(signed_in));
            go_by_way_of(Route::NewBackupCodes, next);
        }
        Effect::AdvisePassword(it, next) => advise(session, (it, next), &go, &go_by_way_of),
        Effect::Leave(it) => arrive(session, NextStep::SignedIn(it), Route::Security, &go),
        Effect::OfferPasskey(it) => {
            arrive(session, NextStep::SignedIn(it), Route::PasskeyOffer, &go);
        }
        Effect::Enrol(it, next) => {
            session.began(NextStep::EnrolmentRequired(it));
            go_by_way_of(Route::Authenticator, next);
        }
        Effect::Recovered(it) => {
            session.began(NextStep::EnrolmentRequired(it));
            session.tell(News::RecoveryDone);
            go(Route::Authenticator);
        }
    }
}

fn confirm(ticket: Ticket, send: UnsyncCallback<Event>) {
    call::<ReadSession>(Nothing {}, move |answer| {
        send.run(Event::Confirmed(ticket, answer));
    });
}

fn ask_recovery(ticket: Ticket, send: UnsyncCallback<Event>) {
    call::<AskRecovery>(Nothing {}, move |answer| {
        send.run(Event::RecoveryReplied(ticket, now(), answer));
    });
}

fn find_next(ticket: Ticket, next: String, send: UnsyncCallback<Event>) {
    call::<FindNext>(Wanted { next }, move |answer| {
        send.run(Event::PlaceFound(ticket, answer));
    });
}

fn arrive(session: Session, next: NextStep, route: Route, go: &impl Fn(Route)) {
    session.began(next);
    go(route);
}

/// Shows the advice about the password in the settings, which lead on. Whoever comes to the settings anyway, perhaps to change
/// the password, gets there at once.
fn advise(
    session: Session,
    (signed_in, place): (SignedIn, String),
    go: &impl Fn(Route),
    go_by_way_of: &impl Fn(Route, Option<String>),
) {
    if place.split('#').next() == Some(Route::Security.path()) {
        return leave_to(session, &place, signed_in, go);
    }
    session.began(NextStep::SignedIn(signed_in));
    go_by_way_of(Route::Security, Some(place));
}

/// A place that the browser will not go to is as good as none.
fn leave_to(session: Session, place: &str, signed_in: SignedIn, go: &impl Fn(Route)) {
    session.began(NextStep::SignedIn(signed_in));
    if leave::to(place).is_err() {
        go(Route::Security);
    }
}

/// A call that says what comes next.
fn next<E: Endpoint<Reply = NextStep>>(
    ticket: Ticket,
    request: E::Request,
    send: UnsyncCallback<Event>,
) {
    call::<E>(request, move |answer| {
        send.run(Event::Replied(ticket, now(), answer));
    });
}
