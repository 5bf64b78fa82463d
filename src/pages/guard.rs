//! Which screens need somebody to be signed in, and what is shown until that is known.

use super::{screen::PublicPage, way::use_way};
use crate::{
    components::{Button, Notice, NoticeKind},
    locale::use_text,
    navigation::Redirect,
    platform::{adopt, cookies, place},
    route::Route,
    session::{News, Standing, use_session},
};
use contract::problem::Field;
use leptos::prelude::*;
use text::field_reason;

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
            let is_back = !was_open.get_value() || session.has_ended();
            let path = way_to(other, is_back);
            view! { <Redirect path /> }.into_any()
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

/// Whoever came here without being signed in, or whose session ended, comes back to this very place afterwards; whoever
/// signed out does not. Whoever must enrol first goes on from there.
fn way_to(other: Route, comes_back: bool) -> String {
    let here = place::here();
    // Everybody goes to the settings anyway.
    if comes_back && here != Route::Security.path() {
        return other.with_next(&here);
    }
    other.path().to_owned()
}

#[component]
fn Waiting() -> impl IntoView {
    let text = use_text();
    view! {
        <PublicPage heading=text.common().loading troubles=Signal::stored(None)>
            <span></span>
        </PublicPage>
    }
}

#[component]
fn Unreachable() -> impl IntoView {
    let text = use_text();
    let session = use_session();
    view! {
        <PublicPage
            heading=text.security().unavailable
            troubles=Signal::stored(Some(flow::Trouble::NoConnection))
        >
            <Button on_press=move |()| session.refresh()>{text.common().try_again}</Button>
        </PublicPage>
    }
}

/// Takes away the form that stands in `index.html`, on a screen that a link of it leads to. The email address that was typed
/// there goes along, when that link was followed before the program had come.
pub fn leave_early_form() {
    if let Some(typed) = adopt::left_email() {
        use_session().note_email(&typed);
    }
    adopt::discard();
}

/// A word before anything is typed, where this browser keeps no cookies.
#[component]
pub fn CookiesOff() -> impl IntoView {
    let text = use_text();
    (!cookies::are_kept()).then(
        || view! { <Notice kind=NoticeKind::Warning>{text.flash_messages().cookies_off}</Notice> },
    )
}

/// What there is to say about what happened before this screen.
#[component]
pub fn FlashMessages() -> impl IntoView {
    use_session().take_news().map(notice)
}

/// The same on a screen whose state may make it untrue: it is gone for good once `holds` is false.
#[component]
pub fn ToldWhile(#[prop(into)] holds: Signal<bool>) -> impl IntoView {
    let news = use_session().take_news();
    let shown = still(news, move |_| holds.get());
    move || shown.get().map(notice)
}

/// What there is to say, for as long as it is so: once it is not, it is not said again.
pub fn still(
    news: Option<News>,
    is_so: impl Fn(News) -> bool + Send + Sync + 'static,
) -> Memo<Option<News>> {
    Memo::new(move |before: Option<&Option<News>>| {
        let last = before.copied().unwrap_or(news);
        last.filter(|news| is_so(*news))
    })
}

/// It in words.
pub fn notice(news: News) -> impl IntoView {
    let text = use_text();
    let (kind, words) = match news {
        News::WeakPassword(reason) => {
            let reason = field_reason(text, Field::Password, reason);
            let words = text.flash_messages().weak_password(&reason);
            (NoticeKind::Warning, words)
        }
        News::NoCookies => (
            NoticeKind::Warning,
            text.flash_messages().no_cookies.to_owned(),
        ),
        News::SessionEnded => (
            NoticeKind::Info,
            text.flash_messages().session_ended.to_owned(),
        ),
        News::SignedOut => (
            NoticeKind::Success,
            text.flash_messages().signed_out.to_owned(),
        ),
        News::SecondStepOn => (
            NoticeKind::Success,
            text.flash_messages().second_step_on.to_owned(),
        ),
        News::RecoveryDone => (
            NoticeKind::Success,
            text.flash_messages().recovery_done.to_owned(),
        ),
        News::AccountDeleted => (NoticeKind::Success, text.account_deletion().done.to_owned()),
        News::BackupCodesLeft(left) => {
            let kind = if left > contract::limits::BACKUP_CODES_LOW {
                NoticeKind::Info
            } else {
                NoticeKind::Warning
            };
            (kind, text::backup_codes_left(text, left))
        }
    };
    view! { <Notice kind>{words}</Notice> }
}

/// Shows its children to whoever is not signed in. Everybody else is led on by the sign-in page: to where they wanted to go,
/// or to the settings.
#[component]
pub fn GuestOnly(
    /// The screen.
    children: ChildrenFn,
) -> impl IntoView {
    let (way, session) = (use_way(), use_session());
    session.refresh();
    // Decided once: whoever signs in from this screen is led on by its own machine.
    let is_guest = Memo::new(move |before: Option<&Option<bool>>| match before {
        Some(Some(decided)) => Some(*decided),
        _ => match session.standing() {
            Standing::Unknown | Standing::Unreachable => None,
            Standing::Guest => Some(true),
            Standing::Enrolling(_) | Standing::SignedIn(_) => Some(false),
        },
    });
    // What somebody types stays when the server answers.
    let is_away = Memo::new(move |_| is_guest.get() == Some(false));
    move || {
        if is_away.get() {
            let path = way.by(Route::SignIn);
            view! { <Redirect path /> }.into_any()
        } else {
            children().into_any()
        }
    }
}
