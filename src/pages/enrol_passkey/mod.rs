//! Add a passkey or a security key: from the settings, as the first second step, or when one is offered.

mod finished;
mod offer;
mod ready;

use super::{
    backup_codes::NewBackupCodes,
    guard::SignedInOnly,
    passkey_button::PasskeyObstacle,
    screen::AccountPage,
    step_up::{StepUpDialog, use_prover},
    unsaved_codes::SavedCodesFirst,
    way::use_go_on,
};
use crate::{
    components::{Button, ButtonLook, Notice, NoticeKind},
    effects::{self, enrol_passkey::Holder},
    locale::use_text,
    machine::{Running, use_machine},
    passkeys::use_passkeys,
    platform::{Scope, computer},
    route::Route,
    session::use_session,
};
use contract::{browser_name::System, passkey::PasskeyKind, step_up::StepUp};
use finished::Finished;
use flow::enrol_passkey::{EnrolPasskey, Event, Step};
use leptos::prelude::*;
pub use offer::PasskeyOfferPage;
use ready::Ready;

/// The page for a passkey.
#[component]
pub fn AddPasskeyPage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::Passkey>
            <SavedCodesFirst>
                <Enrolment words=Words::of(PasskeyKind::Passkey) />
            </SavedCodesFirst>
        </SignedInOnly>
    }
}

/// The page for a security key.
#[component]
pub fn AddSecurityKeyPage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::SecurityKey>
            <SavedCodesFirst>
                <Enrolment words=Words::of(PasskeyKind::SecurityKey) />
            </SavedCodesFirst>
        </SignedInOnly>
    }
}

type Machine = Running<EnrolPasskey>;

/// What the page is about, in words.
#[derive(Clone, Copy)]
struct Words {
    kind: PasskeyKind,
    title: &'static str,
    lead: &'static str,
    next: &'static str,
    create: &'static str,
    done_title: &'static str,
    done: &'static str,
}

impl Words {
    fn of(kind: PasskeyKind) -> Self {
        let text = use_text().enrol_passkey();
        match kind {
            PasskeyKind::Passkey => Self {
                kind,
                title: text.title,
                lead: text.lead,
                next: text.next,
                create: text.create,
                done_title: text.done_title,
                done: text.done,
            },
            PasskeyKind::SecurityKey => Self {
                kind,
                title: text.key_title,
                lead: text.key_lead,
                next: text.key_next,
                create: text.key_create,
                done_title: text.key_done_title,
                done: text.key_done,
            },
        }
    }
}

impl Words {
    /// The name of one whose provider nobody knows.
    fn name(self) -> String {
        let text = use_text();
        match self.kind {
            PasskeyKind::SecurityKey => text.methods().security_key.to_owned(),
            PasskeyKind::Passkey => text.enrol_passkey().on_system(
                computer::system().map_or(text.enrol_passkey().unknown_system, System::name),
            ),
        }
    }
}

/// The journey. `decline` is what else there is to do on the screen with the button, when it was offered.
#[component]
fn Enrolment(words: Words, #[prop(optional)] decline: Option<ViewFn>) -> impl IntoView {
    let prover = use_prover();
    let scope = Scope::here();
    let holder: Holder = StoredValue::new_local(None);
    let ask = move |demand: StepUp, send: UnsyncCallback<Event>| {
        prover.ask(&scope, demand, move |is_proved| {
            send.run(if is_proved {
                Event::SteppedUp
            } else {
                Event::StepUpCancelled
            });
        });
    };
    let machine = use_machine(
        EnrolPasskey::default(),
        effects::enrol_passkey::run((words.kind, words.name()), holder, ask, use_go_on()),
    );
    use_passkeys().when_known(move |support| {
        machine.send.run(Event::Opened(words.kind, support));
    });
    let screen = Memo::new(move |_| Shown::of(&machine.state.read().step));
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let text = use_text();
    let heading = Signal::derive(move || {
        let heading = match screen.get() {
            Shown::Waiting | Shown::Ready | Shown::Stopped => words.title,
            Shown::Codes => text.backup_codes().title,
            Shown::Known => text.enrol_passkey().known_title,
            Shown::Finished(_) => words.done_title,
        };
        heading.to_owned()
    });
    let lead = Signal::derive(move || match screen.get() {
        Shown::Waiting | Shown::Ready => Some(words.lead.to_owned()),
        Shown::Codes => Some(text.backup_codes().lead.to_owned()),
        Shown::Finished(_) => Some(words.done.to_owned()),
        Shown::Known | Shown::Stopped => None,
    });
    view! {
        <AccountPage heading lead troubles>
            {move || match screen.get() {
                Shown::Waiting => view! { <p role="status">{text.common().loading}</p> }.into_any(),
                Shown::Ready => {
                    let decline = decline.clone();
                    view! { <Ready machine words decline /> }.into_any()
                }
                Shown::Codes => view! { <Codes machine holder /> }.into_any(),
                Shown::Known => view! { <Known machine /> }.into_any(),
                Shown::Stopped => view! { <Stopped machine /> }.into_any(),
                Shown::Finished(name) => view! { <Finished name /> }.into_any(),
            }}
            <StepUpDialog prover />
        </AccountPage>
    }
}

/// What the machine's step looks like. Steps that look the same are one, so that the button keeps the focus.
#[derive(Clone, PartialEq, Eq)]
enum Shown {
    Waiting,
    Ready,
    Codes,
    Known,
    Stopped,
    Finished(String),
}

impl Shown {
    fn of(step: &Step) -> Self {
        match step {
            Step::Opening | Step::GivenUp => Self::Waiting,
            Step::Ready | Step::Prompting | Step::Saving | Step::Unsaved => Self::Ready,
            Step::BackupCodes(_) => Self::Codes,
            Step::Known => Self::Known,
            Step::Stopped => Self::Stopped,
            Step::Finished(passkey) => Self::Finished(passkey.name.clone()),
        }
    }
}

#[component]
fn Codes(machine: Machine, holder: Holder) -> impl IntoView {
    let email = use_session().email_now().unwrap_or_default();
    let saved = move |()| machine.send.run(Event::CodesSaved);
    let codes = holder.get_value();
    codes.map(|codes| view! { <NewBackupCodes codes email on_saved=saved /> })
}

/// The device or key has one: good news, and the ways on.
#[component]
fn Known(machine: Machine) -> impl IntoView {
    let text = use_text();
    let words = text.enrol_passkey();
    view! {
        <Notice kind=NoticeKind::Info>{words.known}</Notice>
        <div class="cluster">
            <a class="button button--primary" href=Route::Security.path()>{text.enrol_authenticator().finish}</a>
            <Button
                look=ButtonLook::Quiet
                on_press=move |()| machine.send.run(Event::RestartAsked)
            >
                {words.known_other}
            </Button>
        </div>
    }
}

#[component]
fn Stopped(machine: Machine) -> impl IntoView {
    let text = use_text();
    let obstacle = Memo::new(move |_| machine.state.read().obstacle());
    let why = move || {
        obstacle
            .get()
            .map(|obstacle| view! { <PasskeyObstacle obstacle /> })
    };
    let again = move || {
        let restart = move |()| machine.send.run(Event::RestartAsked);
        let is_open = obstacle.get().is_none();
        is_open.then(|| view! { <Button on_press=restart>{text.common().try_again}</Button> })
    };
    view! {
        {why}
        <div class="cluster">
            {again}
            <Button look=ButtonLook::Quiet on_press=move |()| machine.send.run(Event::Cancelled)>
                {text.common().cancel}
            </Button>
        </div>
    }
}
