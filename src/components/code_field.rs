//! A one-time code or a backup code, in ONE input: six boxes break autofill, pasting and screen readers.
//!
//! ```ignore
//! <CodeField
//!     name="code"
//!     kind=CodeKind::Digits(6)
//!     label=words.code
//!     error=code_error
//!     on_complete=|()| form::submit("code")
//! />
//! ```

use super::field::{EnterKey, FieldFrame, FieldParts};
use leptos::{attr::custom::custom_attribute, prelude::*};

/// What the code is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// So many digits: an authenticator or sent code.
    Digits(usize),
    /// Letters and digits in groups: a backup code.
    Letters,
}

impl CodeKind {
    const fn inputmode(self) -> &'static str {
        match self {
            Self::Digits(_) => "numeric",
            // A number pad has no letters.
            Self::Letters => "text",
        }
    }

    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Digits(_) => "one-time-code",
            // Otherwise a phone offers the last text message, and a password manager the authenticator code.
            Self::Letters => "off",
        }
    }

    const fn autocapitalize(self) -> &'static str {
        match self {
            Self::Digits(_) => "none",
            Self::Letters => "characters",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Digits(_) => "digits",
            Self::Letters => "letters",
        }
    }

    /// The digits of a code that is all there, without what people put between them.
    fn complete(self, typed: &str) -> Option<String> {
        let Self::Digits(wanted) = self else {
            return None;
        };
        let digits: String = typed
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .collect();
        let is_complete =
            digits.len() == wanted && digits.chars().all(|digit| digit.is_ascii_digit());
        is_complete.then_some(digits)
    }
}

/// A labelled code input, always written from left to right.
#[component]
pub fn CodeField(
    /// Its name in the form.
    name: &'static str,
    /// What the code is made of.
    kind: CodeKind,
    /// What to type.
    #[prop(into)]
    label: Signal<String>,
    /// What helps to type it right.
    #[prop(into, optional)]
    hint: Signal<Option<String>>,
    /// What is wrong with what was typed.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// Called once when all digits are there, and again only for other digits. Letters are never complete.
    #[prop(into, optional)]
    on_complete: Option<Callback<()>>,
    /// Its id, where two forms of a page use one name.
    #[prop(optional)]
    id: Option<&'static str>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let parts = FieldParts { id, hint, error };
    // Not a signal: nobody else sees it, and it goes with the input.
    let mut told = None;
    let mut watch = move |typed: &str| {
        let complete = kind.complete(typed);
        let is_news = complete.is_some() && complete != told;
        told = complete;
        if let Some(on_complete) = on_complete.filter(|_| is_news) {
            on_complete.try_run(());
        }
    };
    view! {
        <FieldFrame parts label>
            <input
                class="field__input code-field"
                data-kind=kind.word()
                id=id
                name=name
                type="text"
                dir="ltr"
                inputmode=kind.inputmode()
                autocomplete=kind.autocomplete()
                autocapitalize=kind.autocapitalize()
                {..custom_attribute("autocorrect", "off")}
                spellcheck="false"
                enterkeyhint=EnterKey::Go.hint()
                aria-describedby=move || parts.described_by()
                aria-invalid=move || parts.invalid()
                on:input:target=move |event| watch(&event.target().value())
            />
        </FieldFrame>
    }
}

#[cfg(test)]
mod tests {
    use super::CodeKind;

    #[test]
    fn six_digits_are_complete_however_they_are_spaced() {
        for typed in ["123456", "123 456", " 12-34-56 ", "123\u{a0}456"] {
            assert_eq!(
                CodeKind::Digits(6).complete(typed).as_deref(),
                Some("123456")
            );
        }
        for typed in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(CodeKind::Digits(6).complete(typed), None);
        }
    }

    #[test]
    fn a_backup_code_waits_for_the_button() {
        assert_eq!(CodeKind::Letters.complete("123456"), None);
    }
}
