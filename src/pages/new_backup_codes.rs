//! Few backup codes are left after a sign-in with one: a new set, before going on.

use super::{
    backup_codes::NewBackupCodes,
    guard::SignedInOnly,
    screen::Room,
    step_up::{Setback, StepUpDialog, use_prover},
    way::use_go_on,
};
use crate::{
    components::{Button, ButtonLook},
    effects::now,
    platform::Scope,
    route::Route,
    session::use_session,
    text::use_text,
};
use contract::{Nothing, Secret, endpoint::RegenerateBackupCodes};
use flow::Trouble;
use leptos::prelude::*;

/// The page.
#[component]
pub fn NewBackupCodesPage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::NewBackupCodes>
            <Offer />
        </SignedInOnly>
    }
}

#[component]
fn Offer() -> impl IntoView {
    let text = use_text();
    let words = &text.new_backup_codes;
    let prover = use_prover();
    let scope = StoredValue::new_local(Scope::here());
    let troubles = RwSignal::new(None::<Trouble>);
    // Codes that are on the screen. Not in a signal: they are secret.
    let codes = StoredValue::new_local(Vec::<Secret>::new());
    let is_showing = RwSignal::new(false);
    let go_on = use_go_on();
    let leave = UnsyncCallback::new(move |()| {
        codes.set_value(Vec::new());
        go_on.run(());
    });
    let make = move |()| {
        troubles.set(None);
        let work = async move {
            match prover.call::<RegenerateBackupCodes>(&Nothing {}).await {
                Ok(made) => {
                    codes.set_value(made.codes);
                    is_showing.set(true);
                }
                Err(Setback::GivenUp) => {}
                Err(Setback::Failed(error)) => {
                    troubles.set(Some(Trouble::from_call(&error, now())));
                }
            }
        };
        scope.with_value(|scope| scope.spawn(work));
    };
    let heading = Signal::derive(move || {
        if is_showing.get() {
            text.backup_codes.title
        } else {
            words.title
        }
        .to_owned()
    });
    let lead = Signal::derive(move || {
        Some(
            if is_showing.get() {
                text.backup_codes.lead
            } else {
                words.lead
            }
            .to_owned(),
        )
    });
    view! {
        <Room heading lead troubles>
            {move || {
                if is_showing.get() {
                    let email = use_session().email_now().unwrap_or_default();
                    let saved = move |()| leave.run(());
                    view! { <NewBackupCodes codes=codes.get_value() email on_saved=saved /> }
                        .into_any()
                } else {
                    view! { <Choice make=UnsyncCallback::new(make) leave /> }.into_any()
                }
            }}
            <StepUpDialog prover />
        </Room>
    }
}

#[component]
fn Choice(make: UnsyncCallback<()>, leave: UnsyncCallback<()>) -> impl IntoView {
    let text = use_text();
    view! {
        <super::guard::Told />
        <div class="cluster">
            <Button on_press=move |()| make.run(())>{text.security.regenerate}</Button>
            <Button look=ButtonLook::Quiet on_press=move |()| leave.run(())>
                {text.new_backup_codes.later}
            </Button>
        </div>
    }
}
