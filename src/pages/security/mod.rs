//! Security settings: the methods that somebody has, and what can be done with them.

mod authenticators;
mod backup_codes;
mod held;
mod passkeys;
mod password;
mod remove;
mod rename;
mod row;

use super::{
    guard::{SignedInOnly, Told},
    screen::Room,
    step_up::{Prover, Setback, StepUpDialog, use_prover},
};
use crate::{
    components::{Button, Notice, NoticeKind},
    effects::now,
    platform::{Scope, locale},
    remote,
    route::Route,
    session::{News, Session, use_session},
    text::{Text, fill, use_text},
};
use authenticators::AuthenticatorsPart;
use backup_codes::BackupCodesPart;
use contract::{
    Nothing, Problem, Timestamp,
    account::SecurityOverview,
    endpoint::{Endpoint, ReadSecurity},
};
use flow::{CallError, Trouble};
use leptos::prelude::*;
use passkeys::PasskeysPart;
use password::PasswordPart;
use remove::RemoveDialog;
use rename::RenameDialog;
use row::Dialogs;
use std::future::Future;

/// The security settings.
#[component]
pub fn SecurityPage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::Security>
            <Settings />
        </SignedInOnly>
    }
}

/// What every part of the screen may use.
#[derive(Clone, Copy)]
struct Desk {
    text: &'static Text,
    session: Session,
    prover: Prover,
    scope: StoredValue<Scope, LocalStorage>,
    overview: RwSignal<Option<SecurityOverview>>,
    trouble: RwSignal<Option<Trouble>>,
    notice: RwSignal<Option<String>>,
}

impl Desk {
    /// Reads the settings again.
    fn refresh(self) {
        self.start(async move {
            match remote::call::<ReadSecurity>(&Nothing {}).await {
                Ok(overview) => self.overview.set(Some(overview)),
                Err(error) => self.fail(&error),
            }
        });
    }

    /// Looks at a part of the settings; it changes only when that part does.
    fn see<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        look: impl Fn(Option<&SecurityOverview>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| look(self.overview.read().as_ref()))
    }

    fn start(self, work: impl Future<Output = ()> + 'static) {
        self.scope.with_value(|scope| scope.spawn(work));
    }

    /// Makes a change, after a proof if the server wants one. `None` when it was not made; then the screen says why.
    async fn change<E: Endpoint>(self, request: &E::Request) -> Option<E::Reply> {
        self.trouble.set(None);
        self.notice.set(None);
        match self.prover.call::<E>(request).await {
            Ok(reply) => Some(reply),
            Err(Setback::GivenUp) => None,
            Err(Setback::Failed(error)) => {
                self.fail(&error);
                None
            }
        }
    }

    fn fail(self, error: &CallError) {
        match error {
            CallError::Refused(Problem::NotSignedIn) => self.session.ended(News::SessionEnded),
            error => self.trouble.set(Some(Trouble::from_call(error, now()))),
        }
    }

    /// A template with the date in it.
    fn dated(self, template: &str, moment: Timestamp) -> String {
        let date = locale::date(moment.0, self.text.language);
        fill(template, &[("date", &date)])
    }

    /// When a method was added, and when it was last used.
    fn used(self, added: Timestamp, last_used: Option<Timestamp>) -> String {
        let words = &self.text.security;
        let used = last_used.map_or_else(
            || words.never_used.to_owned(),
            |moment| self.dated(words.last_used, moment),
        );
        format!("{}, {used}", self.dated(words.added, added))
    }

    /// Says that a change was made, and shows it.
    fn done(self, words: String) {
        self.notice.set(Some(words));
        self.refresh();
    }
}

#[component]
fn Settings() -> impl IntoView {
    let text = use_text();
    let desk = Desk {
        text,
        session: use_session(),
        prover: use_prover(),
        scope: StoredValue::new_local(Scope::here()),
        overview: RwSignal::new(None),
        trouble: RwSignal::new(None),
        notice: RwSignal::new(None),
    };
    desk.refresh();
    let troubles: Signal<Option<Trouble>> = desk.trouble.into();
    let is_loaded = Memo::new(move |_| desk.overview.read().is_some());
    let parts = move || {
        if is_loaded.get() {
            view! { <Parts desk /> }.into_any()
        } else {
            view! { <NotLoaded desk /> }.into_any()
        }
    };
    let notice = move || {
        let words = desk.notice.get()?;
        Some(view! { <Notice kind=NoticeKind::Success>{words}</Notice> })
    };
    view! {
        <Room heading=text.security.title lead=Some(text.security.lead.to_owned()) troubles>
            <Told />
            {notice}
            {parts}
            <StepUpDialog prover=desk.prover />
        </Room>
    }
}

/// While the settings are on their way, or when they did not come.
#[component]
fn NotLoaded(desk: Desk) -> impl IntoView {
    let text = desk.text;
    move || {
        if desk.trouble.read().is_none() {
            return view! { <p role="status">{text.common.loading}</p> }.into_any();
        }
        let again = move |()| {
            desk.trouble.set(None);
            desk.refresh();
        };
        view! { <Button on_press=again>{text.common.try_again}</Button> }.into_any()
    }
}

/// Drawn once: what is read again later changes the words in it, never a dialog that somebody types in or that
/// shows backup codes.
#[component]
fn Parts(desk: Desk) -> impl IntoView {
    let has_second_step = desk.see(|overview| {
        overview.is_some_and(|overview| {
            !(overview.authenticators.is_empty() && overview.passkeys.is_empty())
        })
    });
    let dialogs = Dialogs {
        renaming: RwSignal::new(None),
        removing: RwSignal::new(None),
    };
    view! {
        {move || (!has_second_step.get()).then(|| view! { <Invitation /> })}
        <PasskeysPart desk dialogs />
        <AuthenticatorsPart desk dialogs />
        {move || has_second_step.get().then(|| view! { <BackupCodesPart desk /> })}
        <PasswordPart desk />
        <RenameDialog desk renaming=dialogs.renaming />
        <RemoveDialog desk removing=dialogs.removing />
    }
}

/// There is no second step yet: why to add one.
#[component]
fn Invitation() -> impl IntoView {
    let words = &use_text().security;
    view! {
        <Notice kind=NoticeKind::Warning>
            <p><strong>{words.second_step_off}</strong></p>
            <p>{words.second_step_invite}</p>
        </Notice>
    }
}
