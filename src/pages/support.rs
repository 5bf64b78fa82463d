//! Whom to ask for help, where whoever runs the service says so.

use crate::{locale::use_text, site::use_site};
use contract::site::Support;
use leptos::prelude::*;

/// The line with the address; nothing where there is none.
#[component]
pub fn SupportLine() -> impl IntoView {
    let text = use_text();
    let site = use_site();
    move || {
        let (href, shown) = match site.get()?.support? {
            Support::Email(address) => (format!("mailto:{address}"), address),
            Support::Page(address) => (address.clone(), address),
        };
        Some(view! { <p>{text.common().support} " " <a href=href>{shown}</a></p> })
    }
}
