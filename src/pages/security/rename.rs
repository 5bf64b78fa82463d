//! Giving an authenticator another name.

use super::{Desk, authenticators::About};
use crate::{
    components::{Button, ButtonLook, Dialog, Field, Submit},
    pages::troubles::{TroubleSummary, at},
    platform::form,
    text::{fill, use_text},
};
use contract::{
    authenticator::{AuthenticatorId, AuthenticatorName},
    endpoint::RenameAuthenticator,
    problem,
};
use flow::{Trouble, form::check_name};
use leptos::{ev::SubmitEvent, prelude::*};

/// The dialog; open while it is about one.
#[component]
pub fn RenameDialog(desk: Desk, renaming: About) -> impl IntoView {
    let text = use_text();
    let words = &text.security;
    let fault = RwSignal::new(None::<Trouble>);
    let close = move |()| {
        fault.set(None);
        renaming.set(None);
    };
    let open = Signal::derive(move || renaming.read().is_some());
    let submit = move |event: SubmitEvent| {
        let Some((fields, id)) = form::take(&event).zip(asked(renaming)) else {
            return;
        };
        match check_name(&fields.text("name")) {
            Err(faults) => fault.set(Some(Trouble::Fields(faults))),
            Ok(name) => {
                close(());
                rename(desk, AuthenticatorName { id, name });
            }
        }
    };
    let present = move || renaming.get().map(|about| about.name).unwrap_or_default();
    view! {
        <Dialog open heading=words.rename_title on_close=close>
            <TroubleSummary troubles=fault.into() />
            <form class="stack" on:submit=submit novalidate>
                <Field
                    name="name"
                    label=words.name
                    value=present()
                    error=at(fault.into(), problem::Field::Name)
                />
                <div class="cluster">
                    <Submit label=words.save busy_label=text.common.working />
                    <Button look=ButtonLook::Quiet on_press=close>{text.common.cancel}</Button>
                </div>
            </form>
        </Dialog>
    }
}

fn asked(about: About) -> Option<AuthenticatorId> {
    about.get_untracked().map(|authenticator| authenticator.id)
}

fn rename(desk: Desk, request: AuthenticatorName) {
    let words = desk.text.security.renamed;
    desk.start(async move {
        if desk.change::<RenameAuthenticator>(&request).await.is_some() {
            desk.done(fill(words, &[("name", &request.name)]));
        }
    });
}
