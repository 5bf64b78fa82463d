//! A password, with a button to see it and a word when Caps Lock is on.
//!
//! ```ignore
//! <PasswordField
//!     name="password"
//!     purpose=PasswordPurpose::Current
//!     label=words.password
//!     reveal=words.show_password
//!     caps_lock=words.caps_lock_is_on
//!     error=password_error
//! />
//! ```

use super::field::{EnterKey, FieldFrame, FieldParts};
use super::icon::{Glyph, Icon};
use crate::platform::{caps_lock, form};
use leptos::{attr::custom::custom_attribute, ev::KeyboardEvent, html, prelude::*};

/// Which password: it tells the password manager whether to fill one in or to make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordPurpose {
    /// The one in force.
    Current,
    /// The one to be.
    New,
}

impl PasswordPurpose {
    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Current => "current-password",
            Self::New => "new-password",
        }
    }
}

/// A labelled password input. It hides what it shows when its form is submitted, so that no browser remembers it
/// as ordinary text.
#[component]
pub fn PasswordField(
    /// Its name in the form.
    name: &'static str,
    /// Which password.
    purpose: PasswordPurpose,
    /// What to type.
    #[prop(into)]
    label: Signal<String>,
    /// The accessible name of the button that shows what was typed: "Show password". It is a toggle, so the words
    /// stay while it is pressed.
    #[prop(into)]
    reveal: Signal<String>,
    /// What is said while Caps Lock is on.
    #[prop(into)]
    caps_lock: Signal<String>,
    /// What helps to type it right.
    #[prop(into, optional)]
    hint: Signal<Option<String>>,
    /// What is wrong with what was typed.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// Its id, where two forms of a page use one name.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What the key to go on says.
    #[prop(optional)]
    enter: EnterKey,
    /// The shortest that will do, in code points, for whoever makes one (<https://developer.apple.com/password-rules/>).
    #[prop(into, optional)]
    minimum: Option<Signal<u32>>,
) -> impl IntoView {
    let rules = move || minimum.map(|minimum| format!("minlength: {};", minimum.get()));
    let id = id.unwrap_or(name);
    let parts = FieldParts { id, hint, error };
    let input = NodeRef::<html::Input>::new();
    let revealed = RwSignal::new(false);
    let locked = RwSignal::new(false);
    form::before_submit(input, move || revealed.set(false));
    let watch = move |event: KeyboardEvent| locked.set(caps_lock::is_on(&event));

    view! {
        <FieldFrame parts label>
            <div class="password-field">
                <input
                    class="field__input"
                    node_ref=input
                    id=id
                    name=name
                    type=move || if revealed.get() { "text" } else { "password" }
                    autocomplete=purpose.autocomplete()
                    autocapitalize="none"
                    {..custom_attribute("autocorrect", "off")}
                    spellcheck="false"
                    enterkeyhint=enter.hint()
                    {..custom_attribute("passwordrules", rules)}
                    aria-describedby=move || parts.described_by()
                    aria-invalid=move || parts.invalid()
                    on:keydown=watch
                    on:keyup=watch
                    on:blur=move |_| locked.set(false)
                />
                <RevealButton id label=reveal revealed />
            </div>
            <p class="password-field__caps-lock" role="status">
                {move || locked.get().then(|| caps_lock.get())}
            </p>
        </FieldFrame>
    }
}

#[component]
fn RevealButton(
    id: &'static str,
    label: Signal<String>,
    revealed: RwSignal<bool>,
) -> impl IntoView {
    let glyph = move || {
        if revealed.get() {
            Glyph::EyeCrossed
        } else {
            Glyph::Eye
        }
    };
    view! {
        <button
            class="password-field__reveal"
            type="button"
            aria-label=label
            aria-controls=id
            aria-pressed=move || if revealed.get() { "true" } else { "false" }
            on:click=move |_| revealed.update(|revealed| *revealed = !*revealed)
        >
            {move || view! { <Icon glyph=glyph() /> }}
        </button>
    }
}
