//! Which screens need somebody to be signed in, and what is shown until that is known.

use super::screen::{Door, in_place};
use crate::{
    components::{Button, Notice, NoticeKind},
    platform::{adopt, cookies},
    route::Route,
    session::{News, Standing, use_session},
    text::use_text,
};
use leptos::prelude::*;
use leptos_router::components::Redirect;

/// Shows its children to whoever is signed in, and leads everybody else to the sign-in page.
#[component]
pub fn SignedInOnly(
    /// Which screen this is.
    route: Route,
    /// The screen.
    children: ChildrenFn,
) -> impl IntoView {
    let session = use_session();
    adopt::discard();
    session.refresh();
    // What is shown hangs on this alone, so that a change of address alone redraws nothing.
    let view = Memo::new(move |_| View::of(&session.standing(), route));
    let was_open = StoredValue::new(false);
    move || match view.get() {
        View::Open => {
            was_open.set_value(true);
            children().into_any()
        }
        View::Waiting => view! { <Waiting /> }.into_any(),
        View::Unreachable => view! { <Unreachable /> }.into_any(),
        View::Elsewhere(other) => {
            let path = way_to(other, route, was_open.get_value());
            view! { <Redirect path options=in_place() /> }.into_any()
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Open,
    Waiting,
    Unreachable,
    Elsewhere(Route),
}

impl View {
    fn of(standing: &Standing, route: Route) -> Self {
        match standing {
            Standing::Unknown => Self::Waiting,
            Standing::Unreachable => Self::Unreachable,
            Standing::Guest => Self::Elsewhere(Route::SignIn),
            Standing::Enrolling(_) if !route.enrols() => Self::Elsewhere(Route::Authenticator),
            Standing::Enrolling(_) | Standing::SignedIn(_) => Self::Open,
        }
    }
}

/// Whoever came here without being signed in comes back afterwards; whoever signed out does not.
fn way_to(other: Route, from: Route, was_open: bool) -> String {
    let is_arrival = other == Route::SignIn && from != Route::Security && !was_open;
    if is_arrival {
        other.with_next(from.path())
    } else {
        other.path().to_owned()
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let text = use_text();
    view! {
        <Door heading=text.common.loading troubles=Signal::stored(None)>
            <span></span>
        </Door>
    }
}

#[component]
fn Unreachable() -> impl IntoView {
    let text = use_text();
    let session = use_session();
    view! {
        <Door
            heading=text.security.unavailable
            troubles=Signal::stored(Some(flow::Trouble::NoConnection))
        >
            <Button on_press=move |()| session.refresh()>{text.common.try_again}</Button>
        </Door>
    }
}

/// A word before anything is typed, where this browser keeps no cookies.
#[component]
pub fn CookiesOff() -> impl IntoView {
    let text = use_text();
    (!cookies::are_kept())
        .then(|| view! { <Notice kind=NoticeKind::Warning>{text.news.cookies_off}</Notice> })
}

/// What there is to say about what happened before this screen.
#[component]
pub fn Told() -> impl IntoView {
    let text = use_text();
    let news = use_session().take_news();
    news.map(|news| {
        let (kind, words) = match news {
            News::NoCookies => (NoticeKind::Warning, text.news.no_cookies.to_owned()),
            News::SessionEnded => (NoticeKind::Info, text.news.session_ended.to_owned()),
            News::SignedOut => (NoticeKind::Success, text.news.signed_out.to_owned()),
            News::SecondStepOn => (NoticeKind::Success, text.news.second_step_on.to_owned()),
            News::AccountDeleted => (NoticeKind::Success, text.deletion.done.to_owned()),
            News::BackupCodesLeft(left) => {
                let kind = if left > contract::limits::BACKUP_CODES_LOW {
                    NoticeKind::Info
                } else {
                    NoticeKind::Warning
                };
                (kind, crate::text::backup_codes_left(text, left))
            }
        };
        view! { <Notice kind>{words}</Notice> }
    })
}
