//! Another way to do the same, below a line with a word in it.
//!
//! ```ignore
//! <Alternative word=words.or shown=is_possible><PasskeyButton /></Alternative>
//! ```
//!
//! It keeps its room while it is not shown: what stands around it must not move under somebody's finger when it comes.

use leptos::prelude::*;

/// The line, and what stands below it.
#[component]
pub fn Alternative(
    /// The word in the line.
    word: &'static str,
    /// Whether there is another way.
    #[prop(into)]
    shown: Signal<bool>,
    /// The other way.
    children: ChildrenFn,
) -> impl IntoView {
    let way = move || {
        shown.get().then(|| {
            view! {
                <p class="alternative__line">
                    <span>{word}</span>
                </p>
                {children()}
            }
        })
    };
    view! { <div class="alternative">{way}</div> }
}
