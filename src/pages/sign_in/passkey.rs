//! The second step with a passkey or security key, and signing in with a passkey alone.

use super::{Machine, code::OtherWays, trust::TrustBox};
use crate::{
    components::{Alternative, PromptLook},
    effects::now,
    locale::use_text,
    pages::{
        passkey_button::{PasskeyButton, PasskeyHelp, PasskeyObstacle},
        troubles::Troubles,
    },
};
use contract::passkey::PasskeyKind;
use flow::{second_step::Event as SecondEvent, sign_in::Event};
use leptos::prelude::*;
use text::Words;

/// The second step. Nothing is asked before the button is pressed.
#[component]
pub fn PasskeyStep(machine: Machine, kind: PasskeyKind, troubles: Troubles) -> impl IntoView {
    let text = use_text();
    let obstacle = Memo::new(move |_| machine.state.read().second.obstacle());
    let label = KeyWords::of(text, kind).button;
    let press = move || {
        if let Some(obstacle) = obstacle.get() {
            view! { <PasskeyObstacle obstacle /> }.into_any()
        } else {
            view! { <Press machine label look=PromptLook::Primary /> }.into_any()
        }
    };
    view! {
        <TrustBox machine />
        {press}
        <PasskeyHelp troubles />
        <OtherWays machine />
    }
}

/// A passkey instead of password and second step; nothing where the browser cannot do that.
#[component]
pub fn PasskeyAlone(machine: Machine, troubles: Troubles) -> impl IntoView {
    let text = use_text();
    let is_possible = Memo::new(move |_| machine.state.read().can_use_passkey());
    view! {
        <Alternative word=text.sign_in().or shown=is_possible>
            <Press machine label=text.sign_in().passkey_button look=PromptLook::Secondary />
        </Alternative>
        <PasskeyHelp troubles />
    }
}

#[component]
fn Press(machine: Machine, label: &'static str, look: PromptLook) -> impl IntoView {
    view! {
        <PasskeyButton
            id="passkey"
            label
            look
            waiting=Signal::derive(move || machine.state.read().second.is_prompting())
            on_press=move |()| {
                // A question that became too old unnoticed is not used.
                machine.send.run(Event::Woke(now()));
                machine.send.run(Event::Second(SecondEvent::PasskeyPressed));
            }
            on_stop=move |()| machine.send.run(Event::Second(SecondEvent::PromptStopped))
        />
    }
}

/// What the second step says for each kind.
pub struct KeyWords {
    /// Under the heading.
    pub lead: &'static str,
    /// The button.
    pub button: &'static str,
}

impl KeyWords {
    /// Of this kind.
    pub const fn of(text: Words, kind: PasskeyKind) -> Self {
        match kind {
            PasskeyKind::Passkey => Self {
                lead: text.second_step().passkey_lead,
                button: text.second_step().passkey_use,
            },
            PasskeyKind::SecurityKey => Self {
                lead: text.second_step().security_key_lead,
                button: text.second_step().security_key_use,
            },
        }
    }
}
