//! A code: from an authenticator app, sent, or a backup code.

use super::Second;
use crate::{
    components::{CodeField, CodeKind, Submit},
    locale::use_text,
    pages::{
        sent_code::SentCode,
        troubles::{Troubles, at},
    },
    platform::form,
};
use contract::{limits, problem::Field, sent_code::Channel, sign_in::Method};
use flow::second_step::Event;
use leptos::{ev::SubmitEvent, prelude::*};
use text::Words;

/// The form of one method with a code; and above it, where its codes are sent to.
#[component]
pub fn CodeForm(
    second: Second,
    method: Method,
    troubles: Troubles,
    /// The id of the input.
    id: &'static str,
    /// The button.
    submit: &'static str,
    /// Whether a code of digits is sent off as soon as it is complete.
    #[prop(into)]
    submits_itself: Signal<bool>,
    /// What stands between the input and the button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let text = use_text();
    let give = move |event: SubmitEvent| {
        if let Some(fields) = form::take(&event) {
            second.send.run(Event::CodeGiven(fields.secret("code")));
        }
    };
    let complete = move |()| {
        if submits_itself.get_untracked() {
            form::submit(id);
        }
    };
    let FieldWords { kind, label, hint } = FieldWords::of(text, method);
    let sent = method.channel().map(|_| view! { <Sent second field=id /> });
    view! {
        {sent}
        <form class="stack" on:submit=give novalidate>
            <CodeField
                id
                name="code"
                kind
                label
                hint=Some(hint.to_owned())
                error=at(troubles, Field::Code)
                on_complete=complete
            />
            {children.map(|children| children())}
            <Submit label=submit busy=second.busy busy_label=text.second_step().confirming />
        </form>
    }
}

#[component]
fn Sent(second: Second, field: &'static str) -> impl IntoView {
    let sending = Memo::new(move |_| second.state.read().sending().cloned());
    let is_sending = Memo::new(move |_| second.state.read().is_sending());
    let send = move |()| second.send.run(Event::SendPressed);
    view! { <SentCode sending is_sending field on_send=UnsyncCallback::new(send) /> }
}

/// What the code field of a method says.
struct FieldWords {
    /// What the code is made of.
    kind: CodeKind,
    /// Its label.
    label: &'static str,
    /// What helps to type it right.
    hint: &'static str,
}

impl FieldWords {
    fn of(text: Words, method: Method) -> Self {
        let words = text.second_step();
        match method {
            Method::TextMessage => Self::sent(text, Channel::TextMessage),
            Method::Email => Self::sent(text, Channel::Email),
            Method::BackupCode => Self {
                kind: CodeKind::Letters,
                label: words.backup_label,
                hint: words.backup_hint,
            },
            // Keys have no code; a form of their own is shown for them.
            Method::Authenticator | Method::Passkey | Method::SecurityKey => Self {
                kind: CodeKind::Digits(limits::CODE_DIGITS as usize),
                label: words.authenticator_label,
                hint: words.authenticator_hint,
            },
        }
    }

    fn sent(text: Words, channel: Channel) -> Self {
        Self {
            kind: CodeKind::Digits(limits::SENT_CODE_DIGITS as usize),
            label: text::channel(text, channel).label,
            hint: text.sent_code().hint,
        }
    }
}
