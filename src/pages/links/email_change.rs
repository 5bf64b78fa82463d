//! The link that undoes a change of the e-mail address.

use super::{LinkWords, link_page};
use crate::{route::Route, text::use_text};
use contract::{endpoint::UndoEmailChange, recovery::LinkKind};
use leptos::prelude::*;

/// Puts the old address back.
#[component]
pub fn UndoEmailChangePage() -> impl IntoView {
    let words = &use_text().undo;
    let page = LinkWords {
        kind: LinkKind::EmailChangeUndo,
        title: words.title,
        lead: words.lead,
        button: words.undo,
        done_title: words.done_title,
        refused_title: words.title,
    };
    let done = move |_: &_| view! { <Undone /> }.into_any();
    link_page::<UndoEmailChange>(page, done, |_| ().into_any())
}

#[component]
fn Undone() -> impl IntoView {
    let text = use_text();
    view! {
        <p>{text.undo.done}</p>
        <a class="button button--primary" href=Route::ForgotPassword.path()>{text.reset.title}</a>
    }
}
