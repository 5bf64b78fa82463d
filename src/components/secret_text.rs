//! A shared secret to be typed by hand: in groups of four, with a copy button.
//!
//! ```ignore
//! <SecretText secret=secret.expose().to_owned() label=words.secret_key words=copy_words />
//! ```

use super::copy_button::{CopyButton, CopyWords};
use crate::platform::clipboard;
use leptos::{html, prelude::*};

/// Characters of a group: as many as people keep in mind while typing.
const GROUP: usize = 4;

/// The secret, readable and copyable.
#[component]
pub fn SecretText(
    /// The secret, without spaces.
    secret: String,
    /// What it is.
    #[prop(into)]
    label: Signal<String>,
    /// What the copy button says.
    words: CopyWords,
) -> impl IntoView {
    let element = NodeRef::<html::Code>::new();
    let groups = in_groups(&secret);
    view! {
        <div class="secret-text">
            <p class="secret-text__label">{label}</p>
            <code class="secret-text__value" dir="ltr" translate="no" node_ref=element>{groups}</code>
            <div class="secret-text__copy">
                <CopyButton
                    text=move |()| secret.clone()
                    words
                    on_refused=move |()| clipboard::select(element)
                />
            </div>
        </div>
    }
}

fn in_groups(secret: &str) -> String {
    let mut groups = String::with_capacity(secret.len() + secret.len() / GROUP);
    for (index, character) in secret.chars().enumerate() {
        if index > 0 && index % GROUP == 0 {
            groups.push(' ');
        }
        groups.push(character);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::in_groups;

    #[test]
    fn a_secret_is_read_in_groups_of_four() {
        assert_eq!(in_groups("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(in_groups("ABCD"), "ABCD");
        assert_eq!(in_groups(""), "");
    }
}
