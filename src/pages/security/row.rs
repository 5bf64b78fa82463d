//! One method in its list: its name, what is known of it, and what can be done with it.

use super::{
    Desk,
    held::{About, Held},
};
use crate::{
    components::{Button, ButtonLook},
    text::fill,
};
use leptos::prelude::*;

/// Where a row opens its dialogs.
#[derive(Clone, Copy)]
pub struct Dialogs {
    /// For another name.
    pub renaming: About,
    /// For removing it.
    pub removing: About,
}

/// The row; its children are what is known of the method.
#[component]
pub fn Row(desk: Desk, held: Held, dialogs: Dialogs, children: Children) -> impl IntoView {
    let words = &desk.text.security;
    let name = held.name().to_owned();
    let rename_label = fill(words.rename_named, &[("name", &name)]);
    let remove_label = fill(words.remove_named, &[("name", &name)]);
    let for_rename = held.clone();
    view! {
        <li class="split">
            <div>
                <p><strong>{name}</strong></p>
                {children()}
            </div>
            <div class="cluster">
                <Button
                    look=ButtonLook::Quiet
                    label=rename_label
                    on_press=move |()| dialogs.renaming.set(Some(for_rename.clone()))
                >
                    {words.rename}
                </Button>
                <Button
                    look=ButtonLook::Quiet
                    label=remove_label
                    on_press=move |()| dialogs.removing.set(Some(held.clone()))
                >
                    {words.remove}
                </Button>
            </div>
        </li>
    }
}
