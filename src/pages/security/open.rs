//! For how long changes are open without a new proof.

use super::context::SettingsContext;
use crate::components::TimeLeft;
use leptos::prelude::*;

/// The line. It is always there, so that nothing moves when the time is over.
#[component]
pub fn OpenLine(context: SettingsContext) -> impl IntoView {
    let words = context.text.step_up();
    let until = context.prover.open_until();
    let line = move || match until.get() {
        Some(until) => {
            let said = move |time: String| words.open_for(&time);
            view! { <TimeLeft until=until.0 text=said over=words.not_open /> }.into_any()
        }
        None => words.not_open.into_any(),
    };
    view! { <p class="quiet">{line}</p> }
}
