//! Which colours the page has: the system's, light or dark.
//!
//! ```ignore
//! <ThemeSwitch label=words.colours names=[words.system, words.light, words.dark] />
//! ```

use crate::platform::theme::{self, Theme};
use leptos::prelude::*;

/// The themes, in the order in which they are offered.
const THEMES: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

/// A list to choose from; the choice is kept in this browser.
#[component]
pub fn ThemeSwitch(
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// What the system's, the light and the dark colours are called.
    names: [&'static str; 3],
) -> impl IntoView {
    let chosen = theme::chosen();
    let options = THEMES
        .into_iter()
        .zip(names)
        .enumerate()
        .map(|(place, (theme, name))| {
            view! { <option value=place.to_string() selected=theme == chosen>{name}</option> }
        })
        .collect_view();
    let choose = move |place: String| {
        let place = place.parse().unwrap_or(0_usize);
        theme::choose(THEMES.get(place).copied().unwrap_or_default());
    };
    view! {
        <label class="theme-switch">
            <span>{label}</span>
            <select
                class="theme-switch__list"
                autocomplete="off"
                on:change:target=move |event| choose(event.target().value())
            >
                {options}
            </select>
        </label>
    }
}
