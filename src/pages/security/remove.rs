//! Removing an authenticator; the last one is turned off deliberately.

use super::{Desk, authenticators::About};
use crate::{
    components::{Button, ButtonLook, Dialog, Notice, NoticeKind},
    text::{fill, use_text},
};
use contract::{
    authenticator::{Authenticator, WhichAuthenticator},
    endpoint::RemoveAuthenticator,
};
use leptos::prelude::*;

/// The dialog; open while it is about one.
#[component]
pub fn RemoveDialog(
    desk: Desk,
    removing: About,
    is_only: bool,
    second_step_required: bool,
) -> impl IntoView {
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
    let turns_off = is_only && !second_step_required;
    let label = if turns_off {
        words.remove_last_confirm
    } else {
        words.remove
    };
    view! {
        <Dialog open heading on_close=close>
            {if turns_off {
                view! { <Notice kind=NoticeKind::Warning>{words.remove_last}</Notice> }.into_any()
            } else {
                view! { <p>{words.remove_lead}</p> }.into_any()
            }}
            <div class="cluster">
                <Button look=ButtonLook::Danger on_press=confirm>{label}</Button>
                <Button look=ButtonLook::Quiet on_press=close>{text.common.cancel}</Button>
            </div>
        </Dialog>
    }
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
