//! Giving a method another name.

use super::{context::SettingsContext, held::Held};
use crate::{
    components::{Button, ButtonLook, Dialog, EnterKey, Field, Submit},
    locale::use_text,
    pages::troubles::{METHOD_LABEL, TroubleSummary, at},
    platform::{focus::Landing, form},
};
use contract::problem;
use flow::{Trouble, form::check_name};
use leptos::{ev::SubmitEvent, prelude::*};

/// The dialog; open while it is about one.
#[component]
pub fn RenameDialog(context: SettingsContext, renaming: RwSignal<Option<Held>>) -> impl IntoView {
    let text = use_text();
    let words = text.security();
    let fault = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);
    let close = move |()| {
        fault.set(None);
        renaming.set(None);
    };
    let open = Signal::derive(move || renaming.read().is_some());
    let heading = Signal::derive(move || {
        let about = renaming.read();
        let title = about.as_ref().map(|held| held.rename_title(text));
        title.unwrap_or_default().to_owned()
    });
    let submit = move |event: SubmitEvent| {
        let Some((fields, held)) = form::take(&event).zip(renaming.get_untracked()) else {
            return;
        };
        match check_name(&fields.text(METHOD_LABEL)) {
            Err(faults) => fault.set(Some(Trouble::Fields(faults))),
            Ok(name) => save(context, (held, name), (fault, busy), close),
        }
    };
    let present = move || {
        let about = renaming.read();
        about
            .as_ref()
            .map(Held::name)
            .unwrap_or_default()
            .to_owned()
    };
    view! {
        <Dialog open heading landing=Landing::Text(METHOD_LABEL) on_close=close>
            <TroubleSummary troubles=fault.into() />
            <form class="stack" on:submit=submit novalidate>
                <Field
                    name=METHOD_LABEL
                    enter=EnterKey::Done
                    label=words.name
                    value=present()
                    error=at(fault.into(), problem::Field::Name)
                />
                <div class="cluster">
                    <Submit label=words.save busy busy_label=text.common().working />
                    <Button look=ButtonLook::Quiet on_press=close>{text.common().cancel}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// Closes the dialog when it is done. Otherwise it stays, with what was typed in it.
fn save(
    context: SettingsContext,
    (held, name): (Held, String),
    (fault, busy): (RwSignal<Option<Trouble>>, RwSignal<bool>),
    close: impl FnOnce(()) + 'static,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    fault.set(None);
    context.start(async move {
        let settled = held.rename(context, name).await;
        busy.set(false);
        match settled {
            Ok(()) => close(()),
            Err(trouble) => fault.set(trouble),
        }
    });
}
