//! One method in its list: its name, what is known of it, and what can be done with it.

use super::{backup_codes::NewCodes, context::SettingsContext, held::Held, remove::Removable};
use crate::components::{Button, ButtonLook};
use leptos::prelude::*;

/// Where rows and parts open their dialogs.
#[derive(Clone, Copy)]
pub struct Dialogs {
    /// For another name.
    pub renaming: RwSignal<Option<Held>>,
    /// For removing it.
    pub removing: RwSignal<Option<Removable>>,
    /// For a new set of backup codes.
    pub renewing: RwSignal<bool>,
    /// For the codes themselves.
    pub new_codes: NewCodes,
}

impl Dialogs {
    /// All closed.
    pub fn closed() -> Self {
        Self {
            renaming: RwSignal::new(None),
            removing: RwSignal::new(None),
            renewing: RwSignal::new(false),
            new_codes: NewCodes::none(),
        }
    }
}

/// The row; its children are what is known of the method.
#[component]
pub fn Row(
    context: SettingsContext,
    held: Held,
    dialogs: Dialogs,
    children: Children,
) -> impl IntoView {
    let words = context.text.security();
    let name = held.name().to_owned();
    let rename_label = words.rename_named(&name);
    let remove_label = words.remove_named(&name);
    let for_rename = held.clone();
    view! {
        <li class="split">
            <div class="lines">
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
                    on_press=move |()| dialogs.removing.set(Some(Removable::Held(held.clone())))
                >
                    {words.remove}
                </Button>
            </div>
        </li>
    }
}
