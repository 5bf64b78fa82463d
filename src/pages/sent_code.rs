//! A code that is sent: where it went, and asking for another. At sign-in, at step-up and for a new number alike.

use crate::{
    components::{Button, ButtonLook, Countdown},
    locale::use_text,
    platform::focus,
};
use flow::{Moment, sent_code::Sending};
use leptos::prelude::*;

/// The line above the code, and the button below it.
#[component]
pub fn SentCode(
    /// Where codes go, and the one that is out.
    #[prop(into)]
    sending: Signal<Option<Sending>>,
    /// The whole number or address, where whoever typed it should see whether it is right.
    #[prop(into, optional)]
    to: Signal<Option<String>>,
    /// Whether one is being sent.
    #[prop(into)]
    is_sending: Signal<bool>,
    /// The id of the input in which it is typed.
    field: &'static str,
    /// Called for another one.
    #[prop(into)]
    on_send: UnsyncCallback<()>,
) -> impl IntoView {
    let text = use_text();
    let where_to = Memo::new(move |_| {
        if is_sending.get() {
            return Some(text.sent_code().sending.to_owned());
        }
        let sending = sending.get()?;
        let is_sent = sending.is_sent();
        let to = to.get().unwrap_or(sending.masked);
        Some(if is_sent {
            text.sent_code().sent(&to)
        } else {
            text.sent_code().not_sent(&to)
        })
    });
    let another = Memo::new(move |_| match sending.get() {
        _ if is_sending.get() => Another::Sending,
        Some(sending) => match sending.resend_at {
            Some(moment) => Another::Later(moment),
            None => Another::Now(sending.is_sent()),
        },
        None => Another::Sending,
    });
    view! {
        <div class="stack">
            <p role="status">{where_to}</p>
            {move || match another.get() {
                Another::Sending => ().into_any(),
                Another::Later(moment) => view! { <Later moment /> }.into_any(),
                Another::Now(again) => view! { <Now again field on_send /> }.into_any(),
            }}
        </div>
    }
}

/// When another code can be had.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Another {
    Sending,
    Later(Moment),
    /// Now; true when one is out already.
    Now(bool),
}

#[component]
fn Later(moment: Moment) -> impl IntoView {
    let words = use_text().sent_code();
    let said = move |time: String| words.resend_in(&time);
    view! { <p class="quiet"><Countdown until=moment.0 text=said /></p> }
}

#[component]
fn Now(again: bool, field: &'static str, on_send: UnsyncCallback<()>) -> impl IntoView {
    let words = use_text().sent_code();
    let (label, look) = if again {
        (words.resend, ButtonLook::Quiet)
    } else {
        (words.send, ButtonLook::Secondary)
    };
    let press = move |()| {
        // This button goes away; what comes next is typed there.
        focus::to(field);
        on_send.run(());
    };
    view! { <Button look on_press=press>{label}</Button> }
}
