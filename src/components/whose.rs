//! Whose password is typed beside it, for password managers: without it they ask, or keep the password for nobody
//! (<https://www.chromium.org/developers/design-documents/create-amazing-password-forms/>).
//!
//! ```ignore
//! <form><Whose email=known_email /><PasswordField name="password" /></form>
//! ```

use leptos::{attr::custom::custom_attribute, prelude::*};

/// A field that nobody sees and nobody types in. Nothing, as long as the address is not known.
#[component]
pub fn Whose(
    /// The email address of the account.
    #[prop(into)]
    email: Signal<Option<String>>,
) -> impl IntoView {
    move || {
        email.get().map(|email| {
            view! {
                <input
                    class="whose"
                    type="text"
                    name="username"
                    autocomplete="username"
                    autocapitalize="none"
                    {..custom_attribute("autocorrect", "off")}
                    spellcheck="false"
                    value=email
                    readonly
                    tabindex="-1"
                    aria-hidden="true"
                />
            }
        })
    }
}
