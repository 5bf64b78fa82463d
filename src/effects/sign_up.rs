//! Signing up.

use super::{now, wake};
use crate::{platform::spawn, remote, route::Route, session::Session};
use contract::{
    endpoint::{SignUp, SubmitPassword},
    sign_in::{Credentials, NextStep},
    sign_up::NewAccount,
};
use flow::sign_up::{Effect, Event, SignUpReply};
use leptos::prelude::*;

/// What to do for `flow::sign_up`; `go` opens another screen that lies on the way.
pub fn run(
    session: Session,
    go: impl Fn(Route) + Clone + 'static,
) -> impl Fn(Effect, UnsyncCallback<Event>) + 'static {
    move |effect, send| match effect {
        Effect::SignUp(ticket, account) => spawn(async move {
            let answer = sign_up(account).await;
            send.run(Event::Replied(ticket, now(), answer));
        }),
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
        // A new account has no second step yet: offer it right away.
        Effect::Leave(signed_in) => {
            session.began(NextStep::SignedIn(signed_in));
            go(Route::Authenticator);
        }
        Effect::Enrol(signed_in) => {
            session.began(NextStep::EnrolmentRequired(signed_in));
            go(Route::Authenticator);
        }
        Effect::ContinueSignIn => go(Route::SignIn),
    }
}

async fn sign_up(account: NewAccount) -> SignUpReply {
    if let Err(error) = remote::call::<SignUp>(&account).await {
        return SignUpReply::Refused(error);
    }
    let credentials = Credentials {
        email: account.email,
        password: account.password,
    };
    SignUpReply::SignIn(remote::call::<SubmitPassword>(&credentials).await)
}
