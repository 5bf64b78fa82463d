//! Few backup codes are left after a sign-in with one: a new set, before going on.

use super::{
    backup_codes::{NewBackupCodes, Note, Replaced},
    guard::SignedInOnly,
    screen::AccountPage,
    step_up::{Setback, StepUpDialog, use_prover},
    troubles::TroubleSummary,
    unsaved_codes::SavedCodesFirst,
    way::use_go_on,
};
use crate::{
    components::{Button, ButtonLook},
    effects::now,
    locale::use_text,
    platform::Scope,
    route::Route,
    session::use_session,
};
use contract::{
    Nothing,
    backup_codes::{BackupCodeSetId, BackupCodes},
    endpoint::RegenerateBackupCodes,
};
use flow::Trouble;
use leptos::prelude::*;

/// The page.
#[component]
pub fn NewBackupCodesPage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::NewBackupCodes>
            <SavedCodesFirst>
                <CodesOffer reason=Reason::RunningOut />
            </SavedCodesFirst>
        </SignedInOnly>
    }
}

/// Why new codes are offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Few are left.
    RunningOut,
    /// This set was made, and nobody said that it is saved.
    Unsaved(BackupCodeSetId),
}

/// The offer, then the codes.
#[component]
pub fn CodesOffer(reason: Reason) -> impl IntoView {
    let text = use_text();
    let prover = use_prover();
    let scope = StoredValue::new_local(Scope::here());
    let troubles = RwSignal::new(None::<Trouble>);
    // Codes that are on the screen. Not in a signal: they are secret.
    let codes = StoredValue::new_local(None::<BackupCodes>);
    let is_showing = RwSignal::new(false);
    let go_on = use_go_on();
    let leave = UnsyncCallback::new(move |()| {
        codes.set_value(None);
        go_on.run(());
    });
    let make = UnsyncCallback::new(move |()| {
        troubles.set(None);
        let work = async move {
            match prover.call::<RegenerateBackupCodes>(&Nothing {}).await {
                Ok(made) => {
                    codes.set_value(Some(made));
                    is_showing.set(true);
                }
                Err(Setback::GivenUp) => {}
                Err(Setback::Failed(error)) => {
                    troubles.set(Some(Trouble::from_call(&error, now())));
                }
            }
        };
        scope.with_value(|scope| scope.spawn(work));
    });
    let (title, lead) = match &reason {
        Reason::RunningOut => (text.new_backup_codes().title, text.new_backup_codes().lead),
        Reason::Unsaved(_) => (
            text.backup_codes().unsaved_title,
            text.backup_codes().unsaved_lead,
        ),
    };
    let pick = move |offer: &'static str, shown: &'static str| {
        if is_showing.get() { shown } else { offer }.to_owned()
    };
    let heading = Signal::derive(move || pick(title, text.backup_codes().title));
    let lead = Signal::derive(move || Some(pick(lead, text.backup_codes().lead)));
    let reason = StoredValue::new(reason);
    view! {
        <AccountPage heading lead troubles>
            {move || {
                if is_showing.get() {
                    view! { <Made codes leave /> }.into_any()
                } else {
                    view! { <Choice reason=reason.get_value() make leave /> }.into_any()
                }
            }}
            <StepUpDialog prover />
        </AccountPage>
    }
}

#[component]
fn Made(
    codes: StoredValue<Option<BackupCodes>, LocalStorage>,
    leave: UnsyncCallback<()>,
) -> impl IntoView {
    let email = use_session().email_now().unwrap_or_default();
    let saved = move |()| leave.run(());
    let codes = codes.get_value();
    codes.map(|codes| view! { <NewBackupCodes codes email on_saved=saved /> })
}

#[component]
fn Choice(reason: Reason, make: UnsyncCallback<()>, leave: UnsyncCallback<()>) -> impl IntoView {
    let text = use_text();
    match reason {
        Reason::RunningOut => view! {
            <super::guard::FlashMessages />
            <div class="cluster">
                <Button on_press=move |()| make.run(())>{text.security().regenerate}</Button>
                <Button look=ButtonLook::Quiet on_press=move |()| leave.run(())>
                    {text.new_backup_codes().later}
                </Button>
            </div>
        }
        .into_any(),
        Reason::Unsaved(set) => view! { <Unsaved set make leave /> }.into_any(),
    }
}

/// Whoever has the codes says so; whoever has not makes new ones.
#[component]
fn Unsaved(
    set: BackupCodeSetId,
    make: UnsyncCallback<()>,
    leave: UnsyncCallback<()>,
) -> impl IntoView {
    let text = use_text();
    let words = text.backup_codes();
    let note = Note::here();
    let set = StoredValue::new(set);
    let saved = move |()| note.send(set.get_value(), move || leave.run(()));
    view! {
        <TroubleSummary troubles=note.trouble.into() />
        <Replaced note done=leave />
        <div class="cluster">
            <Button on_press=move |()| make.run(())>{text.security().regenerate}</Button>
            <Button busy=note.busy on_press=saved>{words.saved}</Button>
            <a class="button button--quiet" href=Route::Security.path()>{words.later}</a>
        </div>
    }
}
