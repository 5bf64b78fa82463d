//! The second step with a code: from an authenticator app, or a backup code.

use super::Machine;
use crate::{
    components::{Button, ButtonLook, CodeField, CodeKind, Submit},
    pages::troubles::{Troubles, at},
    platform::form,
    text::{Text, use_text},
};
use contract::{limits, problem::Field, sign_in::Method};
use flow::sign_in::{Event, Step};
use leptos::{ev::SubmitEvent, prelude::*};

/// The form of one method.
#[component]
pub fn CodeStep(machine: Machine, method: Method, troubles: Troubles) -> impl IntoView {
    let text = use_text();
    let submit = move |event: SubmitEvent| {
        if let Some(fields) = form::take(&event) {
            machine.send.run(Event::CodeGiven(fields.secret("code")));
        }
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    let CodeForm { kind, label, hint } = CodeForm::of(text, method);
    view! {
        <form class="stack" on:submit=submit novalidate>
            <CodeField
                name="code"
                kind
                label
                hint=Some(hint.to_owned())
                error=at(troubles, Field::Code)
                on_complete=|()| form::submit("code")
            />
            <Submit label=text.sign_in.confirm busy busy_label=text.sign_in.confirming />
        </form>
        <OtherWays machine />
    }
}

/// Another method, or from the beginning.
#[component]
pub fn OtherWays(machine: Machine) -> impl IntoView {
    let text = use_text();
    let has_choice = move || match &machine.state.read().step {
        Step::Second(offer) => offer.has_choice(),
        _ => false,
    };
    let other_way = move || {
        let ask = move |()| machine.send.run(Event::OtherWayAsked);
        has_choice().then(|| {
            view! {
                <Button look=ButtonLook::Quiet on_press=ask>{text.sign_in.other_way}</Button>
            }
        })
    };
    view! {
        <div class="cluster">
            {other_way}
            <Button
                look=ButtonLook::Quiet
                on_press=move |()| machine.send.run(Event::StartedOver)
            >
                {text.sign_in.start_over}
            </Button>
        </div>
    }
}

/// What the code field of a method looks like.
pub struct CodeForm {
    /// What the code is made of.
    pub kind: CodeKind,
    /// Its label.
    pub label: &'static str,
    /// What helps to type it right.
    pub hint: &'static str,
}

impl CodeForm {
    /// Of this method.
    pub fn of(text: &'static Text, method: Method) -> Self {
        match method {
            Method::BackupCode => Self {
                kind: CodeKind::Letters,
                label: text.sign_in.backup_label,
                hint: text.sign_in.backup_hint,
            },
            // The others have no code; their own forms are shown for them.
            Method::Authenticator | Method::Passkey | Method::SecurityKey => Self {
                kind: CodeKind::Digits(limits::CODE_DIGITS as usize),
                label: text.sign_in.authenticator_label,
                hint: text.sign_in.authenticator_hint,
            },
        }
    }
}
