//! Sign in: the password, then the second step that the server asks for.

mod password;
mod recovery;
mod second;
mod trust;

use super::{
    guard::{CookiesOff, FlashMessages},
    screen::{PublicPage, use_go, use_go_by_way_of},
    second_step::{KeyWords, Second, Shown as ShownSecond},
    way::use_way,
};
use crate::{
    effects,
    locale::use_text,
    machine::{Running, use_machine},
    passkeys::use_passkeys,
    platform::{broadcast, focus::Landing},
    session::use_session,
};
use contract::recovery::Recovery;
use flow::{
    second_step::Event as SecondEvent,
    sign_in::{Event, SignIn, Step},
};
use leptos::prelude::*;
use password::PasswordStep;
use recovery::RecoveryStep;
use second::SecondStep;
use text::{Words, method_lead};

/// The sign-in page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let machine = use_machine(
        SignIn::default(),
        effects::sign_in::run(use_session(), use_go(), use_go_by_way_of()),
    );
    if let Some(next) = use_way().next() {
        machine.send.run(Event::NextWanted(next));
    }
    machine.send.run(Event::Opened(None));
    broadcast::listen(move |broadcast::News::SessionChanged| {
        machine.send.run(Event::SessionChanged);
    });
    let second = Second {
        state: Memo::new(move |_| machine.state.read().second.clone()),
        busy: Signal::derive(move || machine.state.read().is_busy()),
        send: UnsyncCallback::new(move |event| machine.send.run(Event::Second(event))),
    };
    use_passkeys().when_known(move |support| second.send.run(SecondEvent::SupportKnown(support)));
    let screen = Memo::new(move |_| Shown::of(&machine.state.read()));
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let landing = Signal::derive(move || match screen.get() {
        Shown::Second(ShownSecond::Code(_)) => Landing::Field("code"),
        _ => Landing::Heading,
    });
    view! {
        <PublicPage heading=heading(screen) lead=lead(screen) landing troubles>
            {move || match screen.get() {
                Shown::Password => {
                    view! {
                        <FlashMessages />
                        <CookiesOff />
                        <PasswordStep machine second troubles=troubles.into() />
                    }
                        .into_any()
                }
                Shown::Second(shown) => {
                    view! { <SecondStep machine second shown troubles=troubles.into() /> }
                        .into_any()
                }
                Shown::Recovery(..) => view! { <RecoveryStep machine /> }.into_any(),
                Shown::Leaving => ().into_any(),
            }}
        </PublicPage>
    }
}

/// What the machine's step looks like. Steps that look the same are one, so that a form that somebody types in is
/// not drawn anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Password,
    Second(ShownSecond),
    /// How far it has come, and whether there can be one.
    Recovery(Option<Recovery>, bool),
    Leaving,
}

impl Shown {
    fn of(state: &SignIn) -> Self {
        match &state.step {
            Step::Opening | Step::Password => Self::Password,
            Step::Second => Self::Second(ShownSecond::of(&state.second)),
            Step::Recovery(it) => Self::Recovery(it.stage, it.obstacle.is_none()),
            Step::Arriving(_) | Step::Done => Self::Leaving,
        }
    }
}

fn heading(screen: Memo<Shown>) -> Signal<String> {
    let text = use_text();
    Signal::derive(move || {
        let words = match screen.get() {
            Shown::Password => text.sign_in().title,
            Shown::Second(ShownSecond::Choose) => text.second_step().choose_title,
            Shown::Second(_) => text.second_step().title,
            Shown::Recovery(stage, is_possible) => recovery::heading(text, (stage, is_possible)),
            Shown::Leaving => text.common().loading,
        };
        words.to_owned()
    })
}

fn lead(screen: Memo<Shown>) -> Signal<Option<String>> {
    let text = use_text();
    Signal::derive(move || {
        let words = match screen.get() {
            Shown::Password => text.sign_in().lead,
            Shown::Second(second) => return second_lead(text, second),
            Shown::Recovery(None, true) => text.recovery().lead,
            Shown::Recovery(..) | Shown::Leaving => return None,
        };
        Some(words.to_owned())
    })
}

fn second_lead(text: Words, second: ShownSecond) -> Option<String> {
    let words = match second {
        ShownSecond::Passkey(kind) => Some(KeyWords::of(text, kind).lead),
        ShownSecond::Code(method) => method_lead(text, method),
        ShownSecond::Choose => Some(text.second_step().choose_lead),
    };
    words.map(str::to_owned)
}

/// What the steps are given.
type Machine = Running<SignIn>;
