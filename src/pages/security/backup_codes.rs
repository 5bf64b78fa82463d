//! The backup codes of an account: how many are left, and a new set.

use super::{
    context::SettingsContext,
    panel::{Panel, Part},
    risk::IfLost,
    row::Dialogs,
};
use crate::{
    components::{Button, ButtonLook, Dialog, Notice, NoticeKind},
    locale::use_text,
    pages::{
        backup_codes::{NewBackupCodes, Note, Replaced},
        troubles::TroubleSummary,
    },
};
use contract::{
    Nothing,
    account::BackupCodesLeft,
    backup_codes::{BackupCodeSetId, BackupCodes},
    endpoint::RegenerateBackupCodes,
};
use flow::risk::{What, takes_codes};
use leptos::prelude::*;
use text::backup_codes_left;

/// New codes that are on the screen. Not in a signal: they are secret.
#[derive(Clone, Copy)]
pub struct NewCodes {
    codes: StoredValue<Option<BackupCodes>, LocalStorage>,
    showing: RwSignal<bool>,
}

impl NewCodes {
    /// None so far.
    pub fn none() -> Self {
        Self {
            codes: StoredValue::new_local(None),
            showing: RwSignal::new(false),
        }
    }

    /// Shows these, if there are any.
    pub fn show(self, codes: Option<BackupCodes>) {
        if codes.is_some() {
            self.codes.set_value(codes);
            self.showing.set(true);
        }
    }

    fn forget(self) {
        self.codes.set_value(None);
        self.showing.set(false);
    }
}

/// The count and the button.
#[component]
pub fn BackupCodesPart(context: SettingsContext, dialogs: Dialogs) -> impl IntoView {
    let words = context.text.security();
    let summary =
        context.see(|overview| overview.and_then(|overview| overview.backup_codes.clone()));
    let facts = move || match summary.get() {
        Some(summary) => view! { <Facts context summary /> }.into_any(),
        None => view! { <p>{words.no_backup_codes}</p> }.into_any(),
    };
    let is_invited = context.see(|overview| overview.is_some_and(takes_codes));
    let ask = move |()| dialogs.renewing.set(true);
    let make = move || {
        is_invited.get().then(|| {
            view! {
                <div class="cluster">
                    <Button on_press=ask>{words.regenerate}</Button>
                </div>
            }
        })
    };
    view! {
        <Panel context part=Part::BackupCodes title=words.backup_codes>
            <p>{words.backup_codes_lead}</p>
            {facts}
            {make}
        </Panel>
    }
}

#[component]
fn Facts(context: SettingsContext, summary: BackupCodesLeft) -> impl IntoView {
    if let Some(set) = summary.unsaved {
        let left = summary.left;
        return view! { <Unsaved context left set /> }.into_any();
    }
    let left = backup_codes_left(context.text, summary.left);
    let made = context
        .text
        .security()
        .made(&SettingsContext::date(summary.created_at));
    let meaning = (summary.left > 0).then(|| view! { <IfLost context what=What::BackupCodes /> });
    view! {
        <div class="lines">
            <p><strong>{left}</strong></p>
            <p class="quiet">{made}</p>
            {meaning}
        </div>
    }
    .into_any()
}

/// Codes that were made and shown, and that nobody said are saved.
#[component]
fn Unsaved(context: SettingsContext, left: u32, set: BackupCodeSetId) -> impl IntoView {
    let words = context.text.backup_codes();
    let note = Note::here();
    let set = StoredValue::new(set);
    let saved = move |()| note.send(set.get_value(), move || context.refresh());
    view! {
        <Notice kind=NoticeKind::Warning>
            <p><strong>{words.unsaved(left)}</strong></p>
            <p>{context.text.security_advice().unsaved_codes_lead}</p>
            <TroubleSummary troubles=note.trouble.into() />
            <Replaced note done=UnsyncCallback::new(move |()| context.refresh()) />
            <Button busy=note.busy on_press=saved>{words.saved}</Button>
        </Notice>
    }
}

/// Whether all present codes shall be void.
#[component]
pub fn RenewDialog(context: SettingsContext, dialogs: Dialogs) -> impl IntoView {
    let text = use_text();
    let words = text.security();
    let asking = dialogs.renewing;
    let close = move |()| asking.set(false);
    let make = move |()| {
        close(());
        context.start(async move {
            let made = context.change::<RegenerateBackupCodes>(&Nothing {}).await;
            if made.is_none() {
                // A set may have been made whose answer was lost.
                context.refresh();
            }
            dialogs.new_codes.show(made);
        });
    };
    view! {
        <Dialog open=asking heading=words.regenerate_title on_close=close>
            <p>{words.regenerate_lead}</p>
            <div class="cluster">
                <Button look=ButtonLook::Danger on_press=make>{words.regenerate}</Button>
                <Button look=ButtonLook::Quiet on_press=close>{text.common().cancel}</Button>
            </div>
        </Dialog>
    }
}

/// Closes by "I have saved them" only: these codes cannot be shown again.
#[component]
pub fn NewCodesDialog(context: SettingsContext, new_codes: NewCodes) -> impl IntoView {
    let text = use_text();
    let saved = move |()| {
        new_codes.forget();
        context.refresh();
    };
    view! {
        <Dialog open=new_codes.showing heading=text.backup_codes().title on_close=|()| ()>
            <p>{text.backup_codes().lead}</p>
            {new_codes
                .codes
                .get_value()
                .map(|codes| {
                    let email = context.session.email_now().unwrap_or_default();
                    view! { <NewBackupCodes codes email on_saved=saved /> }
                })}
        </Dialog>
    }
}
