//! What it means to lose a method, and the one thing to do next.

use super::{desk::Desk, row::Dialogs};
use crate::{
    components::{Button, Notice, NoticeKind, Remark, RemarkKind},
    passkeys::use_passkeys,
    route::Route,
    text::{addition, consequence, suggestion as words_of},
};
use contract::account::SecurityOverview;
use flow::risk::{self, Addition, Consequence, Suggestion, What};
use leptos::prelude::*;

/// What can be said about a method.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    /// The settings say that it is not taken.
    NotTaken,
    /// It is taken, and losing it would mean this.
    Taken(Consequence),
}

impl Standing {
    fn of(overview: &SecurityOverview, what: &What) -> Self {
        if overview.keys_only && !matches!(what, What::Passkey(_)) {
            return Self::NotTaken;
        }
        Self::Taken(risk::if_lost(overview, what))
    }
}

/// The line in the method's row or part.
#[component]
pub fn IfLost(desk: Desk, what: What) -> impl IntoView {
    let standing = desk.see(move |overview| overview.map(|it| Standing::of(it, &what)));
    move || {
        let (kind, said) = match standing.get()? {
            Standing::NotTaken => (RemarkKind::Calm, desk.text.keys_only.not_taken.to_owned()),
            Standing::Taken(it) => (kind(&it), consequence(desk.text, &it)),
        };
        Some(view! { <Remark kind>{said}</Remark> })
    }
}

const fn kind(consequence: &Consequence) -> RemarkKind {
    match consequence {
        Consequence::Still(_) => RemarkKind::Calm,
        Consequence::LockedOut { .. } => RemarkKind::Grave,
    }
}

/// The one suggestion, above all parts.
#[component]
pub fn SuggestionNotice(desk: Desk, dialogs: Dialogs) -> impl IntoView {
    let passkeys = use_passkeys();
    let suggestion = Memo::new(move |_| {
        let can_make = passkeys.support().is_some_and(|it| it.can_create());
        let overview = desk.overview.read();
        let overview = overview.as_ref()?;
        risk::suggestion(overview, can_make)
    });
    move || {
        let suggestion = suggestion.get()?;
        let words = words_of(desk.text, suggestion);
        Some(view! {
            <Notice kind=NoticeKind::Warning>
                <p><strong>{words.title}</strong></p>
                <p>{words.lead}</p>
                <Way desk dialogs suggestion />
            </Notice>
        })
    }
}

/// How to do it.
#[component]
fn Way(desk: Desk, dialogs: Dialogs, suggestion: Suggestion) -> impl IntoView {
    let words = &desk.text.risk;
    let (route, label) = match suggestion {
        Suggestion::SecondStep(it)
        | Suggestion::AnotherMethod(it)
        | Suggestion::StrongerThanMessages(it) => (screen(it), addition(desk.text, it)),
        Suggestion::ConfirmEmail => (Route::Email, words.confirm),
        Suggestion::BackupCodes { .. } => {
            let ask = move |()| dialogs.renewing.set(true);
            return view! { <Button on_press=ask>{words.make_codes}</Button> }.into_any();
        }
    };
    view! { <a class="button button--secondary" href=route.path()>{label}</a> }.into_any()
}

const fn screen(addition: Addition) -> Route {
    match addition {
        Addition::Passkey => Route::Passkey,
        Addition::Authenticator => Route::Authenticator,
    }
}
