//! One line to type into, with everything that belongs to it: label, hint, error, and their wiring.
//!
//! ```ignore
//! <Field name="email" kind=FieldKind::Email label=words.email error=email_error />
//! ```
//!
//! The id is the name unless another is given; hint and error are `{id}-hint` and `{id}-error`.

use super::icon::{Glyph, Icon};
use leptos::{attr::custom::custom_attribute, prelude::*};

/// What is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text; nothing fills it in.
    #[default]
    Text,
    /// The email address that identifies the account.
    Email,
    /// An email address that does not identify the account, or not yet.
    NewEmail,
    /// The same where it must be typed: nothing fills it in.
    EmailByHand,
    /// The same where somebody signs in with it: the browser's list of addresses has the passkeys as well
    /// (WebAuthn L3 §5.1.4, conditional mediation).
    EmailOrPasskey,
    /// A phone number with its country.
    Phone,
}

impl FieldKind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email | Self::NewEmail | Self::EmailByHand | Self::EmailOrPasskey => "email",
            Self::Phone => "tel",
        }
    }

    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Text | Self::EmailByHand => "off",
            Self::Email => "username",
            Self::NewEmail => "email",
            Self::EmailOrPasskey => "username webauthn",
            Self::Phone => "tel",
        }
    }

    const fn autocapitalize(self) -> &'static str {
        match self {
            Self::Text => "sentences",
            _ => "none",
        }
    }
}

/// What the key to go on says on a keyboard of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EnterKey {
    /// Another field follows.
    Next,
    /// It goes in, or through.
    #[default]
    Go,
    /// Something is sent to somebody.
    Send,
    /// A setting is kept.
    Done,
}

impl EnterKey {
    pub(super) const fn hint(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Go => "go",
            Self::Send => "send",
            Self::Done => "done",
        }
    }
}

/// A labelled input.
#[component]
pub fn Field(
    /// Its name in the form.
    name: &'static str,
    /// What to type.
    #[prop(into)]
    label: Signal<String>,
    /// What helps to type it right.
    #[prop(into, optional)]
    hint: Signal<Option<String>>,
    /// What is wrong with what was typed.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// What is typed.
    #[prop(optional)]
    kind: FieldKind,
    /// What the key to go on says.
    #[prop(optional)]
    enter: EnterKey,
    /// What stands there until something is typed.
    #[prop(into, optional)]
    value: Signal<String>,
    /// Its id, where two forms of a page use one name.
    #[prop(optional)]
    id: Option<&'static str>,
) -> impl IntoView {
    let parts = FieldParts {
        id: id.unwrap_or(name),
        hint,
        error,
    };
    view! {
        <FieldFrame parts label>
            <input
                class="field__input"
                id=parts.id
                name=name
                type=kind.input_type()
                value=move || value.get()
                autocomplete=kind.autocomplete()
                autocapitalize=kind.autocapitalize()
                {..custom_attribute("autocorrect", "off")}
                enterkeyhint=enter.hint()
                spellcheck="false"
                aria-describedby=move || parts.described_by()
                aria-invalid=move || parts.invalid()
            />
        </FieldFrame>
    }
}

/// What the wiring of a field hangs on.
#[derive(Clone, Copy)]
pub(super) struct FieldParts {
    pub(super) id: &'static str,
    pub(super) hint: Signal<Option<String>>,
    pub(super) error: Signal<Option<String>>,
}

impl FieldParts {
    /// The value of `aria-describedby`: the hint and the error, as far as they are there.
    pub(super) fn described_by(self) -> Option<String> {
        let id = self.id;
        let hint = self.hint.read().is_some().then(|| format!("{id}-hint"));
        let error = self.error.read().is_some().then(|| format!("{id}-error"));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    /// The value of `aria-invalid`.
    pub(super) fn invalid(self) -> Option<&'static str> {
        self.error.read().is_some().then_some("true")
    }
}

/// Label, hint and error around an input.
#[component]
pub(super) fn FieldFrame(
    /// The wiring.
    parts: FieldParts,
    /// What to type.
    label: Signal<String>,
    /// The input.
    children: Children,
) -> impl IntoView {
    let FieldParts { id, hint, error } = parts;
    let hint = move || {
        hint.get()
            .map(|text| view! { <p class="field__hint" id=format!("{id}-hint")>{text}</p> })
    };
    let error = move || {
        error.get().map(|text| {
            view! {
                <p class="field__error" id=format!("{id}-error")>
                    <Icon glyph=Glyph::Alert />
                    <span>{text}</span>
                </p>
            }
        })
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            {hint}
            {error}
            {children()}
        </div>
    }
}
