//! The backup codes of an account: how many are left, and a new set.

use super::{
    desk::Desk,
    panel::{Panel, Part},
    risk::IfLost,
    row::Dialogs,
};
use crate::{
    components::{Button, ButtonLook, Dialog},
    pages::backup_codes::NewBackupCodes,
    text::{backup_codes_left, use_text},
};
use contract::{Nothing, Secret, account::BackupCodesLeft, endpoint::RegenerateBackupCodes};
use flow::risk::What;
use leptos::prelude::*;

/// New codes that are on the screen. Not in a signal: they are secret.
#[derive(Clone, Copy)]
pub struct NewCodes {
    codes: StoredValue<Vec<Secret>, LocalStorage>,
    showing: RwSignal<bool>,
}

impl NewCodes {
    /// None so far.
    pub fn none() -> Self {
        Self {
            codes: StoredValue::new_local(Vec::new()),
            showing: RwSignal::new(false),
        }
    }

    /// Shows these, if there are any.
    pub fn show(self, codes: Option<Vec<Secret>>) {
        if let Some(codes) = codes {
            self.codes.set_value(codes);
            self.showing.set(true);
        }
    }

    fn forget(self) {
        self.codes.set_value(Vec::new());
        self.showing.set(false);
    }
}

/// The count and the button.
#[component]
pub fn BackupCodesPart(desk: Desk, dialogs: Dialogs) -> impl IntoView {
    let words = &desk.text.security;
    let summary = desk.see(|overview| overview.and_then(|overview| overview.backup_codes));
    let facts = move || match summary.get() {
        Some(summary) => view! { <Facts desk summary /> }.into_any(),
        None => view! { <p>{words.no_backup_codes}</p> }.into_any(),
    };
    let ask = move |()| dialogs.renewing.set(true);
    view! {
        <Panel desk part=Part::BackupCodes title=words.backup_codes>
            <p>{words.backup_codes_lead}</p>
            {facts}
            <div class="cluster">
                <Button on_press=ask>{words.regenerate}</Button>
            </div>
        </Panel>
    }
}

#[component]
fn Facts(desk: Desk, summary: BackupCodesLeft) -> impl IntoView {
    let left = backup_codes_left(desk.text, summary.left);
    let made = desk.dated(desk.text.security.made, summary.created_at);
    let meaning = (summary.left > 0).then(|| view! { <IfLost desk what=What::BackupCodes /> });
    view! {
        <div class="lines">
            <p><strong>{left}</strong></p>
            <p class="quiet">{made}</p>
            {meaning}
        </div>
    }
}

/// Whether all present codes shall be void.
#[component]
pub fn RenewDialog(desk: Desk, dialogs: Dialogs) -> impl IntoView {
    let text = use_text();
    let words = &text.security;
    let asking = dialogs.renewing;
    let close = move |()| asking.set(false);
    let make = move |()| {
        close(());
        desk.start(async move {
            let made = desk.change::<RegenerateBackupCodes>(&Nothing {}).await;
            dialogs.new_codes.show(made.map(|made| made.codes));
        });
    };
    view! {
        <Dialog open=asking heading=words.regenerate_title on_close=close>
            <p>{words.regenerate_lead}</p>
            <div class="cluster">
                <Button look=ButtonLook::Danger on_press=make>{words.regenerate}</Button>
                <Button look=ButtonLook::Quiet on_press=close>{text.common.cancel}</Button>
            </div>
        </Dialog>
    }
}

/// Closes by "I have saved them" only: these codes cannot be shown again.
#[component]
pub fn NewCodesDialog(desk: Desk, new_codes: NewCodes) -> impl IntoView {
    let text = use_text();
    let saved = move |()| {
        new_codes.forget();
        desk.refresh();
    };
    view! {
        <Dialog open=new_codes.showing heading=text.backup_codes.title on_close=|()| ()>
            <p>{text.backup_codes.lead}</p>
            <NewBackupCodes
                codes=new_codes.codes.get_value()
                email=desk.session.email_now().unwrap_or_default()
                on_saved=saved
            />
        </Dialog>
    }
}
