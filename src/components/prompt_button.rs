//! A button that has the browser ask for something, such as a passkey, and a way to stop waiting for the answer.
//!
//! ```ignore
//! <PromptButton id="passkey" label=words.use_passkey waiting waiting_label=words.waiting stop=words.stop on_press on_stop />
//! ```
//!
//! The button stays where it is while the browser asks, so that the focus comes back to it.

use super::icon::{Glyph, Icon};
use crate::platform::focus;
use leptos::prelude::*;

/// How much the button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PromptLook {
    /// The one thing to do here.
    #[default]
    Primary,
    /// Another way.
    Secondary,
}

impl PromptLook {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "prompt-button__press button button--primary",
            Self::Secondary => "prompt-button__press button button--secondary",
        }
    }
}

/// The button, and the way to stop.
#[component]
pub fn PromptButton(
    /// Its id.
    id: &'static str,
    /// What it does.
    #[prop(into)]
    label: Signal<String>,
    /// How it looks.
    #[prop(optional)]
    look: PromptLook,
    /// Whether the browser is asking.
    #[prop(into)]
    waiting: Signal<bool>,
    /// What it says meanwhile.
    #[prop(into)]
    waiting_label: Signal<String>,
    /// Stops waiting.
    #[prop(into)]
    stop: Signal<String>,
    /// Pressed, while the browser is not asking.
    #[prop(into)]
    on_press: Callback<()>,
    /// Does not want to wait any more.
    #[prop(into)]
    on_stop: Callback<()>,
) -> impl IntoView {
    let said = move || {
        if waiting.get() {
            waiting_label.get()
        } else {
            label.get()
        }
    };
    let press = move |_| {
        if !waiting.get_untracked() {
            on_press.try_run(());
        }
    };
    let stopping = move || {
        waiting.get().then(|| {
            view! {
                <button
                    class="button button--quiet"
                    type="button"
                    on:click=move |_| {
                        // This button goes away; the focus must not go with it.
                        focus::to(id);
                        on_stop.try_run(());
                    }
                >
                    <span>{stop.get()}</span>
                </button>
            }
        })
    };
    view! {
        <div class="prompt-button">
            <button
                id=id
                class=look.class()
                type="button"
                aria-busy=move || waiting.get().then_some("true")
                on:click=press
            >
                <Icon glyph=Glyph::Passkey />
                <span>{said}</span>
            </button>
            <span class="visually-hidden" role="status">
                {move || waiting.get().then(|| waiting_label.get())}
            </span>
            {stopping}
        </div>
    }
}
