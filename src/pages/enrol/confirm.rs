//! The first code of a pending authenticator, and what to call it.

use super::Machine;
use crate::{
    components::{CodeField, CodeKind, Dial, EnterKey, Field, Submit},
    locale::use_text,
    pages::troubles::{METHOD_LABEL, at},
    platform::{clock, form},
};
use contract::problem;
use flow::{
    countdown::code_seconds_left,
    enrol_authenticator::{Event, Pending},
};
use leptos::{ev::SubmitEvent, prelude::*};

/// The form. The name comes before the code: a complete code is sent at once.
#[component]
pub fn ConfirmForm(machine: Machine, pending: Pending) -> impl IntoView {
    let text = use_text();
    let words = text.enrol_authenticator();
    let troubles = Signal::derive(move || machine.state.read().trouble.clone());
    let submit = move |event: SubmitEvent| {
        if let Some(fields) = form::take(&event) {
            machine.send.run(Event::CodeGiven {
                code: fields.secret("code"),
                name: fields.text(METHOD_LABEL),
            });
        }
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    let now = clock::use_now();
    let (period, server) = (pending.period, pending.clock);
    let seconds_left = Memo::new(move |_| code_seconds_left(period, server, now.get()));
    let said = Signal::derive(move || {
        text.enrol_authenticator()
            .dial(&seconds_left.get().to_string())
    });
    view! {
        <form class="panel" on:submit=submit novalidate>
            <h2>{words.confirm_title}</h2>
            <Field
                name=METHOD_LABEL
                enter=EnterKey::Next
                label=words.name
                hint=Some(words.name_hint.to_owned())
                error=at(troubles, problem::Field::Name)
            />
            <CodeField
                name="code"
                kind=CodeKind::Digits(pending.digits as usize)
                label=words.code
                hint=Some(words.code_hint.to_owned())
                error=at(troubles, problem::Field::Code)
                on_complete=|()| form::submit("code")
            />
            <Dial period seconds_left text=said />
            <Submit label=words.submit busy busy_label=words.submitting />
        </form>
    }
}
