//! The authenticator apps of an account.

use super::{
    Desk, dated,
    remove::{Removal, RemoveDialog},
    rename::RenameDialog,
};
use crate::{
    components::{Button, ButtonLook, Notice, NoticeKind},
    route::Route,
    text::{fill, use_text},
};
use contract::authenticator::Authenticator;
use leptos::prelude::*;

/// The list, with what can be done to each.
#[component]
pub fn AuthenticatorsPart(
    desk: Desk,
    authenticators: Vec<Authenticator>,
    second_step_required: bool,
) -> impl IntoView {
    let text = use_text();
    let words = &text.security;
    let renaming = RwSignal::new(None);
    let removing = RwSignal::new(None);
    let is_empty = authenticators.is_empty();
    let removal = match (authenticators.len(), second_step_required) {
        (1, true) => Removal::Impossible,
        (1, false) => Removal::TurnsOff,
        _ => Removal::OneOfSeveral,
    };
    let rows = authenticators
        .into_iter()
        .map(|authenticator| view! { <Row authenticator renaming removing /> })
        .collect_view();
    let invitation = is_empty.then(|| {
        view! {
            <Notice kind=NoticeKind::Warning>
                <p><strong>{words.second_step_off}</strong></p>
                <p>{words.second_step_invite}</p>
            </Notice>
        }
    });
    let add = if is_empty {
        words.set_up
    } else {
        words.add_another
    };
    let look = if is_empty {
        "button button--primary"
    } else {
        "button button--secondary"
    };
    view! {
        <section class="panel" aria-labelledby="authenticators">
            <h2 id="authenticators">{words.authenticators}</h2>
            <p>{words.authenticators_lead}</p>
            {invitation}
            <ul class="panel__rows">{rows}</ul>
            <p><a class=look href=Route::Authenticator.path()>{add}</a></p>
            <RenameDialog desk renaming />
            <RemoveDialog desk removing removal />
        </section>
    }
}

/// Which one a dialog is about.
pub type About = RwSignal<Option<Authenticator>>;

#[component]
fn Row(authenticator: Authenticator, renaming: About, removing: About) -> impl IntoView {
    let text = use_text();
    let words = &text.security;
    let name = authenticator.name.clone();
    let added = dated(words.added, authenticator.created_at);
    let used = authenticator.last_used_at.map_or_else(
        || words.never_used.to_owned(),
        |moment| dated(words.last_used, moment),
    );
    let rename_label = fill(words.rename_named, &[("name", &name)]);
    let remove_label = fill(words.remove_named, &[("name", &name)]);
    let for_rename = authenticator.clone();
    view! {
        <li class="split">
            <div>
                <p><strong>{name}</strong></p>
                <p class="quiet">{added} ", " {used}</p>
            </div>
            <div class="cluster">
                <Button
                    look=ButtonLook::Quiet
                    label=rename_label
                    on_press=move |()| renaming.set(Some(for_rename.clone()))
                >
                    {words.rename}
                </Button>
                <Button
                    look=ButtonLook::Quiet
                    label=remove_label
                    on_press=move |()| removing.set(Some(authenticator.clone()))
                >
                    {words.remove}
                </Button>
            </div>
        </li>
    }
}
