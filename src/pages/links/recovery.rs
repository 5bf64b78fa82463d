//! The links of a recovery: the one that begins it, and the one in each of its mails that stops it.

use super::{LinkWords, link_page};
use crate::{
    pages::way::use_way,
    platform::locale,
    route::Route,
    text::{fill, use_text},
};
use contract::{
    endpoint::{CancelRecovery, StartRecovery},
    recovery::{LinkKind, Recovery},
};
use leptos::prelude::*;

/// Begins the time of waiting.
#[component]
pub fn StartRecoveryPage() -> impl IntoView {
    let words = &use_text().recovery;
    let page = LinkWords {
        kind: LinkKind::RecoveryStart,
        title: words.start_title,
        lead: words.start_lead,
        button: words.start,
        done_title: words.started_title,
    };
    let done = move |recovery: &Recovery| view! { <Begun recovery=*recovery /> }.into_any();
    link_page::<StartRecovery>(page, done)
}

/// Stops it.
#[component]
pub fn CancelRecoveryPage() -> impl IntoView {
    let words = &use_text().recovery;
    let page = LinkWords {
        kind: LinkKind::RecoveryCancel,
        title: words.cancel_title,
        lead: words.cancel_lead,
        button: words.cancel,
        done_title: words.cancelled_title,
    };
    let done = move |_: &_| view! { <Stopped /> }.into_any();
    link_page::<CancelRecovery>(page, done)
}

#[component]
fn Begun(recovery: Recovery) -> impl IntoView {
    let text = use_text();
    let words = &text.recovery;
    let date = |moment: contract::Timestamp| locale::date_and_time(moment.0);
    let until = match recovery {
        Recovery::Waiting { ready_at } => Some(fill(words.waiting, &[("date", &date(ready_at))])),
        Recovery::Ready { expires_at } => Some(fill(words.ready, &[("date", &date(expires_at))])),
        Recovery::LinkSent { .. } => None,
    };
    view! {
        <p>{until}</p>
        <p>{words.waiting_help}</p>
        <a class="button button--secondary" href=use_way().by(Route::SignIn)>{text.reset.sign_in}</a>
    }
}

#[component]
fn Stopped() -> impl IntoView {
    let text = use_text();
    view! {
        <p>{text.recovery.cancelled}</p>
        <a class="button button--primary" href=use_way().by(Route::SignIn)>{text.reset.sign_in}</a>
    }
}
