//! It is added: its name, and where to go.

use crate::{locale::use_text, pages::way::GoOn};
use leptos::prelude::*;

/// The last screen.
#[component]
pub fn Finished(name: String) -> impl IntoView {
    let text = use_text();
    view! {
        <p><strong>{name}</strong></p>
        <GoOn to_settings=text.enrol_authenticator().finish />
    }
}
