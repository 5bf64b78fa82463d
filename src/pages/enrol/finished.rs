//! An authenticator is set up: what to know, and where to go.

use crate::{
    components::{Countdown, Notice, NoticeKind},
    locale::use_text,
    pages::way::GoOn,
};
use flow::{Moment, enrol_authenticator::Enrolled};
use leptos::prelude::*;

/// The last screen.
#[component]
pub fn Finished(enrolled: Enrolled) -> impl IntoView {
    let text = use_text();
    view! {
        <p><strong>{enrolled.authenticator.name}</strong></p>
        <UsedCode next_at=enrolled.next_code_at />
        <GoOn to_settings=text.enrol_authenticator().finish />
    }
}

/// Says that the code just used cannot be used again, and when the next one comes.
#[component]
pub fn UsedCode(next_at: Moment) -> impl IntoView {
    let text = use_text();
    let waiting = RwSignal::new(true);
    let words = move || {
        if waiting.get() {
            let line = move |time: String| text.enrol_authenticator().used(&time);
            view! { <Countdown until=next_at.0 text=line on_zero=move |()| waiting.set(false) /> }
                .into_any()
        } else {
            text.enrol_authenticator().next_ready.into_any()
        }
    };
    view! { <Notice kind=NoticeKind::Info>{words}</Notice> }
}
