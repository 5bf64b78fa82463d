//! Whether the link that led here is good, and what to do when it is not.

use super::LinkToken;
use crate::{
    effects::errand,
    locale::use_text,
    machine::{Running, use_machine},
    pages::troubles::Troubles,
    pages::way::use_way,
    route::Route,
};
use contract::{
    endpoint::CheckLink,
    recovery::{LinkCheck, LinkChecked, LinkKind, ResetFor},
};
use flow::{
    Trouble,
    errand::{Errand, Event, Step},
};
use leptos::prelude::*;

type Look = Running<Errand<LinkCheck, LinkChecked>>;

/// How it is with the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The server is being asked.
    Unknown,
    /// It can be used, or the server could not say: then its use shows.
    Good,
    /// It lost what stands behind its `#`, or the page was loaded again.
    Missing,
    /// It was used, is too old, or another took its place.
    Over,
}

/// Asks the server about the link at once; `used` is what went wrong when it was used.
pub fn fate_of(kind: LinkKind, link: LinkToken, used: Troubles) -> Memo<Fate> {
    look_at(kind, link, used).0
}

/// The same for a link that sets a new password; with it whose, once the server has said so.
pub fn fate_of_reset(link: LinkToken, used: Troubles) -> (Memo<Fate>, Memo<Option<ResetFor>>) {
    let (fate, look) = look_at(LinkKind::PasswordReset, link, used);
    let reset = Memo::new(move |_| {
        let state = look.state.read();
        state.outcome().and_then(|checked| checked.reset.clone())
    });
    (fate, reset)
}

fn look_at(kind: LinkKind, link: LinkToken, used: Troubles) -> (Memo<Fate>, Look) {
    let look: Look = use_machine(Errand::default(), errand::run::<CheckLink>);
    let is_there = link.token().is_some();
    if let Some(token) = link.token() {
        look.send.run(Event::Given(LinkCheck { kind, token }));
    }
    let fate = Memo::new(move |_| {
        let state = look.state.read();
        let is_over = |trouble: Option<&Trouble>| trouble == Some(&Trouble::LinkExpired);
        if !is_there {
            Fate::Missing
        } else if is_over(state.trouble.as_ref()) || is_over(used.read().as_ref()) {
            Fate::Over
        } else if state.step == Step::Open && state.trouble.is_none() {
            Fate::Unknown
        } else {
            Fate::Good
        }
    });
    (fate, look)
}

/// The heading over a link that cannot be used.
pub fn dead_heading(fate: Fate) -> Option<&'static str> {
    let words = use_text().dead_link();
    match fate {
        Fate::Unknown | Fate::Good => None,
        Fate::Missing => Some(words.missing_title),
        Fate::Over => Some(words.over_title),
    }
}

/// What is under it.
pub fn dead_lead(fate: Fate) -> Option<&'static str> {
    let words = use_text().dead_link();
    match fate {
        Fate::Unknown | Fate::Good => None,
        Fate::Missing => Some(words.missing),
        Fate::Over => Some(words.over),
    }
}

/// The way to a new link, or to the same without one.
#[component]
pub fn Dead(kind: LinkKind) -> impl IntoView {
    let text = use_text();
    let words = text.dead_link();
    let (help, label, route) = match kind {
        LinkKind::PasswordReset => (None, text.password_reset().new_link, Route::ForgotPassword),
        LinkKind::RecoveryStart => (
            Some(words.recovery_start),
            text.password_reset().sign_in,
            Route::SignIn,
        ),
        LinkKind::RecoveryCancel => (
            Some(words.recovery_cancel),
            text.password_reset().sign_in,
            Route::SignIn,
        ),
        LinkKind::EmailChangeUndo => (
            Some(words.undo),
            text.password_reset().sign_in,
            Route::SignIn,
        ),
    };
    let href = use_way().by(route);
    view! {
        {help.map(|help| view! { <p>{help}</p> })}
        <a class="button button--primary" href=href>{label}</a>
    }
}
