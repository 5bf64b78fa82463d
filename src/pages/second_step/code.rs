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
use contract::{limits, problem::Field, sign_in::Method};
use flow::second_step::Event;
use leptos::{ev::SubmitEvent, prelude::*};
use text::method_code;

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
    // Keys have no code; a form of their own is shown for them.
    let field = kind_of(method).zip(method_code(text, method));
    let field = field.map(|(kind, words)| {
        view! {
            <CodeField
                id
                name="code"
                kind
                label=words.label
                hint=Some(words.hint.to_owned())
                error=at(troubles, Field::Code)
                on_complete=complete
            />
        }
    });
    let sent = method.channel().map(|_| view! { <Sent second field=id /> });
    view! {
        {sent}
        <form class="stack" on:submit=give novalidate>
            {field}
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

/// What the code of a method is made of; nothing for a method that has no code.
const fn kind_of(method: Method) -> Option<CodeKind> {
    match method {
        Method::Passkey | Method::SecurityKey => None,
        Method::Authenticator => Some(CodeKind::Digits(limits::CODE_DIGITS as usize)),
        Method::BackupCode => Some(CodeKind::Letters),
        Method::TextMessage | Method::Email => {
            Some(CodeKind::Digits(limits::SENT_CODE_DIGITS as usize))
        }
    }
}
