//! The authenticator apps of an account.

use super::{
    Desk,
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
pub fn AuthenticatorsPart(desk: Desk) -> impl IntoView {
    let words = &desk.text.security;
    let renaming = RwSignal::new(None);
    let removing = RwSignal::new(None);
    let authenticators = desk.see(|overview| {
        overview
            .map(|overview| overview.authenticators.clone())
            .unwrap_or_default()
    });
    let removal = desk.see(|overview| overview.map_or(Removal::OneOfSeveral, Removal::of));
    let rows = move || {
        let row = |authenticator| view! { <Row desk authenticator renaming removing /> };
        authenticators.get().into_iter().map(row).collect_view()
    };
    let ask = move || {
        if authenticators.read().is_empty() {
            view! { <Invitation /> }.into_any()
        } else {
            let address = Route::Authenticator.path();
            view! {
                <p><a class="button button--secondary" href=address>{words.add_another}</a></p>
            }
            .into_any()
        }
    };
    view! {
        <section class="panel" aria-labelledby="authenticators">
            <h2 id="authenticators">{words.authenticators}</h2>
            <p>{words.authenticators_lead}</p>
            <ul class="panel__rows">{rows}</ul>
            {ask}
            <RenameDialog desk renaming />
            <RemoveDialog desk removing removal />
        </section>
    }
}

/// There is none yet: why to add one, and the way there.
#[component]
fn Invitation() -> impl IntoView {
    let words = &use_text().security;
    view! {
        <Notice kind=NoticeKind::Warning>
            <p><strong>{words.second_step_off}</strong></p>
            <p>{words.second_step_invite}</p>
        </Notice>
        <p><a class="button button--primary" href=Route::Authenticator.path()>{words.set_up}</a></p>
    }
}

/// Which one a dialog is about.
pub type About = RwSignal<Option<Authenticator>>;

#[component]
fn Row(
    desk: Desk,
    authenticator: Authenticator,
    renaming: About,
    removing: About,
) -> impl IntoView {
    let words = &desk.text.security;
    let name = authenticator.name.clone();
    let added = desk.dated(words.added, authenticator.created_at);
    let used = authenticator.last_used_at.map_or_else(
        || words.never_used.to_owned(),
        |moment| desk.dated(words.last_used, moment),
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
