//! It is added: its name, and where to go.

use crate::{route::Route, text::use_text};
use leptos::prelude::*;

/// The last screen.
#[component]
pub fn Finished(name: String) -> impl IntoView {
    let text = use_text();
    view! {
        <p><strong>{name}</strong></p>
        <a class="button button--primary" href=Route::Security.path()>{text.enrol.finish}</a>
    }
}
