//! The button that submits a form.
//!
//! ```ignore
//! <Submit label=words.sign_in busy=is_busy busy_label=words.signing_in />
//! ```
//!
//! It is never disabled: a disabled button drops the focus, and autofill types no key that could enable it.
//! Whoever handles the form ignores a second submission while the first one is under way.

use leptos::prelude::*;

/// The one filled button of a form.
#[component]
pub fn Submit(
    /// What it does.
    #[prop(into)]
    label: Signal<String>,
    /// Whether the form is being sent.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// What it says meanwhile.
    #[prop(into)]
    busy_label: Signal<String>,
) -> impl IntoView {
    let said = move || {
        if busy.get() {
            busy_label.get()
        } else {
            label.get()
        }
    };
    view! {
        <button
            class="submit button button--primary"
            type="submit"
            aria-busy=move || busy.get().then_some("true")
        >
            <span>{said}</span>
        </button>
        <span class="visually-hidden" role="status">
            {move || busy.get().then(|| busy_label.get())}
        </span>
    }
}
