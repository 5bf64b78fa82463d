//! Who is signed in, as the page knows it. The server decides; this is what it last said, and the only place that writes it.

use crate::{
    platform::{Scope, broadcast, handover, json},
    remote,
};
use contract::{
    Nothing,
    account::Viewer,
    endpoint::{ReadSession, SignOut},
    json::{ReadJson as _, written},
    sign_in::{NextStep, SignedIn},
};
use flow::risk::news::Handover;
pub use flow::risk::news::News;
use flow::trouble::CallError;
use leptos::prelude::*;

/// Where this browser stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not asked yet.
    Unknown,
    /// The server could not be asked.
    Unreachable,
    /// Nobody is signed in.
    Guest,
    /// Somebody is signed in, but must enrol a second step before anything else.
    Enrolling(Viewer),
    /// Somebody is signed in.
    SignedIn(Viewer),
}

/// The context that every page may read.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    standing: RwSignal<Standing>,
    news: RwSignal<Option<News>>,
    /// The email address that was typed into a form that was left, for the next form that asks for one. An address is
    /// personal data: it stands in the memory of this tab alone, never in the address bar, the history or storage, and is
    /// gone after a reload and when somebody signs out.
    typed: RwSignal<String>,
    /// Whether somebody signed in here and the server has not recognised them since.
    is_unconfirmed: StoredValue<bool>,
    /// Whether the other program of the page led here.
    is_led_here: bool,
    /// Calls of the session outlive the screen that asked for them, and come from other tabs as well.
    scope: StoredValue<Scope, LocalStorage>,
}

/// Makes the session known to everything below, and keeps it in step with the other tabs.
pub fn provide_session() -> Session {
    let note = handover::take();
    let is_led_here = note.is_some();
    let left = note.map(|note| read(&note)).unwrap_or_default();
    let session = Session {
        standing: RwSignal::new(Standing::Unknown),
        news: RwSignal::new(left.news),
        typed: RwSignal::new(String::new()),
        is_unconfirmed: StoredValue::new(left.is_unconfirmed),
        is_led_here,
        scope: StoredValue::new_local(Scope::here()),
    };
    provide_context(session);
    broadcast::listen(move |broadcast::News::SessionChanged| session.refresh());
    session
}

/// What the other program of the page left for this one.
fn read(note: &str) -> Handover {
    let left = json::parse(note).and_then(|note| Handover::read(&note));
    left.unwrap_or_default()
}

/// The session of this page.
pub fn use_session() -> Session {
    use_context().unwrap_or_else(provide_session)
}

impl Session {
    /// Where this browser stands.
    pub fn standing(self) -> Standing {
        self.standing.get()
    }

    /// The address of whoever is signed in.
    pub fn email(self) -> Option<String> {
        match self.standing.get() {
            Standing::SignedIn(viewer) | Standing::Enrolling(viewer) => Some(viewer.email),
            Standing::Unknown | Standing::Unreachable | Standing::Guest => None,
        }
    }

    /// The same, for what is drawn once.
    pub fn email_now(self) -> Option<String> {
        untrack(|| self.email())
    }

    /// What there is to say; it is said once, and only while it is so.
    pub fn take_news(self) -> Option<News> {
        let news = self.news.try_update_untracked(Option::take).flatten();
        let is_signed_in = untrack(|| self.email()).is_some();
        news.filter(|news| news.is_for(is_signed_in))
    }

    /// Keeps something to say for the next screen.
    pub fn tell(self, news: News) {
        self.news.set(Some(news));
    }

    /// Whether the other program of the page led here, just now.
    pub const fn is_led_here(self) -> bool {
        self.is_led_here
    }

    /// Leaves for the other program of the page what there is to say there. It takes this one's place in the tab.
    pub fn hand_over(self) {
        let news = self.news.get_untracked();
        let left = Handover {
            news,
            // Said already.
            is_unconfirmed: self.is_unconfirmed.get_value() && news != Some(News::NoCookies),
        };
        handover::leave(&written(&left));
    }

    /// Whether the session ended by itself, and that is not said yet: whoever was at work comes back to it.
    pub fn has_ended(self) -> bool {
        self.news.get_untracked() == Some(News::SessionEnded)
    }

    /// The email address that was typed on another screen before somebody signed in. The screen that is left says it when
    /// the next one is drawn already.
    pub fn typed_email(self) -> Signal<String> {
        self.typed.into()
    }

    /// Keeps the email address of a form that is left. An empty field says nothing.
    pub fn note_email(self, typed: &str) {
        let typed = typed.trim();
        if !typed.is_empty() {
            self.typed.set(typed.to_owned());
        }
    }

    /// Asks the server.
    pub fn refresh(self) {
        let look = async move {
            match remote::call::<ReadSession>(&Nothing {}).await {
                Ok(next) => {
                    let is_guest = matches!(next, NextStep::Password | NextStep::SecondStep(_));
                    if !is_guest {
                        self.is_unconfirmed.set_value(false);
                    }
                    self.stands(next);
                }
                Err(_) if self.standing.get_untracked() == Standing::Unknown => {
                    self.standing.set(Standing::Unreachable);
                }
                Err(_) => {}
            }
        };
        self.scope.with_value(|scope| scope.spawn(look));
    }

    /// Takes in what the server said.
    pub fn stands(self, next: NextStep) {
        let standing = match next {
            NextStep::SignedIn(SignedIn { viewer, .. }) => Standing::SignedIn(viewer),
            NextStep::EnrolmentRequired(SignedIn { viewer, .. }) => Standing::Enrolling(viewer),
            NextStep::Password | NextStep::SecondStep(_) => Standing::Guest,
        };
        let before = self.standing.get_untracked();
        if before == standing {
            return;
        }
        let was_in = match before {
            Standing::SignedIn(_) | Standing::Enrolling(_) => true,
            // Somebody signed in by the other program, which led here.
            Standing::Unknown => self.is_unconfirmed.get_value(),
            Standing::Unreachable | Standing::Guest => false,
        };
        if was_in && standing == Standing::Guest {
            self.tell(self.why_nobody(News::SignedOut));
            self.typed.set(String::new());
        }
        self.standing.set(standing);
    }

    /// A sign-in succeeded here: takes it in and tells the other tabs.
    pub fn began(self, next: NextStep) {
        if let NextStep::SignedIn(signed_in) | NextStep::EnrolmentRequired(signed_in) = &next {
            let codes = signed_in.backup_codes_left.map(News::BackupCodesLeft);
            let password = signed_in.password_advice.map(News::WeakPassword);
            self.news.set(codes.or(password));
        }
        self.is_unconfirmed.set_value(true);
        self.stands(next);
        broadcast::tell(broadcast::News::SessionChanged);
    }

    /// The account has a second step now, and every screen is open; `is_first` if it had none before.
    pub fn second_step_enrolled(self, is_first: bool) {
        if let Standing::Enrolling(viewer) = self.standing.get_untracked() {
            self.standing.set(Standing::SignedIn(viewer));
        }
        if is_first {
            self.tell(News::SecondStepOn);
        }
    }

    /// The person has another email address now, or the same one confirmed.
    pub fn renamed(self, viewer: Viewer) {
        self.standing.set(Standing::SignedIn(viewer));
    }

    /// The server no longer knows this session.
    pub fn ended(self, news: News) {
        self.tell(self.why_nobody(news));
        self.typed.set(String::new());
        self.standing.set(Standing::Guest);
        broadcast::tell(broadcast::News::SessionChanged);
    }

    /// Why nobody is signed in here any more: a sign-in that the server has never recognised has not ended, its cookie was
    /// not kept. Both calls of a screen that opens may find that out, so it is not forgotten before the next sign-in.
    fn why_nobody(self, news: News) -> News {
        let never_was = self.is_unconfirmed.try_get_value() == Some(true);
        match news {
            News::SessionEnded | News::SignedOut if never_was => News::NoCookies,
            news => news,
        }
    }

    /// Signs out. On failure nothing changes: a person must not think they are out when they are not.
    pub async fn sign_out(self) -> Result<(), CallError> {
        remote::call::<SignOut>(&Nothing {}).await?;
        self.is_unconfirmed.set_value(false);
        self.ended(News::SignedOut);
        Ok(())
    }
}
