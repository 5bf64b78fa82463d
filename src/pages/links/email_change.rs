//! The link that undoes a change of the email address, and removes what was added to the account in between.

use super::{Dead, Fate, LinkToken, dead_heading, dead_lead, fate_of, with_link};
use crate::{
    components::{Notice, NoticeKind, Submit},
    effects::errand,
    locale::use_text,
    machine::{Running, use_machine},
    pages::{screen::PublicPage, way::use_way},
    platform::{adopt, form, locale},
    route::Route,
};
use contract::{
    Nothing, Timestamp,
    contact::{AddedBrowser, AddedMethod, EmailChangeUndone},
    endpoint::{RemoveAdded, UndoEmailChange},
    recovery::{LinkKind, LinkToken as Request},
};
use flow::{
    errand::{Errand, Event},
    undone::{NextMove, next_move},
};
use leptos::{ev::SubmitEvent, prelude::*};
use text::{Words, browser_name, method_name, sections};

const KIND: LinkKind = LinkKind::EmailChangeUndo;

type Undo = Running<Errand<Request, EmailChangeUndone>>;
type Removal = Running<Errand<Request, Nothing>>;

/// Puts the old address back, and then removes what was added since the change.
#[component]
pub fn UndoEmailChangePage() -> impl IntoView {
    adopt::discard();
    with_link(|link| view! { <Opened link /> })
}

#[component]
fn Opened(link: LinkToken) -> impl IntoView {
    let text = use_text();
    let words = text.undo_email_change();
    let undo: Undo = use_machine(Errand::default(), errand::run::<UndoEmailChange>);
    let removal: Removal = use_machine(Errand::default(), errand::run::<RemoveAdded>);
    let is_undone = Memo::new(move |_| undo.state.read().outcome().is_some());
    let is_removed = Memo::new(move |_| removal.state.read().outcome().is_some());
    let troubles = Memo::new(move |_| {
        let of_removal = removal.state.read().trouble.clone();
        of_removal.or_else(|| undo.state.read().trouble.clone())
    });
    let fate = fate_of(KIND, link, troubles.into());
    let heading = Signal::derive(move || {
        let dead = dead_heading(fate.get()).filter(|_| !is_undone.get());
        dead.unwrap_or_else(|| heading(words, is_undone.get(), is_removed.get()))
            .to_owned()
    });
    let lead = Signal::derive(move || {
        let lead = dead_lead(fate.get()).unwrap_or(words.lead);
        (!is_undone.get()).then(|| lead.to_owned())
    });
    view! {
        <PublicPage heading lead troubles>
            {move || {
                if is_removed.get() {
                    return view! { <SetPassword said=words.removed /> }.into_any();
                }
                if is_undone.get() {
                    let undone = undo.state.with(|state| state.outcome().cloned());
                    return undone.map(|undone| view! { <Undone undone removal link /> }).into_any();
                }
                match fate.get() {
                    Fate::Unknown => view! { <p role="status">{text.common().loading}</p> }.into_any(),
                    Fate::Good => view! { <Press label=words.undo machine=undo link /> }.into_any(),
                    Fate::Missing | Fate::Over => view! { <Dead kind=KIND /> }.into_any(),
                }
            }}
        </PublicPage>
    }
}

const fn heading(
    words: &sections::UndoEmailChange,
    is_undone: bool,
    is_removed: bool,
) -> &'static str {
    if is_removed {
        words.removed_title
    } else if is_undone {
        words.done_title
    } else {
        words.title
    }
}

/// The button that uses the link.
#[component]
fn Press<R: Clone + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    machine: Running<Errand<Request, R>>,
    link: LinkToken,
) -> impl IntoView {
    let text = use_text();
    let submit = move |event: SubmitEvent| {
        if let Some((_, token)) = form::take(&event).zip(link.token()) {
            machine.send.run(Event::Given(Request { token }));
        }
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    view! {
        <form class="stack" method="post" on:submit=submit novalidate>
            <Submit label busy busy_label=text.common().working />
        </form>
    }
}

/// The old address is back: what was added since it was changed, and what comes next.
#[component]
fn Undone(undone: EmailChangeUndone, removal: Removal, link: LinkToken) -> impl IntoView {
    let text = use_text();
    let words = text.undo_email_change();
    let next = next_move(&undone);
    if next == NextMove::SetPassword {
        let browsers = view! { <Browsers browsers=undone.browsers /> };
        return view! { {browsers} <SetPassword said=words.done /> }.into_any();
    }
    let methods = undone.added.iter().map(|added| method(text, added));
    let methods = methods.map(|said| view! { <li>{said}</li> }).collect_view();
    let button = if next == NextMove::RemoveAdded {
        view! {
            <p>{words.remove_lead}</p>
            <Press label=words.remove machine=removal link />
            <p><a href=use_way().by(Route::ForgotPassword)>{words.keep}</a></p>
        }
        .into_any()
    } else {
        view! { <Notice kind=NoticeKind::Warning>{words.cannot_remove}</Notice> <SetPassword said=words.done /> }
            .into_any()
    };
    view! {
        <p>{words.added}</p>
        <ul>{methods}</ul>
        <Browsers browsers=undone.browsers />
        {button}
    }
    .into_any()
}

/// The browsers that were trusted since the change.
#[component]
fn Browsers(browsers: Vec<AddedBrowser>) -> impl IntoView {
    let text = use_text();
    (!browsers.is_empty()).then(|| {
        let rows = browsers.iter().map(|browser| trusted(text, browser));
        let rows = rows.map(|said| view! { <li>{said}</li> }).collect_view();
        view! {
            <p>{text.undo_email_change().trusted}</p>
            <ul>{rows}</ul>
        }
    })
}

/// What is done, and the way to a new password.
#[component]
fn SetPassword(said: &'static str) -> impl IntoView {
    let text = use_text();
    view! {
        <p>{said}</p>
        <a class="button button--primary" href=use_way().by(Route::ForgotPassword)>{text.password_reset().title}</a>
    }
}

fn method(text: Words, added: &AddedMethod) -> String {
    let what = method_name(text, added.method);
    let when = moment(added.added_at);
    let words = text.undo_email_change();
    if added.name.is_empty() {
        words.nameless(what, &when)
    } else {
        words.named(what, &added.name, &when)
    }
}

fn trusted(text: Words, browser: &AddedBrowser) -> String {
    let name = browser_name(text, &browser.user_agent);
    let when = moment(browser.trusted_at);
    text.undo_email_change().nameless(&name, &when)
}

fn moment(at: Timestamp) -> String {
    locale::date_and_time(at.0)
}
