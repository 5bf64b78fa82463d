//! The links of a recovery: the one that begins it, and the one in each of its mails that stops it.

use super::{LinkToken, LinkWords, link_page};
use crate::{
    components::{Button, ButtonLook},
    effects::now,
    locale::use_text,
    pages::{troubles::TroubleSummary, way::use_way},
    platform::{Scope, locale},
    remote,
    route::Route,
};
use contract::{
    endpoint::{CancelRecovery, StartRecovery},
    recovery::{LinkKind, LinkToken as Request, Recovery},
};
use flow::Trouble;
use leptos::prelude::*;

/// Begins the waiting period.
#[component]
pub fn StartRecoveryPage() -> impl IntoView {
    let words = use_text().recovery();
    let page = LinkWords {
        kind: LinkKind::RecoveryStart,
        title: words.start_title,
        lead: words.start_lead,
        button: words.start,
        done_title: words.started_title,
        refused_title: words.cancelled_title,
    };
    let done = move |recovery: &Recovery| view! { <Begun recovery=*recovery /> }.into_any();
    link_page::<StartRecovery>(page, done, |link| view! { <NotMe link /> }.into_any())
}

/// Stops it.
#[component]
pub fn CancelRecoveryPage() -> impl IntoView {
    let words = use_text().recovery();
    let page = LinkWords {
        kind: LinkKind::RecoveryCancel,
        title: words.cancel_title,
        lead: words.cancel_lead,
        button: words.cancel,
        done_title: words.cancelled_title,
        refused_title: words.cancelled_title,
    };
    let done = move |_: &_| view! { <Stopped /> }.into_any();
    link_page::<CancelRecovery>(page, done, |_| ().into_any())
}

/// For whoever did not ask for the recovery: the same link stops it.
#[component]
fn NotMe(link: LinkToken) -> impl IntoView {
    let text = use_text();
    let scope = StoredValue::new_local(Scope::here());
    let trouble = RwSignal::new(None::<Trouble>);
    let press = move |()| {
        let Some(token) = link.token() else {
            return;
        };
        trouble.set(None);
        let stop = async move {
            match remote::call::<CancelRecovery>(&Request { token }).await {
                Ok(_) => link.refuse(),
                Err(error) => trouble.set(Some(Trouble::from_call(&error, now()))),
            }
        };
        scope.with_value(|scope| scope.spawn(stop));
    };
    move || {
        if link.is_refused() {
            return view! { <Stopped /> }.into_any();
        }
        view! {
            <TroubleSummary troubles=trouble.into() />
            <Button look=ButtonLook::Quiet on_press=press>{text.recovery().not_me}</Button>
        }
        .into_any()
    }
}

#[component]
fn Begun(recovery: Recovery) -> impl IntoView {
    let text = use_text();
    let words = text.recovery();
    let date = |moment: contract::Timestamp| locale::date_and_time(moment.0);
    let until = match recovery {
        Recovery::Waiting { ready_at } => Some(words.waiting(&date(ready_at))),
        Recovery::Ready { expires_at } => Some(words.ready(&date(expires_at))),
        Recovery::LinkSent { .. } => None,
    };
    view! {
        <p>{until}</p>
        <p>{words.waiting_help}</p>
        <p>{words.not_me_help}</p>
        <a class="button button--secondary" href=use_way().by(Route::SignIn)>{text.password_reset().sign_in}</a>
    }
}

#[component]
fn Stopped() -> impl IntoView {
    let text = use_text();
    view! {
        <p>{text.recovery().cancelled}</p>
        <a class="button button--primary" href=use_way().by(Route::SignIn)>{text.password_reset().sign_in}</a>
    }
}
