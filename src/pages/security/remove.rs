//! Removing a method; the last one is turned off deliberately.

use super::{
    Desk,
    held::{About, Held},
};
use crate::{
    components::{Button, ButtonLook, Dialog, Notice, NoticeKind},
    text::{fill, trouble, use_text},
};
use contract::account::SecurityOverview;
use flow::Trouble;
use leptos::prelude::*;

/// What removing one comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// There are others.
    OneOfSeveral,
    /// It is the last one: the second step is turned off.
    TurnsOff,
    /// It is the last one, and this server wants one.
    Impossible,
}

impl Removal {
    /// Of any method of this account but its backup codes.
    pub fn of(overview: &SecurityOverview) -> Self {
        let methods = overview.authenticators.len() + overview.passkeys.len();
        match (methods, overview.second_step_required) {
            (1, true) => Self::Impossible,
            (1, false) => Self::TurnsOff,
            _ => Self::OneOfSeveral,
        }
    }
}

/// The dialog; open while it is about one.
#[component]
pub fn RemoveDialog(desk: Desk, removing: About) -> impl IntoView {
    let text = use_text();
    let words = &text.security;
    let removal = desk.see(|overview| overview.map_or(Removal::OneOfSeveral, Removal::of));
    let close = move |()| removing.set(None);
    let open = Signal::derive(move || removing.read().is_some());
    let heading = Signal::derive(move || {
        let about = removing.read();
        let name = about.as_ref().map(Held::name).unwrap_or_default();
        fill(words.remove_title, &[("name", name)])
    });
    let confirm = move |()| {
        if let Some(held) = removing.get_untracked() {
            close(());
            held.remove(desk);
        }
    };
    let action = move || {
        let label = match removal.get() {
            Removal::OneOfSeveral => words.remove,
            Removal::TurnsOff => words.remove_last_confirm,
            Removal::Impossible => return None,
        };
        Some(view! { <Button look=ButtonLook::Danger on_press=confirm>{label}</Button> })
    };
    view! {
        <Dialog open heading on_close=close>
            {move || view! { <Explained removing removal=removal.get() /> }}
            <div class="cluster">
                {action} <Button look=ButtonLook::Quiet on_press=close>{text.common.cancel}</Button>
            </div>
        </Dialog>
    }
}

#[component]
fn Explained(removing: About, removal: Removal) -> impl IntoView {
    let text = use_text();
    let warning = match removal {
        Removal::OneOfSeveral => {
            let lead = removing.get().map(|held| held.remove_lead(text));
            return view! { <p>{lead}</p> }.into_any();
        }
        Removal::TurnsOff => text.security.remove_last.to_owned(),
        Removal::Impossible => trouble(text, &Trouble::LastSecondStep),
    };
    view! { <Notice kind=NoticeKind::Warning>{warning}</Notice> }.into_any()
}
