//! The second step with a code: from an authenticator app, sent, or a backup code.

use super::{Machine, trust::TrustBox};
use crate::{
    components::{Button, ButtonLook, CodeField, CodeKind, Submit},
    locale::use_text,
    pages::{
        sent_code::SentCode,
        troubles::{Troubles, at},
    },
    platform::form,
};
use contract::{limits, problem::Field, sign_in::Method};
use flow::{second_step::Event as SecondEvent, sign_in::Event};
use leptos::{ev::SubmitEvent, prelude::*};
use text::Words;

/// The form of one method.
#[component]
pub fn CodeStep(machine: Machine, method: Method, troubles: Troubles) -> impl IntoView {
    let text = use_text();
    let submit = move |event: SubmitEvent| {
        if let Some(fields) = form::take(&event) {
            machine
                .send
                .run(Event::Second(SecondEvent::CodeGiven(fields.secret("code"))));
        }
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    let complete = move |()| {
        if machine.state.read_untracked().submits_itself() {
            form::submit("code");
        }
    };
    let CodeForm { kind, label, hint } = CodeForm::of(text, method);
    let sent = method.channel().map(|_| view! { <Sent machine /> });
    view! {
        {sent}
        <form class="stack" on:submit=submit novalidate>
            <CodeField
                name="code"
                kind
                label
                hint=Some(hint.to_owned())
                error=at(troubles, Field::Code)
                on_complete=complete
            />
            <TrustBox machine />
            <Submit label=text.second_step().confirm busy busy_label=text.second_step().confirming />
        </form>
        <Weaker method />
        <OtherWays machine />
    }
}

#[component]
fn Sent(machine: Machine) -> impl IntoView {
    let sending = Memo::new(move |_| machine.state.read().second.sending().cloned());
    let is_sending = Memo::new(move |_| machine.state.read().second.is_sending());
    let send = move |()| {
        machine.send.run(Event::Second(SecondEvent::SendPressed));
    };
    view! { <SentCode sending is_sending field="code" on_send=UnsyncCallback::new(send) /> }
}

/// Why another method is better, for one that is weak.
#[component]
fn Weaker(method: Method) -> impl IntoView {
    let text = use_text();
    let words = method.channel().map(|channel| text::channel(text, channel));
    words.map(|words| view! { <p class="quiet">{words.weaker}</p> })
}

/// Another method, or from the beginning; and what to do when there is none.
#[component]
pub fn OtherWays(machine: Machine) -> impl IntoView {
    let text = use_text();
    let has_choice = move || machine.state.read().second.has_choice();
    let other_way = move || {
        let ask = move |()| {
            machine.send.run(Event::Second(SecondEvent::OtherWayAsked));
        };
        has_choice().then(|| {
            view! {
                <Button look=ButtonLook::Quiet on_press=ask>{text.second_step().other_way}</Button>
            }
        })
    };
    // With a choice, it stands below the list.
    let lost = move || (!has_choice()).then(|| view! { <LostAll machine /> });
    view! {
        <div class="cluster">
            {other_way}
            {lost}
            <Button
                look=ButtonLook::Quiet
                on_press=move |()| machine.send.run(Event::StartedOver)
            >
                {text.second_step().start_over}
            </Button>
        </div>
    }
}

/// The way on for whoever can use none of the methods: recovery, or why there is none and whom to ask.
#[component]
pub fn LostAll(machine: Machine) -> impl IntoView {
    let words = use_text().recovery();
    let explains = Memo::new(move |_| machine.state.read().explains_recovery());
    move || {
        let ask = move |()| machine.send.run(Event::LostAllAsked);
        explains
            .get()
            .then(|| view! { <Button look=ButtonLook::Quiet on_press=ask>{words.lost}</Button> })
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
    pub fn of(text: Words, method: Method) -> Self {
        if let Some(channel) = method.channel() {
            return Self {
                kind: CodeKind::Digits(limits::SENT_CODE_DIGITS as usize),
                label: text::channel(text, channel).label,
                hint: text.sent_code().hint,
            };
        }
        match method {
            Method::BackupCode => Self {
                kind: CodeKind::Letters,
                label: text.second_step().backup_label,
                hint: text.second_step().backup_hint,
            },
            // The others have no code; their own forms are shown for them.
            _ => Self {
                kind: CodeKind::Digits(limits::CODE_DIGITS as usize),
                label: text.second_step().authenticator_label,
                hint: text.second_step().authenticator_hint,
            },
        }
    }
}
