//! The second step, wherever it is asked for: the form for a code, the button for a passkey, the list of methods.

mod choose;
mod code;
mod passkey;

use crate::components::{Button, ButtonLook};
pub use choose::MethodList;
pub use code::CodeForm;
use contract::{passkey::PasskeyKind, sign_in::Method};
use flow::second_step::{Event, SecondStep};
use leptos::prelude::*;
pub use passkey::{KeyWords, PasskeyPress, PasskeyPrompt};

/// The second step, as its views hold it.
#[derive(Clone, Copy)]
pub struct Second {
    /// Its state.
    pub state: Memo<SecondStep>,
    /// Whether an answer is waited for.
    pub busy: Signal<bool>,
    /// Takes its events.
    pub send: UnsyncCallback<Event>,
}

/// What its screen looks like. Screens that look the same are one, so that a form that somebody types in is not drawn
/// anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Code(Method),
    Passkey(PasskeyKind),
    Choose,
}

impl Shown {
    /// Of this state.
    pub fn of(second: &SecondStep) -> Self {
        match second.shown() {
            Some(method) => match method.passkey_kind() {
                Some(kind) => Self::Passkey(kind),
                None => Self::Code(method),
            },
            None => Self::Choose,
        }
    }
}

/// The way to the list of methods; nothing where there is no other.
#[component]
pub fn OtherWay(second: Second, label: &'static str) -> impl IntoView {
    let has_choice = Memo::new(move |_| second.state.read().has_choice());
    let ask = move |()| second.send.run(Event::OtherWayAsked);
    move || {
        has_choice
            .get()
            .then(|| view! { <Button look=ButtonLook::Quiet on_press=ask>{label}</Button> })
    }
}
