//! A box to tick, with its label beside it.
//!
//! ```ignore
//! <Checkbox name="trust" label=words.trust hint=words.trust_hint on_change=move |ticked: bool| choose(ticked) />
//! ```
//!
//! It keeps its own state, like every input: whoever needs it when the form is submitted reads it there.

use super::field::FieldParts;
use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// The box.
#[component]
pub fn Checkbox(
    /// Its name in the form, and its id.
    name: &'static str,
    /// What it says.
    #[prop(into)]
    label: Signal<String>,
    /// What helps to decide.
    #[prop(into, optional)]
    hint: Signal<Option<String>>,
    /// What is wrong with it as it is.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// Whether it is ticked at first.
    #[prop(optional)]
    ticked: bool,
    /// Ticked, or not any more.
    #[prop(into, optional)]
    on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let parts = FieldParts {
        id: name,
        hint,
        error,
    };
    let changed = move |event| {
        if let Some(on_change) = on_change {
            on_change.try_run(event_target_checked(&event));
        }
    };
    let error = move || {
        error.get().map(|text| {
            view! {
                <p class="field__error" id=format!("{name}-error")>
                    <Icon glyph=Glyph::Alert />
                    <span>{text}</span>
                </p>
            }
        })
    };
    let hint = move || {
        hint.get()
            .map(|text| view! { <p class="checkbox__hint" id=format!("{name}-hint")>{text}</p> })
    };
    view! {
        <div class="checkbox">
            <div role="alert">{error}</div>
            <label class="checkbox__line" for=name>
                <input
                    class="checkbox__box"
                    type="checkbox"
                    id=name
                    name=name
                    checked=ticked
                    aria-describedby=move || parts.described_by()
                    aria-invalid=move || parts.invalid()
                    on:change=changed
                />
                <span>{label}</span>
            </label>
            {hint}
        </div>
    }
}
