//! A passkey or security key. Nothing is asked before the button is pressed.

use super::Second;
use crate::{
    components::PromptLook,
    effects::now,
    locale::use_text,
    pages::passkey_button::{PasskeyButton, PasskeyObstacle},
};
use contract::passkey::PasskeyKind;
use flow::second_step::Event;
use leptos::prelude::*;
use text::Words;

/// The button, or why no passkey can be asked for here.
#[component]
pub fn PasskeyPrompt(second: Second, kind: PasskeyKind, id: &'static str) -> impl IntoView {
    let label = KeyWords::of(use_text(), kind).button;
    let obstacle = Memo::new(move |_| second.state.read().obstacle());
    move || match obstacle.get() {
        Some(obstacle) => view! { <PasskeyObstacle obstacle /> }.into_any(),
        None => view! { <PasskeyPress second id label /> }.into_any(),
    }
}

/// The button.
#[component]
pub fn PasskeyPress(
    second: Second,
    id: &'static str,
    label: &'static str,
    #[prop(optional)] look: PromptLook,
) -> impl IntoView {
    view! {
        <PasskeyButton
            id
            label
            look
            waiting=Signal::derive(move || second.state.read().is_prompting())
            on_press=move |()| {
                // A challenge that became too old unnoticed is not used.
                second.send.run(Event::Woke(now()));
                second.send.run(Event::PasskeyPressed);
            }
            on_stop=move |()| second.send.run(Event::PromptStopped)
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
