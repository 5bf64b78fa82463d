//! What it means to lose a method, and the one thing to do next.

use super::{context::SettingsContext, row::Dialogs};
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
pub fn IfLost(context: SettingsContext, what: What) -> impl IntoView {
    let meaning = context.see(move |overview| overview.map(|it| risk::if_lost(it, &what)));
    move || {
        let meaning = meaning.get()?;
        let said = consequence(context.text, &meaning);
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
pub fn SuggestionNotice(context: SettingsContext, dialogs: Dialogs) -> impl IntoView {
    let passkeys = use_passkeys();
    let suggestion = Memo::new(move |_| {
        let can_make = passkeys.support().is_some_and(|it| it.can_create());
        let overview = context.overview.read();
        let overview = overview.as_ref()?;
        risk::suggestion(overview, can_make)
    });
    move || {
        let suggestion = suggestion.get()?;
        let words = words_of(context.text, suggestion);
        Some(view! {
            <Notice kind=NoticeKind::Warning>
                <p><strong>{words.title}</strong></p>
                <p>{words.lead}</p>
                <Way context dialogs suggestion />
            </Notice>
        })
    }
}

/// How to do it.
#[component]
fn Way(context: SettingsContext, dialogs: Dialogs, suggestion: Suggestion) -> impl IntoView {
    let words = context.text.security_advice();
    let (route, label) = match suggestion {
        Suggestion::SecondStep(it)
        | Suggestion::AnotherMethod(it)
        | Suggestion::StrongerThanMessages(it) => (screen(it), addition(context.text, it)),
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
