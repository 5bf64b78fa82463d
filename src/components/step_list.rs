//! How far along somebody is in a journey of a few steps.
//!
//! ```ignore
//! <StepList label=words.progress steps=vec![words.scan, words.confirm, words.save] current=step_number />
//! ```

use leptos::prelude::*;

/// A numbered list of the steps, the present one marked.
#[component]
pub fn StepList(
    /// What the list is, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
    /// The names of the steps.
    #[prop(into)]
    steps: Signal<Vec<String>>,
    /// Which one is the present one, from 0.
    #[prop(into)]
    current: Signal<usize>,
) -> impl IntoView {
    let items = move || {
        let step = |(index, name)| {
            let is_current = move || (current.get() == index).then_some("step");
            let is_done = move || (current.get() > index).then_some("");
            view! { <li class="step-list__step" aria-current=is_current data-done=is_done>{name}</li> }
        };
        steps.get().into_iter().enumerate().map(step).collect_view()
    };
    view! { <ol class="step-list" aria-label=label>{items}</ol> }
}
