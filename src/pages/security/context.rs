//! What every part of the settings may use: the words, what the server said, and the one way to make a change.

use super::panel::Part;
use crate::{
    effects::now,
    locale::use_text,
    pages::step_up::{Prover, Setback, use_prover},
    platform::{Scope, locale},
    remote,
    session::{News, Session, use_session},
};
use contract::{
    Nothing, Problem, Timestamp,
    account::SecurityOverview,
    endpoint::{Endpoint, ReadSecurity},
};
use flow::{CallError, Trouble};
use leptos::prelude::*;
use std::future::Future;
use text::Words;

/// What every part of the screen may use.
#[derive(Clone, Copy)]
pub struct SettingsContext {
    /// The words.
    pub text: Words,
    /// Who is signed in.
    pub session: Session,
    /// Asks for a proof.
    pub prover: Prover,
    /// What the server said last.
    pub overview: RwSignal<Option<SecurityOverview>>,
    /// What went wrong.
    pub trouble: RwSignal<Option<Trouble>>,
    /// What was done last, and where that is said.
    pub outcome: RwSignal<Option<(Part, String)>>,
    scope: StoredValue<Scope, LocalStorage>,
}

impl SettingsContext {
    /// For the screen whose body this is called in. Nothing is read yet.
    pub fn here() -> Self {
        Self {
            text: use_text(),
            session: use_session(),
            prover: use_prover(),
            overview: RwSignal::new(None),
            trouble: RwSignal::new(None),
            outcome: RwSignal::new(None),
            scope: StoredValue::new_local(Scope::here()),
        }
    }

    /// Reads the settings again.
    pub fn refresh(self) {
        self.start(async move {
            match remote::call::<ReadSecurity>(&Nothing {}).await {
                Ok(overview) => self.take(overview),
                Err(error) => self.fail(&error),
            }
        });
    }

    fn take(self, overview: SecurityOverview) {
        let until = now().after_seconds(overview.open_for);
        let is_open = overview.open_for > 0;
        self.prover.open_until().set(is_open.then_some(until));
        self.overview.set(Some(overview));
    }

    /// Looks at a part of the settings; it changes only when that part does.
    pub fn see<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        look: impl Fn(Option<&SecurityOverview>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| look(self.overview.read().as_ref()))
    }

    /// Starts work that ends with the screen.
    pub fn start(self, work: impl Future<Output = ()> + 'static) {
        self.scope.with_value(|scope| scope.spawn(work));
    }

    /// Makes a change, after a proof if the server wants one. `None` when it was not made; then the screen says why.
    pub async fn change<E: Endpoint>(self, request: &E::Request) -> Option<E::Reply> {
        match self.change_in_place::<E>(request).await {
            Ok(reply) => Some(reply),
            Err(trouble) => {
                self.trouble.set(trouble);
                None
            }
        }
    }

    /// The same for a dialog that stays open until it is made, with all that was typed in it. What went wrong is for the
    /// dialog to say; nothing did when the person gave up, or is led to the sign-in page.
    pub async fn change_in_place<E: Endpoint>(
        self,
        request: &E::Request,
    ) -> Result<E::Reply, Option<Trouble>> {
        self.trouble.set(None);
        self.outcome.set(None);
        match self.prover.call::<E>(request).await {
            Ok(reply) => Ok(reply),
            Err(Setback::GivenUp) => Err(None),
            Err(Setback::Failed(CallError::Refused(Problem::NotSignedIn))) => {
                self.session.ended(News::SessionEnded);
                Err(None)
            }
            Err(Setback::Failed(error)) => Err(Some(Trouble::from_call(&error, now()))),
        }
    }

    /// Makes a change and says in its part that it was made.
    pub fn make<E: Endpoint>(self, request: E::Request, part: Part, said: String)
    where
        E::Request: 'static,
    {
        self.start(async move {
            if self.change::<E>(&request).await.is_some() {
                self.done(part, said);
            }
        });
    }

    /// Says that a change was made, and shows it.
    pub fn done(self, part: Part, words: String) {
        self.outcome.set(Some((part, words)));
        self.refresh();
    }

    /// Says what went wrong.
    pub fn fail(self, error: &CallError) {
        match error {
            CallError::Refused(Problem::NotSignedIn) => self.session.ended(News::SessionEnded),
            error => self.trouble.set(Some(Trouble::from_call(error, now()))),
        }
    }

    /// The date.
    pub fn date(moment: Timestamp) -> String {
        locale::date(moment.0)
    }

    /// The date with the time of day.
    pub fn time(moment: Timestamp) -> String {
        locale::date_and_time(moment.0)
    }

    /// When a method was added, and when it was last used.
    pub fn used(self, added: Timestamp, last_used: Option<Timestamp>) -> String {
        let words = self.text.security();
        let used = last_used.map_or_else(
            || words.never_used.to_owned(),
            |moment| words.last_used(&Self::date(moment)),
        );
        format!("{}, {used}", words.added(&Self::date(added)))
    }
}
