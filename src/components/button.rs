//! A button that does something other than submitting its form.
//!
//! ```ignore
//! <Button look=ButtonLook::Quiet on_press=move |()| send.run(Event::Back)>{words.back}</Button>
//! ```

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonLook {
    /// A border: one of several things to do.
    #[default]
    Secondary,
    /// Like a link: another way.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonLook {
    const fn class(self) -> &'static str {
        match self {
            Self::Secondary => "button button--secondary",
            Self::Quiet => "button button--quiet",
            Self::Danger => "button button--danger",
        }
    }
}

/// A button of type `button`.
#[component]
pub fn Button(
    /// How it looks.
    #[prop(optional)]
    look: ButtonLook,
    /// A drawing before the words.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// Its accessible name, where the words alone would not say what it is about; it has to contain them.
    #[prop(into, optional)]
    label: Option<String>,
    /// Whether it is at work. It stays enabled, so that it keeps the focus; ignore presses meanwhile.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// Pressed.
    #[prop(into)]
    on_press: Callback<()>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class=look.class()
            type="button"
            aria-label=label
            aria-busy=move || busy.get().then_some("true")
            on:click=move |_| {
                on_press.try_run(());
            }
        >
            {glyph.map(|glyph| view! { <Icon glyph /> })}
            <span>{children()}</span>
        </button>
    }
}
