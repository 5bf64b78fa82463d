//! What it means to lose a method, and the one thing to do next.

use super::{desk::Desk, row::Dialogs};
use crate::{
    components::{Button, Notice, NoticeKind, Remark, RemarkKind},
    passkeys::use_passkeys,
    route::Route,
};
use flow::risk::{self, Addition, Consequence, Suggestion, What};
use leptos::prelude::*;
use text::{addition, consequence, suggestion as words_of};

/// The line in the method's row or part.
#[component]
pub fn IfLost(desk: Desk, what: What) -> impl IntoView {
    let meaning = desk.see(move |overview| overview.map(|it| risk::if_lost(it, &what)));
    move || {
        let meaning = meaning.get()?;
        let said = consequence(desk.text, &meaning);
        Some(view! { <Remark kind=kind(&meaning)>{said}</Remark> })
    }
}

const fn kind(consequence: &Consequence) -> RemarkKind {
    match consequence {
        Consequence::Still(_) | Consequence::NotTaken => RemarkKind::Calm,
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
    let words = desk.text.security_advice();
    let (route, label) = match suggestion {
        Suggestion::SecondStep(it)
        | Suggestion::AnotherMethod(it)
        | Suggestion::StrongerThanMessages(it) => (screen(it), addition(desk.text, it)),
        Suggestion::ConfirmEmail => (Route::Email, words.confirm),
        Suggestion::BackupCodes { .. } | Suggestion::UnsavedBackupCodes => {
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
