//! Proving it again, in place: a dialog that any screen may open, after which what was asked for is done.

use super::{
    second_step::{
        CodeForm, KeyWords, MethodList, OtherWay, PasskeyPrompt, Second, Shown as ShownSecond,
    },
    troubles::{Place, TroubleSummary, Troubles, at, input},
};
use crate::{
    components::{Button, ButtonLook, Dialog, PasswordField, PasswordPurpose, Submit, Whose},
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
    problem::Field,
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
    use_passkeys().when_known(move |support| {
        let known = Event::Second(SecondEvent::SupportKnown(support));
        machine.send.run(known);
    });
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
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Password,
    Second(ShownSecond),
}

impl Shown {
    fn of(state: &StepUp) -> Self {
        match state.step {
            Step::Closed => Self::Nothing,
            Step::Password => Self::Password,
            Step::Second => Self::Second(ShownSecond::of(&state.second)),
        }
    }
}

/// The dialog.
#[component]
pub fn StepUpDialog(prover: Prover) -> impl IntoView {
    let text = use_text();
    let machine = prover.machine;
    let second = Second {
        state: Memo::new(move |_| machine.state.read().second.clone()),
        busy: Signal::derive(move || machine.state.read().is_busy()),
        send: UnsyncCallback::new(move |event| machine.send.run(Event::Second(event))),
    };
    let shown = Memo::new(move |_| Shown::of(&machine.state.read()));
    let open = Signal::derive(move || machine.state.read().is_open());
    let troubles = Signal::derive(move || machine.state.read().trouble.clone());
    let landing = Signal::derive(move || match shown.get() {
        Shown::Second(ShownSecond::Code(_)) => Landing::Field(CODE),
        Shown::Password => Landing::Field(PASSWORD),
        _ => Landing::Heading,
    });
    let give_up = move |()| machine.send.run(Event::Cancelled);
    view! {
        <Dialog open heading=text.step_up().title landing about=LEAD on_close=give_up>
            <p id=LEAD>{text.step_up().lead}</p>
            <TroubleSummary troubles place=Place::StepUp />
            {move || match shown.get() {
                Shown::Nothing => ().into_any(),
                Shown::Password => view! { <PasswordForm machine troubles /> }.into_any(),
                Shown::Second(shown) => view! { <SecondForm second shown troubles /> }.into_any(),
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
fn SecondForm(second: Second, shown: ShownSecond, troubles: Troubles) -> impl IntoView {
    let text = use_text();
    let (submit, label) = (text.step_up().submit, text.step_up().other_way);
    match shown {
        ShownSecond::Code(method) => view! {
            <CodeForm second method troubles id=CODE submit submits_itself=true />
            <OtherWay second label />
        }
        .into_any(),
        ShownSecond::Passkey(kind) => view! {
            <p>{KeyWords::of(text, kind).lead}</p>
            <PasskeyPrompt second kind id="step-up-passkey" />
            <OtherWay second label />
        }
        .into_any(),
        ShownSecond::Choose => view! { <MethodList second /> }.into_any(),
    }
}
