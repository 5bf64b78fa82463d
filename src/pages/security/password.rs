//! Changing the password.

use super::{
    context::SettingsContext,
    panel::{Panel, Part},
};
use crate::{
    components::{
        Button, ButtonLook, Dialog, EnterKey, PasswordField, PasswordPurpose, Submit, Whose,
    },
    effects::now,
    locale::use_text,
    pages::{
        password_count::password_count,
        step_up::Setback,
        troubles::{TroubleSummary, Troubles, at},
    },
    platform::{focus, form},
    session::News,
};
use contract::{
    Problem, account::PasswordChange, endpoint::ChangePassword, limits, problem::Field,
};
use flow::{CallError, Trouble, form::check_password_change};
use leptos::{ev::SubmitEvent, prelude::*, task::tick};
use leptos_router::hooks::use_location;

/// What the address calls this part.
pub const PLACE: &str = "password";

/// When it was changed, and the button.
#[component]
pub fn PasswordPart(context: SettingsContext) -> impl IntoView {
    let words = context.text.security();
    let changed_at = context.see(|overview| overview.map(|overview| overview.password_changed_at));
    let changed = move || {
        let changed_at = changed_at.get()?;
        Some(words.password_changed(&SettingsContext::date(changed_at)))
    };
    let minimum = context.see(|overview| {
        overview.map_or(limits::PASSWORD_MIN_ALONE, |overview| overview.password_min)
    });
    let open = RwSignal::new(false);
    open_by_address(context, open);
    view! {
        <Panel context part=Part::Password title=words.password>
            <p>{changed}</p>
            <div class="cluster">
                <Button on_press=move |()| open.set(true)>{words.change_password}</Button>
            </div>
            <ChangeDialog context open minimum />
        </Panel>
    }
}

/// Whoever came for this part (`/.well-known/change-password` leads here) gets it opened. The focus passes by its
/// heading, so that it comes back there when the dialog closes.
fn open_by_address(context: SettingsContext, open: RwSignal<bool>) {
    let hash = use_location().hash;
    if hash.get_untracked().trim_start_matches('#') != PLACE {
        return;
    }
    context.start(async move {
        tick().await;
        focus::to(Part::Password.id());
        open.set(true);
    });
}

#[component]
fn ChangeDialog(
    context: SettingsContext,
    open: RwSignal<bool>,
    minimum: Memo<u32>,
) -> impl IntoView {
    let text = use_text();
    let words = text.change_password();
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);
    let close = move |()| {
        trouble.set(None);
        open.set(false);
    };
    let submit = move |event: SubmitEvent| {
        let Some(fields) = form::take(&event) else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        let (current, new) = (fields.secret("current-password"), fields.secret("password"));
        match check_password_change(current, new, minimum.get_untracked()) {
            Err(faults) => trouble.set(Some(Trouble::Fields(faults))),
            Ok(change) => send(
                context,
                change,
                Progress {
                    open,
                    trouble,
                    busy,
                },
            ),
        }
    };
    view! {
        <Dialog open heading=words.title on_close=close>
            <p>{words.lead}</p>
            <TroubleSummary troubles=trouble.into() />
            <form class="stack" method="post" on:submit=submit novalidate>
                <Whose email=Signal::derive(move || context.session.email()) />
                <PasswordInputs troubles=trouble.into() minimum />
                <div class="cluster">
                    <Submit label=words.submit busy busy_label=text.common().working />
                    <Button look=ButtonLook::Quiet on_press=close>{text.common().cancel}</Button>
                </div>
            </form>
        </Dialog>
    }
}

#[component]
fn PasswordInputs(troubles: Troubles, minimum: Memo<u32>) -> impl IntoView {
    let text = use_text();
    let words = text.change_password();
    let hint = Signal::derive(move || Some(words.new_hint(&minimum.get().to_string())));
    view! {
        <PasswordField
            name="current-password"
            purpose=PasswordPurpose::Current
            enter=EnterKey::Next
            label=words.current
            reveal=text.common().show_password
            caps_lock=text.common().caps_lock
            error=at(troubles, Field::CurrentPassword)
        />
        <PasswordField
            name="password"
            purpose=PasswordPurpose::New
            label=words.new
            hint=hint
            count=password_count(text, minimum)
            minimum
            reveal=text.common().show_password
            caps_lock=text.common().caps_lock
            error=at(troubles, Field::Password)
        />
    }
}

#[derive(Clone, Copy)]
struct Progress {
    open: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

/// What is wrong is said in the dialog, where the passwords were typed and still stand.
fn send(context: SettingsContext, change: PasswordChange, progress: Progress) {
    let done = context.text.change_password().done;
    progress.busy.set(true);
    progress.trouble.set(None);
    context.start(async move {
        let settled = context.prover.call::<ChangePassword>(&change).await;
        progress.busy.set(false);
        match settled {
            Ok(_) => {
                progress.open.set(false);
                context.done(Part::Password, done.to_owned());
            }
            Err(Setback::GivenUp) => {}
            Err(Setback::Failed(CallError::Refused(Problem::NotSignedIn))) => {
                context.session.ended(News::SessionEnded);
            }
            Err(Setback::Failed(error)) => {
                progress
                    .trouble
                    .set(Some(Trouble::from_call(&error, now())));
            }
        }
    });
}
