//! Signing in: password, then one of the second-step methods that the server offers. Start reading here.
//!
//! The server says what comes next and the machine follows. Its own choices are which offered method is on screen,
//! and going back. A password or code comes with an event and leaves with an effect of the same step; the state
//! never holds one.
//!
//! A passkey signs in alone, or is the second step; [`crate::prompt`] asks the browser for it.
//!
//! Whenever a second step turns out to be over, the machine also looks where the browser stands: another tab, or an
//! answer that was lost on its way, may have signed the person in already.

mod answers;
mod forms;
mod passkeys;

pub use crate::prompt::Purpose;

use crate::{
    CallError, Machine, Moment, PasskeyError, Ticket, Trouble,
    form::Faults,
    machine::InFlight,
    offer::Offer,
    passkey_error::Ceremony,
    passkey_support::{Obstacle, Support},
    prompt::Prompt,
    trouble,
};
use contract::{
    Secret,
    passkey::{PasskeyAnswer, PasskeyQuestion},
    sign_in::{Credentials, Method, NextStep, Proof, SignedIn},
    webauthn::CredentialId,
};

/// The journey of signing in.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SignIn {
    /// The screen.
    pub step: Step,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    /// When the server will have forgotten the password, while it waits for the second step.
    expires_at: Option<Moment>,
    calls: InFlight<Call>,
    prompt: Prompt,
    /// The passkey whose answer the server is looking at.
    given: Option<CredentialId>,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// The password form, while the page asks where this browser stands. A password given now is taken.
    #[default]
    Opening,
    /// The password form.
    Password,
    /// The form of one second-step method: [`Offer::shown`].
    Second(Offer),
    /// The list of methods to choose from.
    Choose(Offer),
    /// Over: the page is being left.
    Done,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The page came up; with the credentials, if the form was sent before the program had loaded.
    Opened(Option<Credentials>),
    /// The password form was sent.
    PasswordGiven(Credentials),
    /// The form was sent, but [`crate::form`] found fault with it.
    FormRefused(Faults),
    /// A code was given for the method on screen, as typed.
    CodeGiven(Secret),
    /// The person asked for another way.
    OtherWayAsked,
    /// The person chose a method.
    MethodChosen(Method),
    /// The person wants to begin again with the password.
    StartedOver,
    /// What this browser can do with passkeys is known, or is known better.
    SupportKnown(Support),
    /// The person wants to sign in with a passkey, or to give the passkey or security key on screen.
    PasskeyPressed,
    /// The person wants the browser's dialog closed.
    PromptStopped,
    /// The answer to [`Effect::FetchQuestion`].
    QuestionCame(Ticket, Moment, Result<PasskeyQuestion, CallError>),
    /// The answer to [`Effect::AskPasskey`].
    PasskeyAnswered(Ticket, Moment, Result<PasskeyAnswer, PasskeyError>),
    /// The answer to a call.
    Replied(Ticket, Moment, Result<NextStep, CallError>),
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `ReadSession`, answer with [`Event::Replied`].
    Read(Ticket),
    /// Call `SubmitPassword`, answer with [`Event::Replied`].
    Submit(Ticket, Credentials),
    /// Call `SubmitProof`, answer with [`Event::Replied`].
    Prove(Ticket, Proof),
    /// Call `CancelSignIn`, answer with [`Event::Replied`].
    Cancel(Ticket),
    /// Call `StartPasskeySignIn` or `StartPasskeyProof`, answer with [`Event::QuestionCame`].
    FetchQuestion(Ticket, Purpose),
    /// Have the browser ask this, in place of whatever it is asking; answer with [`Event::PasskeyAnswered`].
    AskPasskey(Ticket, PasskeyQuestion, Ceremony),
    /// Have the browser stop asking. Its answer, if one still comes, is dropped.
    StopAsking,
    /// Call `SignInWithPasskey`, answer with [`Event::Replied`].
    SignInWithPasskey(Ticket, PasskeyAnswer),
    /// Tell the browser that the server has no such credential any more. It may delete it for good, so this is asked for
    /// only when the server said so.
    SignalUnknown(CredentialId),
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
    /// Signed in: go where the person wanted to go.
    Leave(SignedIn),
    /// Signed in, and a passkey can be made here and is to be offered: go there first.
    OfferPasskey(SignedIn),
    /// Signed in, but only for setting up a second step: go there.
    Enrol(SignedIn),
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// Looking where this browser stands. Nobody asked for it, so nobody is kept waiting.
    Look,
    Submit,
    /// A passkey alone.
    Passkey,
    Prove,
    Cancel,
}

impl SignIn {
    /// Whether something that the person asked for is under way. Until it is answered, nothing else is sent.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(
            self.calls.call(),
            Some(Call::Submit | Call::Passkey | Call::Prove | Call::Cancel)
        )
    }

    /// The methods on offer, strongest first; empty before the second step.
    #[must_use]
    pub fn methods(&self) -> &[Method] {
        match &self.step {
            Step::Second(offer) | Step::Choose(offer) => offer.methods(),
            Step::Opening | Step::Password | Step::Done => &[],
        }
    }

    /// The method whose form is on screen.
    #[must_use]
    pub const fn shown(&self) -> Option<Method> {
        match &self.step {
            Step::Second(offer) => Some(offer.shown()),
            _ => None,
        }
    }

    /// Until when tries are in vain, while that is so.
    #[must_use]
    pub fn locked_until(&self) -> Option<Moment> {
        self.trouble.as_ref().and_then(Trouble::until)
    }

    /// Whether the browser's dialog is open after a press, or about to be. Autofill that waits is no dialog.
    #[must_use]
    pub fn is_prompting(&self) -> bool {
        self.prompt.is_prompting()
    }

    /// Whether a button for a passkey works on this screen: nothing else shows one.
    #[must_use]
    pub fn can_use_passkey(&self) -> bool {
        self.prompt.can_ask()
            && match &self.step {
                Step::Opening | Step::Password => true,
                Step::Second(offer) => offer.shown().passkey_kind().is_some(),
                Step::Choose(_) | Step::Done => false,
            }
    }

    /// Why passkeys and security keys cannot be used in this browser; `None` also while that is not known.
    #[must_use]
    pub fn obstacle(&self) -> Option<Obstacle> {
        self.prompt.obstacle()
    }
}

impl Machine for SignIn {
    type Event = Event;
    type Effect = Effect;

    fn update(self, event: Event) -> (Self, Vec<Effect>) {
        let now = moment(&event);
        let (next, effects) = match event {
            _ if self.step == Step::Done => return (self, Vec::new()),
            Event::SupportKnown(support) => self.know(support),
            Event::PasskeyPressed => self.press(),
            Event::PromptStopped => self.stop(),
            Event::QuestionCame(ticket, now, reply) => self.question_came(ticket, now, reply),
            Event::PasskeyAnswered(ticket, now, reply) => self.passkey_answered(ticket, now, reply),
            Event::Replied(ticket, now, reply) => self.settle(ticket, now, reply),
            Event::Woke(now) => self.wake(now),
            event => self.form(event),
        };
        next.settle_prompt(effects, now)
    }
}

/// When it happened, for what is timed.
const fn moment(event: &Event) -> Option<Moment> {
    match event {
        Event::QuestionCame(_, now, _)
        | Event::PasskeyAnswered(_, now, _)
        | Event::Replied(_, now, _)
        | Event::Woke(now) => Some(*now),
        _ => None,
    }
}

impl SignIn {
    fn look(mut self) -> (Self, Vec<Effect>) {
        let ticket = self.calls.begin(Call::Look);
        (self, vec![Effect::Read(ticket)])
    }

    fn tell(mut self, trouble: Trouble) -> (Self, Vec<Effect>) {
        let wake = trouble.until().map(Effect::Wake);
        self.trouble = Some(trouble);
        (self, wake.into_iter().collect())
    }

    fn expire(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::Password;
        self.trouble = Some(Trouble::SignInExpired);
        self.expires_at = None;
        self.look()
    }

    /// Several timers may be under way, and a timer may come a little early; then it is asked for again.
    fn wake(mut self, now: Moment) -> (Self, Vec<Effect>) {
        self.prompt.look(now);
        let is_expired = self.expires_at.is_some_and(|moment| moment <= now);
        if is_expired && !self.is_busy() {
            return self.expire();
        }
        let again = trouble::pass(&mut self.trouble, now);
        let expiry = self.expires_at.filter(|_| !is_expired);
        let question = self.prompt.next_look();
        let next = again.into_iter().chain(expiry).chain(question).min();
        (self, next.map(Effect::Wake).into_iter().collect())
    }
}
