//! A line between two ways to do the same, with a word in it.
//!
//! ```ignore
//! <Divider word=words.or />
//! ```

use leptos::prelude::*;

/// The line.
#[component]
pub fn Divider(
    /// The word.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! {
        <p class="divider">
            <span>{word}</span>
        </p>
    }
}
