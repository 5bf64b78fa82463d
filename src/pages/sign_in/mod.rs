//! Sign in: the password, then the second step that the server asks for.

mod choose;
mod code;
mod passkey;
mod password;
mod recovery;
mod trust;

use super::{
    guard::{CookiesOff, Told},
    screen::{Door, use_go, use_go_by_way_of},
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
use choose::ChooseStep;
pub(super) use choose::choices;
pub(super) use code::CodeForm;
use code::CodeStep;
use contract::{passkey::PasskeyKind, recovery::Recovery, sign_in::Method};
use flow::{
    second_step::Event as SecondEvent,
    sign_in::{Event, SignIn, Step},
};
use leptos::prelude::*;
pub(super) use passkey::KeyWords;
use passkey::PasskeyStep;
use password::PasswordStep;
use recovery::{RecoveryNotice, RecoveryStep};

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
    use_passkeys().when_known(move |support| {
        machine
            .send
            .run(Event::Second(SecondEvent::SupportKnown(support)));
    });
    let screen = Memo::new(move |_| Shown::of(&machine.state.read()));
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let landing = Signal::derive(move || match screen.get() {
        Shown::Code(_) => Landing::Field("code"),
        Shown::Passkey(_)
        | Shown::Password
        | Shown::Choose
        | Shown::Recovery(..)
        | Shown::Leaving => Landing::Heading,
    });
    view! {
        <Door heading=heading(screen) lead=lead(screen) landing troubles>
            {move || match screen.get() {
                Shown::Password => {
                    view! {
                        <Told />
                        <CookiesOff />
                        <PasswordStep machine troubles=troubles.into() />
                    }
                        .into_any()
                }
                Shown::Code(method) => {
                    view! {
                        <RecoveryNotice machine />
                        <CodeStep machine method troubles=troubles.into() />
                    }
                        .into_any()
                }
                Shown::Passkey(kind) => {
                    view! {
                        <RecoveryNotice machine />
                        <PasskeyStep machine kind troubles=troubles.into() />
                    }
                        .into_any()
                }
                Shown::Choose => view! { <ChooseStep machine /> }.into_any(),
                Shown::Recovery(..) => view! { <RecoveryStep machine /> }.into_any(),
                Shown::Leaving => ().into_any(),
            }}
        </Door>
    }
}

/// What the machine's step looks like. Steps that look the same are one, so that a form that somebody types in is
/// not drawn anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Password,
    Code(Method),
    Passkey(PasskeyKind),
    Choose,
    /// How far it has come, and whether there can be one.
    Recovery(Option<Recovery>, bool),
    Leaving,
}

impl Shown {
    fn of(state: &SignIn) -> Self {
        match &state.step {
            Step::Opening | Step::Password => Self::Password,
            Step::Second => state.second.shown().map_or(Self::Choose, Self::of_method),
            Step::Recovery(it) => Self::Recovery(it.stage, it.obstacle.is_none()),
            Step::Arriving(_) | Step::Done => Self::Leaving,
        }
    }

    const fn of_method(method: Method) -> Self {
        match method.passkey_kind() {
            Some(kind) => Self::Passkey(kind),
            None => Self::Code(method),
        }
    }
}

fn heading(screen: Memo<Shown>) -> Signal<String> {
    let text = use_text();
    Signal::derive(move || {
        let words = match screen.get() {
            Shown::Password => text.sign_in().title,
            Shown::Code(_) | Shown::Passkey(_) => text.second_step().title,
            Shown::Choose => text.second_step().choose_title,
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
            Shown::Passkey(kind) => KeyWords::of(text, kind).lead,
            Shown::Code(Method::BackupCode) => text.second_step().backup_lead,
            Shown::Recovery(None, true) => text.recovery().lead,
            Shown::Code(method) if method.channel().is_some() => return None,
            Shown::Code(_) => text.second_step().authenticator_lead,
            Shown::Choose => text.second_step().choose_lead,
            Shown::Recovery(..) | Shown::Leaving => return None,
        };
        Some(words.to_owned())
    })
}

/// What the steps are given.
type Machine = Running<SignIn>;
