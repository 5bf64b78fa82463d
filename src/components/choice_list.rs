//! A few things to choose from, each with a name and a line of explanation.
//!
//! ```ignore
//! <ChoiceList label=words.other_ways choices on_choose=move |index: usize| choose(index) />
//! ```

use leptos::prelude::*;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub explained: String,
}

/// A list of large buttons.
#[component]
pub fn ChoiceList(
    /// What is chosen, for those who do not see the heading above it.
    #[prop(into)]
    label: String,
    /// The choices, in their order.
    choices: Vec<Choice>,
    /// One was chosen: its place in the list, from 0.
    #[prop(into)]
    on_choose: Callback<usize>,
) -> impl IntoView {
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            // Both lines are the accessible name, as they can be read (WCAG 2.2 §2.5.3).
            let Choice { name, explained } = choice;
            view! {
                <li>
                    <button
                        class="choice-list__choice"
                        type="button"
                        on:click=move |_| {
                            on_choose.try_run(index);
                        }
                    >
                        <span class="choice-list__name">{name}</span>
                        " "
                        <span class="choice-list__explained">{explained}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="choice-list" aria-label=label>{items}</ul> }
}
