//! The heading of a page or of a step: the one place that moves the focus after a step change.
//!
//! ```ignore
//! <PageHeading text=heading landing=Landing::Field("code") />
//! ```
//!
//! The first heading since the page was opened leaves the focus where it is; every later one takes it, or gives it
//! to the field that the step is about.

use crate::platform::focus::{self, Landing};
use leptos::{html, prelude::*};

/// The `h1` of what is shown.
#[component]
pub fn PageHeading(
    /// What is shown.
    #[prop(into)]
    text: Signal<String>,
    /// What takes the focus when the text changes.
    #[prop(into, optional)]
    landing: Signal<Landing>,
    /// A sentence below it.
    #[prop(into, optional)]
    lead: Signal<Option<String>>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    focus::follow_heading(heading, text, landing);
    view! {
        <div class="page-heading">
            <h1 class="page-heading__text" tabindex="-1" node_ref=heading>{text}</h1>
            {move || lead.get().map(|lead| view! { <p class="page-heading__lead">{lead}</p> })}
        </div>
    }
}
