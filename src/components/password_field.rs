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
use leptos::{
    attr::custom::custom_attribute,
    ev::{Event, KeyboardEvent},
    html,
    prelude::*,
};

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

/// What is said beside the field about what was typed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasswordCount {
    /// The words; empty when there is nothing to say.
    pub words: String,
    /// Whether a screen reader says them as well: at each key it would speak over the keys.
    pub is_said: bool,
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
    /// What to say about what was typed, such as "9 of 15 characters". What was typed is kept nowhere.
    #[prop(optional)]
    count: Option<UnsyncCallback<String, PasswordCount>>,
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
    let counted = RwSignal::new(PasswordCount::default());
    let look = move |event: Event| {
        if let Some(count) = count {
            counted.set(count.run(event_target_value(&event)));
        }
    };
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
                    on:input=look
                    on:keydown=watch
                    on:keyup=watch
                    on:blur=move |_| locked.set(false)
                />
                <RevealButton id label=reveal revealed />
            </div>
            {count.is_some().then(|| view! { <Count counted=counted.into() /> })}
            <p class="password-field__caps-lock" role="status">
                {move || locked.get().then(|| caps_lock.get())}
            </p>
        </FieldFrame>
    }
}

/// The words are seen at each key, and said now and then: the last that were said stay until others are.
#[component]
fn Count(counted: Signal<PasswordCount>) -> impl IntoView {
    let said = Memo::new(move |before: Option<&String>| {
        let PasswordCount { words, is_said } = counted.get();
        if is_said || words.is_empty() {
            words
        } else {
            before.cloned().unwrap_or_default()
        }
    });
    view! {
        <p class="password-field__count" aria-hidden="true">{move || counted.get().words}</p>
        <p class="visually-hidden" role="status">{said}</p>
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
