//! Confirm a phone number for codes by text message, or the email address.

use super::{
    backup_codes::NewBackupCodes,
    guard::SignedInOnly,
    screen::AccountPage,
    sent_code::SentCode,
    step_up::{StepUpDialog, use_prover},
    troubles::{Troubles, at},
    unsaved_codes::SavedCodesFirst,
    way::{GoOn, use_go_on},
};
use crate::{
    components::{Button, ButtonLook, CodeField, CodeKind, EnterKey, Field, FieldKind, Submit},
    effects::{self, enrol_passkey::Holder},
    locale::use_text,
    machine::{Running, use_machine},
    platform::{Scope, focus::Landing, form},
    route::Route,
    session::use_session,
};
use contract::{limits, problem, sent_code::Channel, step_up::StepUp};
use flow::enrol_contact::{EnrolContact, Event, Kind, Step};
use leptos::{ev::SubmitEvent, prelude::*};
use text::{ContactWords, channel, contact};

/// The page for a phone number.
#[component]
pub fn PhonePage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::Phone>
            <SavedCodesFirst>
                <Enrolment kind=Kind::Phone />
            </SavedCodesFirst>
        </SignedInOnly>
    }
}

/// The page for the email address.
#[component]
pub fn EmailPage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::Email>
            <Enrolment kind=Kind::Email />
        </SignedInOnly>
    }
}

type Machine = Running<EnrolContact>;

/// What the page is about.
#[derive(Clone, Copy)]
struct About {
    words: ContactWords,
    field: problem::Field,
    name: &'static str,
    look: FieldKind,
    channel: Channel,
}

impl About {
    fn of(kind: Kind) -> Self {
        let words = contact(use_text(), kind);
        match kind {
            Kind::Phone => Self {
                words,
                field: problem::Field::Phone,
                name: "phone",
                look: FieldKind::Phone,
                channel: Channel::TextMessage,
            },
            Kind::Email => Self {
                words,
                field: problem::Field::Email,
                name: "email",
                look: FieldKind::NewEmail,
                channel: Channel::Email,
            },
        }
    }
}

#[component]
fn Enrolment(kind: Kind) -> impl IntoView {
    let text = use_text();
    let about = About::of(kind);
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
        EnrolContact::default(),
        effects::enrol_contact::run(holder, ask, use_go_on()),
    );
    machine.send.run(Event::Opened(kind));
    // What was typed is kept while the code is asked for, so that it can be put right.
    let typed = StoredValue::new(match kind {
        Kind::Email => use_session().email_now().unwrap_or_default(),
        Kind::Phone => String::new(),
    });
    let screen = Memo::new(move |_| Shown::of(&machine.state.read()));
    let landing = Signal::derive(move || match screen.get() {
        Shown::Code => Landing::Field("code"),
        Shown::Waiting | Shown::Form | Shown::Codes | Shown::Finished => Landing::Heading,
    });
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    view! {
        <AccountPage heading=heading(about, screen) lead=lead(about, screen) landing troubles>
            {move || match screen.get() {
                Shown::Waiting => view! { <p role="status">{text.common().loading}</p> }.into_any(),
                Shown::Form => {
                    view! { <ContactForm machine about typed troubles=troubles.into() /> }.into_any()
                }
                Shown::Code => {
                    remember(machine, kind, typed);
                    view! { <CodeStep machine about troubles=troubles.into() /> }.into_any()
                }
                Shown::Codes => view! { <Codes machine holder /> }.into_any(),
                Shown::Finished => view! { <Finished /> }.into_any(),
            }}
            <StepUpDialog prover />
        </AccountPage>
    }
}

/// After a reload, what was typed before is known from the server.
fn remember(machine: Machine, kind: Kind, typed: StoredValue<String>) {
    let given = machine.state.read_untracked().given().map(str::to_owned);
    let is_open = kind == Kind::Email || typed.with_value(String::is_empty);
    if let Some(given) = given.filter(|_| is_open) {
        typed.set_value(given);
    }
}

fn heading(about: About, screen: Memo<Shown>) -> Signal<String> {
    let text = use_text();
    Signal::derive(move || {
        let words = match screen.get() {
            Shown::Waiting | Shown::Form => about.words.title,
            Shown::Code => text.enrol_contact().code_title,
            Shown::Codes => text.backup_codes().title,
            Shown::Finished => about.words.done_title,
        };
        words.to_owned()
    })
}

fn lead(about: About, screen: Memo<Shown>) -> Signal<Option<String>> {
    let text = use_text();
    Signal::derive(move || {
        let words = match screen.get() {
            Shown::Form => about.words.lead,
            Shown::Waiting | Shown::Code => return None,
            Shown::Codes => text.backup_codes().lead,
            Shown::Finished => about.words.done,
        };
        Some(words.to_owned())
    })
}

/// What the machine's step looks like. Steps that look the same are one, so that a form is not drawn anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Waiting,
    Form,
    Code,
    Codes,
    Finished,
}

impl Shown {
    fn of(machine: &EnrolContact) -> Self {
        match machine.step {
            Step::Form if machine.is_looking() => Self::Waiting,
            Step::Form | Step::GivenUp => Self::Form,
            Step::Code(_) => Self::Code,
            Step::BackupCodes(_) => Self::Codes,
            Step::Finished(_) => Self::Finished,
        }
    }
}

#[component]
fn ContactForm(
    machine: Machine,
    about: About,
    typed: StoredValue<String>,
    troubles: Troubles,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        if let Some(fields) = form::take(&event) {
            let given = fields.text(about.name);
            typed.set_value(given.clone());
            machine.send.run(Event::Given(given));
        }
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    view! {
        <form class="stack" on:submit=submit novalidate>
            <Field
                name=about.name
                kind=about.look
                enter=EnterKey::Send
                label=about.words.label
                hint=Some(about.words.hint.to_owned())
                value=typed.get_value()
                error=at(troubles, about.field)
            />
            <div class="cluster">
                <Submit
                    label=about.words.send
                    busy
                    busy_label=use_text().sent_code().sending
                />
                <Cancel machine />
            </div>
        </form>
    }
}

#[component]
fn CodeStep(machine: Machine, about: About, troubles: Troubles) -> impl IntoView {
    let text = use_text();
    let words = text.enrol_contact();
    let submit = move |event: SubmitEvent| {
        if let Some(fields) = form::take(&event) {
            machine.send.run(Event::CodeGiven(fields.secret("code")));
        }
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    let sending = Memo::new(move |_| machine.state.read().sending().cloned());
    let is_sending = Memo::new(move |_| machine.state.read().is_sending());
    let to = Memo::new(move |_| machine.state.read().given().map(str::to_owned));
    let send = move |()| machine.send.run(Event::SendPressed);
    view! {
        <SentCode sending to is_sending field="code" on_send=UnsyncCallback::new(send) />
        <form class="stack" on:submit=submit novalidate>
            <CodeField
                name="code"
                kind=CodeKind::Digits(limits::SENT_CODE_DIGITS as usize)
                label=channel(text, about.channel).label
                hint=Some(text.sent_code().hint.to_owned())
                error=at(troubles, problem::Field::Code)
                on_complete=|()| form::submit("code")
            />
            <Submit label=words.confirm busy busy_label=text.second_step().confirming />
        </form>
        <div class="cluster">
            <Button
                look=ButtonLook::Quiet
                on_press=move |()| machine.send.run(Event::ChangePressed)
            >
                {words.change}
            </Button>
            <Cancel machine />
        </div>
    }
}

#[component]
fn Cancel(machine: Machine) -> impl IntoView {
    let label = use_text().enrol_contact().cancel;
    let cancel = move |()| machine.send.run(Event::Cancelled);
    view! { <Button look=ButtonLook::Quiet on_press=cancel>{label}</Button> }
}

#[component]
fn Codes(machine: Machine, holder: Holder) -> impl IntoView {
    let email = use_session().email_now().unwrap_or_default();
    let saved = move |()| machine.send.run(Event::CodesSaved);
    let codes = holder.get_value();
    codes.map(|codes| view! { <NewBackupCodes codes email on_saved=saved /> })
}

#[component]
fn Finished() -> impl IntoView {
    let label = use_text().enrol_contact().finish;
    view! { <GoOn to_settings=label /> }
}
