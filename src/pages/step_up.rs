//! Proving it again, in place: a dialog that any screen may open, after which what was asked for is done.

use super::{
    passkey_button::{PasskeyButton, PasskeyObstacle},
    sent_code::SentCode,
    sign_in::{CodeForm, KeyWords, choices},
    troubles::{Place, TroubleSummary, Troubles, at, input},
};
use crate::{
    components::{
        Button, ButtonLook, ChoiceList, CodeField, Dialog, PasswordField, PasswordPurpose, Submit,
        Whose,
    },
    effects::{self, now},
    locale::use_text,
    machine::{Running, use_machine},
    passkeys::use_passkeys,
    platform::{Scope, focus::Landing, form},
    remote,
    session::use_session,
};
use contract::{
    Problem,
    endpoint::Endpoint,
    passkey::PasskeyKind,
    problem::Field,
    sign_in::Method,
    step_up::{StepUp as Demand, SteppedUp},
};
use flow::{
    Moment,
    second_step::Event as SecondEvent,
    step_up::{Event, Step, StepUp},
    trouble::CallError,
};
use futures_channel::oneshot;
use leptos::{ev::SubmitEvent, prelude::*};

/// The ids of the inputs, which stand in front of a screen with inputs of its own, and of the line above them.
const CODE: &str = input(Place::StepUp, Field::Code);
const PASSWORD: &str = input(Place::StepUp, Field::Password);
const LEAD: &str = "step-up-lead";

type Waiting = StoredValue<Option<oneshot::Sender<bool>>, LocalStorage>;

/// The dialog, as a screen holds it.
#[derive(Clone, Copy)]
pub struct Prover {
    machine: Running<StepUp>,
    waiting: Waiting,
    open_until: RwSignal<Option<Moment>>,
}

/// How a call that may need a proof did not succeed.
pub enum Setback {
    /// The person did not want to prove it.
    GivenUp,
    /// It failed.
    Failed(CallError),
}

/// A dialog for this screen; put [`StepUpDialog`] somewhere in its view.
pub fn use_prover() -> Prover {
    let waiting: Waiting = StoredValue::new_local(None);
    let open_until = RwSignal::new(None);
    let settle = move |proved: Option<SteppedUp>| {
        if let Some(proved) = &proved {
            open_until.set(Some(now().after_seconds(proved.open_for)));
        }
        let sender = waiting.try_update_value(Option::take).flatten();
        if let Some(sender) = sender {
            // Nobody waits any more when the screen is gone.
            let _ = sender.send(proved.is_some());
        }
    };
    let machine = use_machine(StepUp::default(), effects::step_up::run(settle));
    use_passkeys().when_known(move |support| tell(machine, SecondEvent::SupportKnown(support)));
    Prover {
        machine,
        waiting,
        open_until,
    }
}

impl Prover {
    /// Makes a call; when the server wants a proof first, asks for it and then makes the call again.
    pub async fn call<E: Endpoint>(self, request: &E::Request) -> Result<E::Reply, Setback> {
        match remote::call::<E>(request).await {
            Err(CallError::Refused(Problem::StepUpRequired { step_up })) => {
                if !self.prove(step_up).await {
                    return Err(Setback::GivenUp);
                }
                remote::call::<E>(request).await.map_err(Setback::Failed)
            }
            settled => settled.map_err(Setback::Failed),
        }
    }

    /// Until when changes are open without another proof, as far as this screen knows.
    pub fn open_until(self) -> RwSignal<Option<Moment>> {
        self.open_until
    }

    /// Asks for the proof, unless the screen goes away; `tell` hears whether it was given.
    pub fn ask(self, scope: &Scope, demand: Demand, tell: impl FnOnce(bool) + 'static) {
        scope.spawn(async move { tell(self.prove(demand).await) });
    }

    /// Asks for the proof. Says whether it was given.
    pub async fn prove(self, demand: Demand) -> bool {
        let (sender, receiver) = oneshot::channel();
        self.waiting.set_value(Some(sender));
        self.machine.send.run(Event::Asked(now(), demand));
        receiver.await.unwrap_or(false)
    }
}

/// What is on the dialog.
#[derive(Clone, PartialEq, Eq)]
enum Shown {
    Nothing,
    Password,
    Code(Method),
    Passkey(PasskeyKind),
    Choose(Vec<Method>),
}

impl Shown {
    fn of(state: &StepUp) -> Self {
        match &state.step {
            Step::Closed => Self::Nothing,
            Step::Password => Self::Password,
            Step::Second => match state.second.shown() {
                Some(method) => method
                    .passkey_kind()
                    .map_or(Self::Code(method), Self::Passkey),
                None => Self::Choose(state.second.methods().to_vec()),
            },
        }
    }
}

/// The dialog.
#[component]
pub fn StepUpDialog(prover: Prover) -> impl IntoView {
    let text = use_text();
    let machine = prover.machine;
    let shown = Memo::new(move |_| Shown::of(&machine.state.read()));
    let open = Signal::derive(move || machine.state.read().is_open());
    let troubles = Signal::derive(move || machine.state.read().trouble.clone());
    let landing = Signal::derive(move || match shown.get() {
        Shown::Code(_) => Landing::Field(CODE),
        Shown::Password => Landing::Field(PASSWORD),
        Shown::Nothing | Shown::Passkey(_) | Shown::Choose(_) => Landing::Heading,
    });
    let give_up = move |()| machine.send.run(Event::Cancelled);
    view! {
        <Dialog open heading=text.step_up().title landing about=LEAD on_close=give_up>
            <p id=LEAD>{text.step_up().lead}</p>
            <TroubleSummary troubles place=Place::StepUp />
            {move || match shown.get() {
                Shown::Nothing => ().into_any(),
                Shown::Password => view! { <PasswordForm machine troubles /> }.into_any(),
                Shown::Code(method) => view! { <ProofForm machine method troubles /> }.into_any(),
                Shown::Passkey(kind) => view! { <PasskeyForm machine kind /> }.into_any(),
                Shown::Choose(methods) => view! { <Chooser machine methods /> }.into_any(),
            }}
            <Button look=ButtonLook::Quiet on_press=give_up>{text.common().cancel}</Button>
        </Dialog>
    }
}

#[component]
fn PasswordForm(machine: Running<StepUp>, troubles: Troubles) -> impl IntoView {
    let text = use_text();
    let session = use_session();
    let submit = move |event: SubmitEvent| {
        if let Some(fields) = form::take(&event) {
            machine
                .send
                .run(Event::PasswordGiven(fields.secret("password")));
        }
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    view! {
        <form class="stack" method="post" on:submit=submit novalidate>
            <Whose email=Signal::derive(move || session.email()) />
            <PasswordField
                id=PASSWORD
                name="password"
                purpose=PasswordPurpose::Current
                label=text.sign_in().password
                reveal=text.common().show_password
                caps_lock=text.common().caps_lock
                error=at(troubles, Field::Password)
            />
            <Submit label=text.step_up().submit busy busy_label=text.second_step().confirming />
        </form>
    }
}

#[component]
fn ProofForm(machine: Running<StepUp>, method: Method, troubles: Troubles) -> impl IntoView {
    let text = use_text();
    let submit = move |event: SubmitEvent| {
        if let Some(fields) = form::take(&event) {
            tell(machine, SecondEvent::CodeGiven(fields.secret("code")));
        }
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    let CodeForm { kind, label, hint } = CodeForm::of(text, method);
    let sent = method.channel().map(|_| view! { <Sent machine /> });
    view! {
        {sent}
        <form class="stack" on:submit=submit novalidate>
            <CodeField
                id=CODE
                name="code"
                kind
                label
                hint=Some(hint.to_owned())
                error=at(troubles, Field::Code)
                on_complete=|()| form::submit(CODE)
            />
            <Submit label=text.step_up().submit busy busy_label=text.second_step().confirming />
        </form>
        <OtherWay machine />
    }
}

#[component]
fn Sent(machine: Running<StepUp>) -> impl IntoView {
    let sending = Memo::new(move |_| machine.state.read().second.sending().cloned());
    let is_sending = Memo::new(move |_| machine.state.read().second.is_sending());
    let send = move |()| tell(machine, SecondEvent::SendPressed);
    view! { <SentCode sending is_sending field=CODE on_send=UnsyncCallback::new(send) /> }
}

/// A passkey or security key. Nothing is asked before the button is pressed.
#[component]
fn PasskeyForm(machine: Running<StepUp>, kind: PasskeyKind) -> impl IntoView {
    let text = use_text();
    let KeyWords { lead, button } = KeyWords::of(text, kind);
    let obstacle = Memo::new(move |_| machine.state.read().second.obstacle());
    let press = move || {
        if let Some(obstacle) = obstacle.get() {
            view! { <PasskeyObstacle obstacle /> }.into_any()
        } else {
            view! {
                <PasskeyButton
                    id="step-up-passkey"
                    label=button
                    waiting=Signal::derive(move || machine.state.read().second.is_prompting())
                    on_press=move |()| {
                        machine.send.run(Event::Woke(now()));
                        tell(machine, SecondEvent::PasskeyPressed);
                    }
                    on_stop=move |()| tell(machine, SecondEvent::PromptStopped)
                />
            }
            .into_any()
        }
    };
    view! {
        <p>{lead}</p>
        {press}
        <OtherWay machine />
    }
}

#[component]
fn OtherWay(machine: Running<StepUp>) -> impl IntoView {
    let text = use_text();
    move || {
        let has_choice = machine.state.read().second.methods().len() > 1;
        let ask = move |()| tell(machine, SecondEvent::OtherWayAsked);
        has_choice.then(|| {
            view! { <Button look=ButtonLook::Quiet on_press=ask>{text.step_up().other_way}</Button> }
        })
    }
}

#[component]
fn Chooser(machine: Running<StepUp>, methods: Vec<Method>) -> impl IntoView {
    let text = use_text();
    let choices = choices(text, &methods);
    let chosen = move |index: usize| {
        if let Some(method) = methods.get(index) {
            tell(machine, SecondEvent::MethodChosen(*method));
        }
    };
    view! { <ChoiceList label=text.second_step().choose_title choices on_choose=chosen /> }
}

fn tell(machine: Running<StepUp>, event: SecondEvent) {
    machine.send.run(Event::Second(event));
}
