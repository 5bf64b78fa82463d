//! Set up an authenticator app: QR code and key, first code, backup codes.

mod confirm;
mod finished;
mod key;

use super::{
    backup_codes::NewBackupCodes,
    guard::{SignedInOnly, ToldWhile},
    screen::AccountPage,
    step_up::{StepUpDialog, use_prover},
    unsaved_codes::SavedCodesFirst,
    way::{GoOn, use_go_on, use_way},
};
use crate::{
    components::{Button, ButtonLook, Dialog},
    effects::{
        self,
        enrol_authenticator::{Holder, Shown as Held},
    },
    locale::use_text,
    machine::{Running, use_machine},
    passkeys::use_passkeys,
    platform::Scope,
    route::Route,
    session::{Standing, use_session},
};
use confirm::ConfirmForm;
use contract::step_up::StepUp;
use finished::{Finished, UsedCode};
use flow::enrol_authenticator::{EnrolAuthenticator, Enrolled, Event, Pending, Step};
use key::KeyToScan;
use leptos::prelude::*;

/// The set-up page.
#[component]
pub fn EnrolPage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::Authenticator>
            <SavedCodesFirst>
                <Enrolment />
            </SavedCodesFirst>
        </SignedInOnly>
    }
}

type Machine = Running<EnrolAuthenticator>;

#[component]
fn Enrolment() -> impl IntoView {
    let text = use_text();
    let prover = use_prover();
    let scope = Scope::here();
    let holder: Holder = StoredValue::new_local(Held::default());
    let ask = move |demand: StepUp, send: UnsyncCallback<Event>| {
        prover.ask(&scope, demand, move |is_proved| {
            send.run(if is_proved {
                Event::SteppedUp
            } else {
                Event::StepUpCancelled
            });
        });
    };
    let session = use_session();
    let machine = use_machine(
        EnrolAuthenticator::default(),
        effects::enrol_authenticator::run(session, holder, ask, use_go_on()),
    );
    machine.send.run(Event::Opened);
    let screen = Memo::new(move |_| Shown::of(&machine.state.read().step));
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    // What was said on the way here is over once the app is set up.
    let is_open = Signal::derive(move || {
        matches!(
            *screen.read(),
            Shown::Waiting | Shown::Pending(_) | Shown::Stopped
        )
    });
    let required = move || matches!(session.standing(), Standing::Enrolling(_));
    let lead = Signal::derive(move || match screen.get() {
        Shown::Waiting | Shown::Pending(_) if required() => {
            Some(text.enrol_authenticator().required.to_owned())
        }
        Shown::Waiting | Shown::Pending(_) => Some(text.enrol_authenticator().lead.to_owned()),
        Shown::Codes(_) => Some(text.backup_codes().lead.to_owned()),
        Shown::Stopped | Shown::Finished(_) => None,
    });
    view! {
        <AccountPage heading=heading(screen) lead troubles>
            <ToldWhile holds=is_open />
            {move || view_of(screen.get(), machine, holder)}
            <StepUpDialog prover />
        </AccountPage>
    }
}

/// What the machine's step looks like.
#[derive(Clone, PartialEq, Eq)]
enum Shown {
    Waiting,
    Pending(Pending),
    Codes(Enrolled),
    Stopped,
    Finished(Enrolled),
}

impl Shown {
    fn of(step: &Step) -> Self {
        match step {
            Step::Opening | Step::GivenUp => Self::Waiting,
            Step::Showing(pending) => Self::Pending(pending.clone()),
            Step::BackupCodes(enrolled) => Self::Codes(enrolled.clone()),
            Step::Stopped => Self::Stopped,
            Step::Finished(enrolled) => Self::Finished(enrolled.clone()),
        }
    }
}

fn heading(screen: Memo<Shown>) -> Signal<String> {
    let text = use_text();
    Signal::derive(move || {
        let words = match screen.get() {
            Shown::Waiting | Shown::Pending(_) | Shown::Stopped => text.enrol_authenticator().title,
            Shown::Codes(_) => text.backup_codes().title,
            Shown::Finished(_) => text.enrol_authenticator().done_title,
        };
        words.to_owned()
    })
}

fn view_of(screen: Shown, machine: Machine, holder: Holder) -> AnyView {
    let text = use_text();
    match screen {
        Shown::Waiting => view! { <p role="status">{text.common().loading}</p> }.into_any(),
        Shown::Pending(pending) => view! { <Setup machine holder pending /> }.into_any(),
        Shown::Codes(enrolled) => view! { <Codes machine holder enrolled /> }.into_any(),
        Shown::Stopped => view! { <Stopped machine /> }.into_any(),
        Shown::Finished(enrolled) => view! { <Finished enrolled /> }.into_any(),
    }
}

#[component]
fn Setup(machine: Machine, holder: Holder, pending: Pending) -> impl IntoView {
    let text = use_text();
    let session = use_session();
    let held = holder.with_value(|shown| shown.pending.clone());
    let key = held.map(|held| view! { <KeyToScan authenticator=held.authenticator /> });
    let passkeys = use_passkeys();
    let way = use_way();
    let passkey = move || {
        let can_create = passkeys.support()?.can_create();
        can_create.then(|| {
            let address = way.by(Route::Passkey);
            view! {
                <a class="button button--quiet" href=address>{text.enrol_passkey().passkey_instead}</a>
            }
        })
    };
    let leave = move || {
        let is_free = matches!(session.standing(), Standing::SignedIn(_));
        is_free.then(|| {
            let later = move |()| machine.send.run(Event::Discarded);
            view! { <Button look=ButtonLook::Quiet on_press=later>{text.enrol_authenticator().later}</Button> }
        })
    };
    view! {
        <div class="beside">
            {key}
            <ConfirmForm machine pending />
        </div>
        <div class="cluster">
            {leave} {passkey}
            <Button
                look=ButtonLook::Quiet
                on_press=move |()| machine.send.run(Event::RestartAsked)
            >
                {text.enrol_authenticator().restart}
            </Button>
        </div>
        <AskRestart machine />
    }
}

/// The key may be scanned already: then the app would go on showing codes that nobody takes.
#[component]
fn AskRestart(machine: Machine) -> impl IntoView {
    let text = use_text();
    let open = Memo::new(move |_| machine.state.read().asks_restart());
    let keep = move |()| machine.send.run(Event::RestartDeclined);
    let replace = move |()| machine.send.run(Event::RestartConfirmed);
    view! {
        <Dialog
            open=Signal::from(open)
            heading=text.enrol_authenticator().restart_title
            on_close=move |()| keep(())
        >
            <p>{text.enrol_authenticator().restart_explained}</p>
            <div class="cluster">
                <Button on_press=keep>{text.enrol_authenticator().restart_keep}</Button>
                <Button look=ButtonLook::Secondary on_press=replace>
                    {text.enrol_authenticator().restart_replace}
                </Button>
            </div>
        </Dialog>
    }
}

#[component]
fn Codes(machine: Machine, holder: Holder, enrolled: Enrolled) -> impl IntoView {
    let session = use_session();
    let codes = holder.with_value(|shown| shown.codes.clone());
    let email = session.email_now().unwrap_or_default();
    let saved = move |()| machine.send.run(Event::CodesSaved);
    view! {
        {codes.map(|codes| view! { <NewBackupCodes codes email on_saved=saved /> })}
        <UsedCode next_at=enrolled.next_code_at />
    }
}

#[component]
fn Stopped(machine: Machine) -> impl IntoView {
    let text = use_text();
    view! {
        <div class="cluster">
            <Button on_press=move |()| machine.send.run(Event::RestartAsked)>
                {text.enrol_authenticator().restart}
            </Button>
            <GoOn to_settings=text.enrol_authenticator().finish quiet=true />
        </div>
    }
}
