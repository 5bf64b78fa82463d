//! Deleting the account.

use super::{
    context::SettingsContext,
    panel::{Panel, Part},
};
use crate::{
    components::{Button, ButtonLook, Dialog, Field, FieldKind},
    locale::use_text,
    pages::troubles::{TroubleSummary, at},
    platform::{focus::Landing, form},
    session::News,
};
use contract::{account::Deletion, endpoint::DeleteAccount, problem};
use flow::{Trouble, form::check_deletion};
use leptos::{ev::SubmitEvent, prelude::*};

/// The id of what the dialog says first.
const LEAD: &str = "deletion-lead";

/// What it means, and the button.
#[component]
pub fn DeletionPart(context: SettingsContext) -> impl IntoView {
    let words = context.text.account_deletion();
    let asking = RwSignal::new(false);
    let ask = move |()| asking.set(true);
    view! {
        <Panel context part=Part::Deletion title=words.title>
            <p>{words.lead}</p>
            <div class="cluster">
                <Button look=ButtonLook::Danger on_press=ask>{words.delete}</Button>
            </div>
            <AskDialog context asking />
        </Panel>
    }
}

#[component]
fn AskDialog(context: SettingsContext, asking: RwSignal<bool>) -> impl IntoView {
    let text = use_text();
    let words = text.account_deletion();
    let fault = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);
    let close = move |()| {
        fault.set(None);
        asking.set(false);
    };
    let own = move || {
        let overview = context.overview.read();
        overview
            .as_ref()
            .map(|overview| overview.viewer.email.clone())
            .unwrap_or_default()
    };
    let hint = Signal::derive(move || Some(words.email_hint(&own())));
    let submit = move |event: SubmitEvent| {
        let Some(fields) = form::take(&event) else {
            return;
        };
        match check_deletion(&fields.text("email"), &untrack(own)) {
            Err(faults) => fault.set(Some(Trouble::Fields(faults))),
            Ok(deletion) => send(context, deletion, (fault, busy)),
        }
    };
    view! {
        <Dialog
            open=asking
            heading=words.ask_title
            landing=Landing::Field("email")
            about=LEAD
            on_close=close
        >
            <p id=LEAD>{words.ask_lead}</p>
            <TroubleSummary troubles=fault.into() />
            <form class="stack" on:submit=submit novalidate>
                <Field
                    name="email"
                    kind=FieldKind::EmailByHand
                    label=words.email
                    hint=hint
                    error=at(fault.into(), problem::Field::Email)
                />
                <div class="cluster">
                    <button
                        class="button button--danger"
                        type="submit"
                        aria-busy=move || busy.get().then_some("true")
                    >
                        <span>{words.confirm}</span>
                    </button>
                    <Button look=ButtonLook::Quiet on_press=close>{text.common().cancel}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// The dialog stays until it is done, with what was typed in it.
fn send(
    context: SettingsContext,
    deletion: Deletion,
    (fault, busy): (RwSignal<Option<Trouble>>, RwSignal<bool>),
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    fault.set(None);
    context.start(async move {
        let settled = delete(context, deletion).await;
        fault.set(settled.err().flatten());
        busy.set(false);
    });
}

/// Says what went wrong, if it did.
async fn delete(context: SettingsContext, deletion: Deletion) -> Result<(), Option<Trouble>> {
    context.change_in_place::<DeleteAccount>(&deletion).await?;
    context.session.ended(News::AccountDeleted);
    Ok(())
}
