//! Security settings: the methods that somebody has, where they are signed in, and what can be done about it.

mod authenticators;
mod backup_codes;
mod deletion;
mod desk;
mod email;
mod held;
mod history;
mod keys_only;
mod open;
mod panel;
mod passkeys;
mod password;
mod phone;
mod remove;
mod rename;
mod risk;
mod row;
mod sessions;
mod trusted;
mod under_way;

use super::{
    guard::{self, SignedInOnly},
    screen::Room,
    step_up::StepUpDialog,
    way::{GoOn, use_way},
};
use crate::{components::Button, route::Route};
use authenticators::AuthenticatorsPart;
use backup_codes::{BackupCodesPart, NewCodesDialog, RenewDialog};
use deletion::DeletionPart;
pub(super) use desk::Desk;
use email::EmailPart;
use flow::Trouble;
use history::ActivityPart;
use leptos::prelude::*;
use open::OpenLine;
pub(super) use panel::{Outcome, Part};
use passkeys::PasskeysPart;
pub(super) use password::PLACE as PASSWORD_PLACE;
use password::PasswordPart;
use phone::PhonePart;
use remove::RemoveDialog;
use rename::RenameDialog;
use risk::SuggestionNotice;
use row::Dialogs;
use sessions::SessionsPart;
use trusted::TrustedPart;
use under_way::RecoveryNotice;

/// The security settings.
#[component]
pub fn SecurityPage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::Security>
            <Settings />
        </SignedInOnly>
    }
}

#[component]
fn Settings() -> impl IntoView {
    let desk = Desk::here();
    let text = desk.text;
    desk.refresh();
    let troubles: Signal<Option<Trouble>> = desk.trouble.into();
    let news = guard::still(desk.session.take_news(), move |news| {
        let overview = desk.overview.read();
        overview.as_ref().is_none_or(|it| news.is_true_of(it))
    });
    let told = move || news.get().map(guard::notice);
    // Whoever was to be told something before they go where they wanted to.
    let next = use_way().next();
    let way_on = next.map(|_| view! { <GoOn to_settings=text.security().title /> });
    let is_loaded = Memo::new(move |_| desk.overview.read().is_some());
    let parts = move || {
        if is_loaded.get() {
            view! { <Parts desk /> }.into_any()
        } else {
            view! { <NotLoaded desk /> }.into_any()
        }
    };
    view! {
        <Room heading=text.security().title lead=Some(text.security().lead.to_owned()) troubles>
            {told}
            {way_on}
            {parts}
            <StepUpDialog prover=desk.prover />
        </Room>
    }
}

/// While the settings are on their way, or when they did not come.
#[component]
fn NotLoaded(desk: Desk) -> impl IntoView {
    let text = desk.text;
    move || {
        if desk.trouble.read().is_none() {
            return view! { <p role="status">{text.common().loading}</p> }.into_any();
        }
        let again = move |()| {
            desk.trouble.set(None);
            desk.refresh();
        };
        view! { <Button on_press=again>{text.common().try_again}</Button> }.into_any()
    }
}

/// Drawn once: what is read again later changes the words in it, never a dialog that somebody types in or that
/// shows backup codes.
#[component]
fn Parts(desk: Desk) -> impl IntoView {
    let has_second_step =
        desk.see(|overview| overview.is_some_and(|overview| flow::risk::methods(overview) > 0));
    let dialogs = Dialogs::closed();
    let backup_codes = move || {
        has_second_step
            .get()
            .then(|| view! { <BackupCodesPart desk dialogs /> })
    };
    let trusted = move || {
        has_second_step
            .get()
            .then(|| view! { <TrustedPart desk /> })
    };
    view! {
        <RecoveryNotice desk />
        <SuggestionNotice desk dialogs />
        <OpenLine desk />
        <PasskeysPart desk dialogs />
        <AuthenticatorsPart desk dialogs />
        {backup_codes}
        <PhonePart desk dialogs />
        <EmailPart desk dialogs />
        <PasswordPart desk />
        <SessionsPart desk />
        {trusted}
        <ActivityPart desk />
        <DeletionPart desk />
        <RenameDialog desk renaming=dialogs.renaming />
        <RemoveDialog desk removing=dialogs.removing />
        <RenewDialog desk dialogs />
        <NewCodesDialog desk new_codes=dialogs.new_codes />
    }
}
