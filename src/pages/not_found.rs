//! The address leads nowhere: says so, and leads back.

use super::{screen::PublicPage, way::use_way};
use crate::{locale::use_text, platform::adopt, route::Route};
use leptos::prelude::*;

/// The page that does not exist.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let text = use_text();
    adopt::discard();
    view! {
        <PublicPage
            heading=text.not_found().title
            lead=Some(text.not_found().lead.to_owned())
            troubles=Signal::stored(None)
        >
            <p><a href=use_way().by(Route::SignIn)>{text.not_found().home}</a></p>
        </PublicPage>
    }
}
