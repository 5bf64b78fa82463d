//! The page without pixels: performs what the machines ask for against the real router, and keeps what a person
//! would see. Its steady clock is the server's, so both move together.

use crate::{
    prompts::Prompts,
    support::{
        TestApp,
        browser::Browser,
        person::{Phone, secret_of},
    },
};
use contract::{
    Nothing, Problem, Secret,
    authenticator::{Confirmation, Confirmed, PendingAuthenticator},
    endpoint::{
        AddPasskey, AskRecovery, CancelSignIn, ConfirmAuthenticator, DiscardAuthenticator,
        Endpoint, FindNext, FinishRecovery, ReadSession, SendProofCode, SendStepUpCode,
        SignInWithPasskey, StartAuthenticator, StartPasskey, StartPasskeyProof, StartPasskeySignIn,
        StartPasskeyStepUp, StepUpWithPassword, StepUpWithProof, SubmitPassword, SubmitProof,
        TrustDevice,
    },
    next::Wanted,
    passkey::{PasskeyRequest, WhichKind},
    sent_code::{Destination, WhichChannel},
    sign_in::{Credentials, SignedIn},
    step_up::StepUp as Demand,
};
use flow::{
    CallError, Machine, Moment, Ticket, Trouble, drift, enrol_authenticator as enrol,
    enrol_passkey, form, second_step, sign_in, sign_up, step_up,
};
use std::collections::VecDeque;

/// Where a journey led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    SignedIn(SignedIn),
    /// Where they were going.
    To(String, SignedIn),
    /// To a new set of backup codes first.
    ToBackupCodes(SignedIn, Option<String>),
    ToEnrolment(SignedIn),
    ToSignIn,
    Enrolled,
    GivenUp,
    Resumed,
}

/// A page that is open in a browser.
pub struct Page<'a> {
    pub app: &'a TestApp,
    pub browser: Browser,
    /// Answers that get lost on their way: the server acts, and the browser hears nothing of it.
    pub loses_answers: bool,
    /// Where the person was led.
    pub ways: Vec<Way>,
    /// What stands on the screen outside of the state.
    pub shown: Option<PendingAuthenticator>,
    pub codes: Vec<Secret>,
    /// The step-up that is asked for.
    pub demand: Option<Demand>,
    /// The browser's own dialogs.
    pub prompts: Prompts,
    /// What the browser listens for: the code of a text message.
    pub listens: Option<Ticket>,
    /// What the browser put into the field.
    pub filled: Option<Secret>,
    /// Moments that were asked for.
    pub wakes: Vec<Moment>,
}

/// A machine that a page can run.
pub trait Journey: Machine + Default + Sized {
    fn woke(moment: Moment) -> Self::Event;
    fn trouble(&self) -> Option<&Trouble>;
    fn perform(
        page: &mut Page<'_>,
        effect: Self::Effect,
    ) -> impl Future<Output = Option<Self::Event>>;
}

impl<'a> Page<'a> {
    pub fn open(app: &'a TestApp, browser: Browser) -> Self {
        Self {
            app,
            browser,
            loses_answers: false,
            ways: Vec::new(),
            shown: None,
            codes: Vec::new(),
            demand: None,
            prompts: Prompts::default(),
            listens: None,
            filled: None,
            wakes: Vec::new(),
        }
    }

    pub fn now(&self) -> Moment {
        Moment(self.app.clock.now().0)
    }

    /// The app that has scanned the code on the screen, and the codes on the paper beside it.
    pub fn phone(&self) -> Phone {
        let shown = self.shown.as_ref().unwrap();
        Phone {
            id: shown.id.clone(),
            secret: secret_of(shown),
            backup_codes: Vec::new(),
        }
    }

    /// Tells the machine what happened, and goes on until nothing is left to be done.
    pub async fn send<J: Journey>(&mut self, journey: J, event: J::Event) -> J {
        let mut journey = journey;
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let (next, effects) = journey.update(event);
            journey = next;
            for effect in effects {
                events.extend(J::perform(self, effect).await);
            }
        }
        journey
    }

    /// Waits for the first moment that was asked for, and says that it has come.
    pub async fn wait<J: Journey>(&mut self, journey: J) -> J {
        let now = self.now();
        self.wakes.retain(|moment| *moment > now);
        let next = self.wakes.iter().min().copied().unwrap();
        self.app
            .clock
            .advance_seconds(i64::from(next.seconds_after(now)));
        let woke = J::woke(self.now());
        self.send(journey, woke).await
    }

    pub async fn call<E: Endpoint>(&self, said: &E::Request) -> Result<E::Reply, CallError> {
        if self.loses_answers {
            self.browser.copy().ask::<E>(said).await;
            return Err(CallError::TimedOut);
        }
        self.browser
            .call::<E>(said)
            .await
            .map_err(|problem| match problem {
                Problem::Internal => CallError::ServerFault { reference: None },
                problem => CallError::Refused(problem),
            })
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<Confirmed, enrol::CodeRefused> {
        let refused = match self.call::<ConfirmAuthenticator>(confirmation).await {
            Ok(confirmed) => return Ok(confirmed),
            Err(error) => error,
        };
        let is_wrong = matches!(refused, CallError::Refused(Problem::WrongCode { .. }));
        let drift = self.shown.as_ref().filter(|_| is_wrong).and_then(|shown| {
            let wall = self.app.clock.now().0;
            drift::diagnose(&shown.secret, shown.into(), &confirmation.code, wall, 0)
        });
        Err(enrol::CodeRefused {
            error: refused,
            drift,
        })
    }
}

/// What the form gives when it is filled in like this.
pub fn credentials(email: &str, password: &str) -> Credentials {
    form::check_credentials(email, Secret::from(password)).unwrap()
}

impl Journey for sign_in::SignIn {
    fn woke(moment: Moment) -> Self::Event {
        sign_in::Event::Woke(moment)
    }

    fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    async fn perform(page: &mut Page<'_>, effect: Self::Effect) -> Option<Self::Event> {
        use sign_in::Effect;
        let (ticket, reply) = match effect {
            Effect::Read(ticket) => (ticket, page.call::<ReadSession>(&Nothing {}).await),
            Effect::Submit(ticket, credentials) => {
                (ticket, page.call::<SubmitPassword>(&credentials).await)
            }
            Effect::Prove(ticket, proof) => (ticket, page.call::<SubmitProof>(&proof).await),
            Effect::Cancel(ticket) => (ticket, page.call::<CancelSignIn>(&Nothing {}).await),
            Effect::SignInWithPasskey(ticket, answer) => {
                (ticket, page.call::<SignInWithPasskey>(&answer).await)
            }
            Effect::FinishRecovery(ticket) => {
                (ticket, page.call::<FinishRecovery>(&Nothing {}).await)
            }
            other => return beside(page, other).await,
        };
        Some(sign_in::Event::Replied(ticket, page.now(), reply))
    }
}

/// Does what is answered otherwise than by where the browser stands, or not at all.
async fn beside(page: &mut Page<'_>, effect: sign_in::Effect) -> Option<sign_in::Event> {
    use sign_in::{Effect, Event};
    match effect {
        Effect::Second(effect) => {
            return second::<SendProofCode, StartPasskeyProof>(page, effect)
                .await
                .map(Event::Second);
        }
        Effect::Confirm(ticket) => {
            let reply = page.call::<ReadSession>(&Nothing {}).await;
            return Some(Event::Confirmed(ticket, reply));
        }
        Effect::AskRecovery(ticket) => {
            let reply = page.call::<AskRecovery>(&Nothing {}).await;
            return Some(Event::RecoveryReplied(ticket, page.now(), reply));
        }
        Effect::Trust(ticket) => {
            let reply = page.call::<TrustDevice>(&Nothing {}).await;
            return Some(Event::Trusted(ticket, reply));
        }
        Effect::FindNext(ticket, next) => {
            let reply = page.call::<FindNext>(&Wanted { next }).await;
            return Some(Event::PlaceFound(ticket, reply));
        }
        Effect::FillCode(code) => page.filled = Some(code),
        Effect::SignalUnknown(id) => page.prompts.signalled.push(id),
        Effect::Wake(moment) => page.wakes.push(moment),
        Effect::Leave(signed_in) | Effect::OfferPasskey(signed_in) => {
            page.ways.push(Way::SignedIn(signed_in));
        }
        Effect::LeaveTo(href, signed_in) | Effect::AdvisePassword(signed_in, href) => {
            page.ways.push(Way::To(href, signed_in));
        }
        Effect::OfferBackupCodes(signed_in, href) => {
            page.ways.push(Way::ToBackupCodes(signed_in, href));
        }
        Effect::Enrol(signed_in, _) | Effect::Recovered(signed_in) => {
            page.ways.push(Way::ToEnrolment(signed_in));
        }
        other => panic!("{other:?} is a call"),
    }
    None
}

/// Does what the second step asks for, with these calls.
async fn second<Send, Start>(
    page: &mut Page<'_>,
    effect: second_step::Effect,
) -> Option<second_step::Event>
where
    Send: Endpoint<Request = WhichChannel, Reply = Destination>,
    Start: Endpoint<Request = WhichKind, Reply = PasskeyRequest>,
{
    use second_step::{Effect, Event, Purpose};
    match effect {
        Effect::FetchChallenge(ticket, purpose) => {
            let reply = match purpose {
                Purpose::Alone => page.call::<StartPasskeySignIn>(&Nothing {}).await,
                Purpose::SecondStep(kind) => page.call::<Start>(&WhichKind { kind }).await,
            };
            return Some(Event::ChallengeFetched(ticket, page.now(), reply));
        }
        Effect::AskPasskey(ticket, question, ceremony) => {
            let reply = page.prompts.ask(ticket, &question, ceremony)?;
            return Some(Event::PasskeyAnswered(ticket, page.now(), reply));
        }
        Effect::SendCode(ticket, channel) => {
            let reply = page.call::<Send>(&WhichChannel { channel }).await;
            return Some(Event::CodeSent(ticket, page.now(), reply));
        }
        Effect::ListenForCode(ticket) => page.listens = Some(ticket),
        Effect::StopListening => page.listens = None,
        Effect::StopAsking => page.prompts.stop(),
        Effect::Wake(moment) => page.wakes.push(moment),
    }
    None
}

impl Journey for sign_up::SignUp {
    fn woke(moment: Moment) -> Self::Event {
        sign_up::Event::Woke(moment)
    }

    fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    async fn perform(page: &mut Page<'_>, effect: Self::Effect) -> Option<Self::Event> {
        use sign_up::{Effect, SignUpReply};
        match effect {
            Effect::SignUp(ticket, account) => {
                let taken = page.call::<contract::endpoint::SignUp>(&account).await;
                let reply = if let Err(error) = taken {
                    SignUpReply::Refused(error)
                } else {
                    let (email, password) = (account.email, account.password);
                    let said = Credentials { email, password };
                    SignUpReply::SignIn(page.call::<SubmitPassword>(&said).await)
                };
                return Some(sign_up::Event::Replied(ticket, page.now(), reply));
            }
            Effect::Wake(moment) => page.wakes.push(moment),
            Effect::Leave(signed_in) => page.ways.push(Way::SignedIn(signed_in)),
            Effect::Enrol(signed_in) => page.ways.push(Way::ToEnrolment(signed_in)),
            Effect::ContinueSignIn => page.ways.push(Way::ToSignIn),
        }
        None
    }
}

impl Journey for enrol::EnrolAuthenticator {
    fn woke(moment: Moment) -> Self::Event {
        enrol::Event::Woke(moment)
    }

    fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    async fn perform(page: &mut Page<'_>, effect: Self::Effect) -> Option<Self::Event> {
        use enrol::{Effect, Event};
        match effect {
            Effect::Start(ticket) => {
                let (sent, reply) = (
                    page.now(),
                    page.call::<StartAuthenticator>(&Nothing {}).await,
                );
                return Some(Event::Started {
                    ticket,
                    sent,
                    received: page.now(),
                    reply,
                });
            }
            Effect::Confirm(ticket, confirmation) => {
                let reply = page.confirm(&confirmation).await;
                return Some(Event::Confirmed(ticket, page.now(), reply));
            }
            Effect::Discard(ticket, which) => {
                let reply = page.call::<DiscardAuthenticator>(&which).await;
                return Some(Event::DiscardSettled(ticket, page.now(), reply.map(|_| ())));
            }
            Effect::Show(pending) => page.shown = Some(pending),
            Effect::ShowCodes(made) => page.codes = made.codes,
            Effect::Forget => {
                page.shown = None;
                page.codes.clear();
            }
            Effect::StepUp(demand) => page.demand = Some(demand),
            Effect::Wake(moment) => page.wakes.push(moment),
            Effect::Finish(_) => page.ways.push(Way::Enrolled),
            Effect::Leave => page.ways.push(Way::GivenUp),
        }
        None
    }
}

impl Journey for step_up::StepUp {
    fn woke(moment: Moment) -> Self::Event {
        step_up::Event::Woke(moment)
    }

    fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    async fn perform(page: &mut Page<'_>, effect: Self::Effect) -> Option<Self::Event> {
        use step_up::Effect;
        let (ticket, reply) = match effect {
            Effect::ProvePassword(ticket, password) => {
                (ticket, page.call::<StepUpWithPassword>(&password).await)
            }
            Effect::Prove(ticket, proof) => (ticket, page.call::<StepUpWithProof>(&proof).await),
            Effect::Second(effect) => {
                return second::<SendStepUpCode, StartPasskeyStepUp>(page, effect)
                    .await
                    .map(step_up::Event::Second);
            }
            Effect::Wake(moment) => {
                page.wakes.push(moment);
                return None;
            }
            Effect::Resume(_) => {
                page.ways.push(Way::Resumed);
                return None;
            }
            Effect::GiveUp => {
                page.ways.push(Way::GivenUp);
                return None;
            }
        };
        Some(step_up::Event::Replied(ticket, page.now(), reply))
    }
}

impl Journey for enrol_passkey::EnrolPasskey {
    fn woke(moment: Moment) -> Self::Event {
        enrol_passkey::Event::Woke(moment)
    }

    fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    async fn perform(page: &mut Page<'_>, effect: Self::Effect) -> Option<Self::Event> {
        use enrol_passkey::{Effect, Event};
        match effect {
            Effect::FetchCreation(ticket, kind) => {
                let reply = page.call::<StartPasskey>(&WhichKind { kind }).await;
                return Some(Event::CreationFetched(ticket, page.now(), reply));
            }
            Effect::Create(ticket, creation) => {
                let reply = page.prompts.create(&creation);
                return Some(Event::Created(ticket, page.now(), reply));
            }
            Effect::Save(ticket, new) => {
                let reply = page.call::<AddPasskey>(&new).await;
                return Some(Event::Saved(ticket, page.now(), reply));
            }
            Effect::StopAsking => page.prompts.stop(),
            Effect::ShowCodes(made) => page.codes = made.codes,
            Effect::Forget => page.codes.clear(),
            Effect::StepUp(demand) => page.demand = Some(demand),
            Effect::SignalUnknown(id) => page.prompts.signalled.push(id),
            Effect::Wake(moment) => page.wakes.push(moment),
            Effect::Finish(_) => page.ways.push(Way::Enrolled),
            Effect::Leave => page.ways.push(Way::GivenUp),
        }
        None
    }
}
