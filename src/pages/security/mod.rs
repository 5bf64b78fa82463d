//! Security settings: the methods that somebody has, where they are signed in, and what can be done about it.

mod authenticators;
mod backup_codes;
mod context;
mod deletion;
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
    screen::AccountPage,
    step_up::StepUpDialog,
    way::{GoOn, use_way},
};
use crate::{components::Button, route::Route};
use authenticators::AuthenticatorsPart;
use backup_codes::{BackupCodesPart, NewCodesDialog, RenewDialog};
pub(super) use context::SettingsContext;
use deletion::DeletionPart;
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
    let context = SettingsContext::here();
    let text = context.text;
    context.refresh();
    let troubles: Signal<Option<Trouble>> = context.trouble.into();
    let news = guard::still(context.session.take_news(), move |news| {
        let overview = context.overview.read();
        overview.as_ref().is_none_or(|it| news.is_true_of(it))
    });
    let told = move || news.get().map(guard::notice);
    // Whoever was to be told something before they go where they wanted to.
    let next = use_way().next();
    let way_on = next.map(|_| view! { <GoOn to_settings=text.security().title /> });
    let is_loaded = Memo::new(move |_| context.overview.read().is_some());
    let parts = move || {
        if is_loaded.get() {
            view! { <Parts context /> }.into_any()
        } else {
            view! { <NotLoaded context /> }.into_any()
        }
    };
    view! {
        <AccountPage heading=text.security().title lead=Some(text.security().lead.to_owned()) troubles>
            {told}
            {way_on}
            {parts}
            <StepUpDialog prover=context.prover />
        </AccountPage>
    }
}

/// While the settings are on their way, or when they did not come.
#[component]
fn NotLoaded(context: SettingsContext) -> impl IntoView {
    let text = context.text;
    move || {
        if context.trouble.read().is_none() {
            return view! { <p role="status">{text.common().loading}</p> }.into_any();
        }
        let again = move |()| {
            context.trouble.set(None);
            context.refresh();
        };
        view! { <Button on_press=again>{text.common().try_again}</Button> }.into_any()
    }
}

/// Drawn once: what is read again later changes the words in it, never a dialog that somebody types in or that
/// shows backup codes.
#[component]
fn Parts(context: SettingsContext) -> impl IntoView {
    let has_second_step =
        context.see(|overview| overview.is_some_and(|overview| flow::risk::methods(overview) > 0));
    let dialogs = Dialogs::closed();
    let backup_codes = move || {
        has_second_step
            .get()
            .then(|| view! { <BackupCodesPart context dialogs /> })
    };
    let trusted = move || {
        has_second_step
            .get()
            .then(|| view! { <TrustedPart context /> })
    };
    view! {
        <RecoveryNotice context />
        <SuggestionNotice context dialogs />
        <OpenLine context />
        <PasskeysPart context dialogs />
        <AuthenticatorsPart context dialogs />
        {backup_codes}
        <PhonePart context dialogs />
        <EmailPart context dialogs />
        <PasswordPart context />
        <SessionsPart context />
        {trusted}
        <ActivityPart context />
        <DeletionPart context />
        <RenameDialog context renaming=dialogs.renaming />
        <RemoveDialog context removing=dialogs.removing />
        <RenewDialog context dialogs />
        <NewCodesDialog context new_codes=dialogs.new_codes />
    }
}
