//! Removing an authenticator; the last one is turned off deliberately.

use super::{Desk, authenticators::About};
use crate::{
    components::{Button, ButtonLook, Dialog, Notice, NoticeKind},
    text::{fill, trouble, use_text},
};
use contract::{
    account::SecurityOverview,
    authenticator::{Authenticator, WhichAuthenticator},
    endpoint::RemoveAuthenticator,
};
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
    /// Of an authenticator of this account.
    pub fn of(overview: &SecurityOverview) -> Self {
        match (overview.authenticators.len(), overview.second_step_required) {
            (1, true) => Self::Impossible,
            (1, false) => Self::TurnsOff,
            _ => Self::OneOfSeveral,
        }
    }
}

/// The dialog; open while it is about one.
#[component]
pub fn RemoveDialog(desk: Desk, removing: About, removal: Memo<Removal>) -> impl IntoView {
    let text = use_text();
    let words = &text.security;
    let close = move |()| removing.set(None);
    let open = Signal::derive(move || removing.read().is_some());
    let heading = Signal::derive(move || {
        let name = removing.get().map(|about| about.name).unwrap_or_default();
        fill(words.remove_title, &[("name", &name)])
    });
    let confirm = move |()| {
        if let Some(authenticator) = removing.get_untracked() {
            close(());
            remove(desk, authenticator);
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
            {move || view! { <Explained removal=removal.get() /> }}
            <div class="cluster">
                {action} <Button look=ButtonLook::Quiet on_press=close>{text.common.cancel}</Button>
            </div>
        </Dialog>
    }
}

#[component]
fn Explained(removal: Removal) -> impl IntoView {
    let text = use_text();
    let warning = match removal {
        Removal::OneOfSeveral => return view! { <p>{text.security.remove_lead}</p> }.into_any(),
        Removal::TurnsOff => text.security.remove_last.to_owned(),
        Removal::Impossible => trouble(text, &Trouble::LastSecondStep),
    };
    view! { <Notice kind=NoticeKind::Warning>{warning}</Notice> }.into_any()
}

fn remove(desk: Desk, authenticator: Authenticator) {
    let words = desk.text.security.removed;
    desk.start(async move {
        let request = WhichAuthenticator {
            id: authenticator.id,
        };
        if desk.change::<RemoveAuthenticator>(&request).await.is_some() {
            desk.done(fill(words, &[("name", &authenticator.name)]));
        }
    });
}
