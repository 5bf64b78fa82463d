//! The backup codes of an account: how many are left, and a new set.

use super::Desk;
use crate::{
    components::{Button, ButtonLook, Dialog},
    pages::backup_codes::NewBackupCodes,
    text::{backup_codes_left, use_text},
};
use contract::{
    Nothing, Secret, account::BackupCodesLeft, backup_codes::BackupCodes,
    endpoint::RegenerateBackupCodes,
};
use leptos::prelude::*;

/// Codes that are on the screen. Not in a signal: they are secret.
type Holder = StoredValue<Vec<Secret>, LocalStorage>;

/// The count and the button.
#[component]
pub fn BackupCodesPart(desk: Desk) -> impl IntoView {
    let text = use_text();
    let words = &text.security;
    let asking = RwSignal::new(false);
    let summary = desk.see(|overview| overview.and_then(|overview| overview.backup_codes));
    let facts = move || match summary.get() {
        Some(summary) => view! { <Facts desk summary /> }.into_any(),
        None => view! { <p>{words.no_backup_codes}</p> }.into_any(),
    };
    let codes: Holder = StoredValue::new_local(Vec::new());
    let showing = RwSignal::new(false);
    view! {
        <section class="panel" aria-labelledby="backup-codes">
            <h2 id="backup-codes">{words.backup_codes}</h2>
            <p>{words.backup_codes_lead}</p>
            {facts}
            <div class="cluster">
                <Button on_press=move |()| asking.set(true)>{words.regenerate}</Button>
            </div>
            <AskDialog desk asking codes showing />
            <CodesDialog desk codes showing />
        </section>
    }
}

#[component]
fn Facts(desk: Desk, summary: BackupCodesLeft) -> impl IntoView {
    let left = backup_codes_left(desk.text, summary.left);
    let made = desk.dated(desk.text.security.made, summary.created_at);
    view! {
        <p><strong>{left}</strong></p>
        <p class="quiet">{made}</p>
    }
}

#[component]
fn AskDialog(
    desk: Desk,
    asking: RwSignal<bool>,
    codes: Holder,
    showing: RwSignal<bool>,
) -> impl IntoView {
    let text = use_text();
    let words = &text.security;
    let close = move |()| asking.set(false);
    let make = move |()| {
        close(());
        desk.start(async move {
            let made = desk.change::<RegenerateBackupCodes>(&Nothing {}).await;
            if let Some(BackupCodes { codes: new }) = made {
                codes.set_value(new);
                showing.set(true);
            }
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
fn CodesDialog(desk: Desk, codes: Holder, showing: RwSignal<bool>) -> impl IntoView {
    let text = use_text();
    let saved = move |()| {
        codes.set_value(Vec::new());
        showing.set(false);
        desk.refresh();
    };
    view! {
        <Dialog open=showing heading=text.backup_codes.title on_close=|()| ()>
            <p>{text.backup_codes.lead}</p>
            <NewBackupCodes
                codes=codes.get_value()
                email=desk.session.email_now().unwrap_or_default()
                on_saved=saved
            />
        </Dialog>
    }
}
