//! A word that marks something among others: "This browser".
//!
//! ```ignore
//! <Badge>{words.this_browser}</Badge>
//! ```

use leptos::prelude::*;

/// The mark.
#[component]
pub fn Badge(
    /// The word.
    children: Children,
) -> impl IntoView {
    view! { <span class="badge">{children()}</span> }
}
