//! Signing in: password, then one of the second-step methods that the server offers. Start reading here.
//!
//! The server says what comes next and the machine follows. Its own choices are which offered method is on screen,
//! and going back. A password or code comes with an event and leaves with an effect of the same step; the state
//! never holds one.
//!
//! [`crate::second_step`] asks for the second step, and for a passkey that signs in alone. Who can use none of the
//! methods gets to [`Step::Recovery`].
//!
//! Whenever a second step turns out to be over, the machine also looks where the browser stands: another tab, or an
//! answer that was lost on its way, may have signed the person in already.

mod answers;
mod arrival;
mod events;
mod forms;
mod pending;
mod recovery;
mod second;

pub use events::{Effect, Event};
pub use recovery::Recovering;

use crate::{
    Machine, Moment, Trouble,
    machine::InFlight,
    second_step::{self, SecondStep},
    trouble::{self, Tells},
};
use contract::{
    sign_in::{Method, SignedIn},
    webauthn::CredentialId,
};
use pending::Pending;

/// The journey of signing in.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SignIn {
    /// The screen.
    pub step: Step,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    /// The second step, and the prompt for a passkey that signs in alone.
    pub second: SecondStep,
    /// Where the page was asked to go afterwards.
    next: Option<String>,
    /// While the server waits for the second step: what it said about it.
    pending: Option<Pending>,
    calls: InFlight<Call>,
    /// Asking for recovery. Leaving its screen does not take it back, so its answer is waited for on every screen.
    recovery: InFlight<()>,
    /// Looking whether the browser kept the cookie of the second step.
    confirmation: InFlight<()>,
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
    /// The second step: [`second_step::Step`].
    Second,
    /// None of the methods can be used: how the account is recovered, and how far that has come.
    Recovery(Recovering),
    /// Signed in; the last calls before leaving are under way.
    Arriving(SignedIn),
    /// Over: the page is being left.
    Done,
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
    FinishRecovery,
    Trust,
    FindNext,
}

impl SignIn {
    /// Whether something that the person asked for is under way. Until it is answered, nothing else is sent.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let is_asking = matches!(self.step, Step::Recovery(_)) && self.recovery.call().is_some();
        is_asking || self.calls.call().is_some_and(|call| call != Call::Look)
    }

    /// Whether something is under way that cannot be taken back.
    fn is_leaving(&self) -> bool {
        matches!(self.calls.call(), Some(Call::Cancel | Call::FinishRecovery))
    }

    /// Until when attempts are in vain, while that is so.
    #[must_use]
    pub fn locked_until(&self) -> Option<Moment> {
        self.trouble.as_ref().and_then(Trouble::locked_until)
    }

    /// Days for which this browser can be trusted; 0 when that is not offered.
    #[must_use]
    pub fn trust_days(&self) -> u32 {
        self.pending
            .as_ref()
            .map_or(0, |pending| pending.trust_days)
    }

    /// Whether the person chose to trust this browser.
    #[must_use]
    pub fn trusts(&self) -> bool {
        self.pending.as_ref().is_some_and(Pending::trusts)
    }

    /// Whether a code of six digits is sent off as soon as it is complete: not while the person has yet to decide about trust.
    #[must_use]
    pub fn submits_itself(&self) -> bool {
        let has_decided = self.pending.as_ref().is_some_and(Pending::has_decided);
        let has_digits = self.second.shown().is_some_and(Method::has_digits);
        has_decided && has_digits
    }

    /// Whether a button for a passkey works on this screen: nothing else shows one.
    #[must_use]
    pub fn can_use_passkey(&self) -> bool {
        match &self.step {
            Step::Opening | Step::Password => self.second.can_ask_passkey(),
            _ => self.second.can_use_passkey(),
        }
    }
}

impl Machine for SignIn {
    type Event = Event;
    type Effect = Effect;

    fn update(self, event: Event) -> (Self, Vec<Effect>) {
        let now = moment(&event);
        let (mut next, effects) = match event {
            _ if self.step == Step::Done => return (self, Vec::new()),
            Event::Trusted(ticket, _) => self.trusted(ticket),
            Event::PlaceFound(ticket, reply) => self.place_found(ticket, reply),
            _ if matches!(self.step, Step::Arriving(_)) => return (self, Vec::new()),
            // Time passes for the parent and the child alike, whoever asked to be woken.
            Event::Woke(now) | Event::Second(second_step::Event::Woke(now)) => self.wake(now),
            Event::Second(event) => self.on_second(event),
            Event::RecoveryReplied(ticket, now, reply) => self.recovery_replied(ticket, now, reply),
            Event::Confirmed(ticket, reply) => self.confirmed(ticket, &reply),
            Event::Replied(ticket, now, reply) => self.on_reply(ticket, now, reply),
            event => self.form(event),
        };
        let needed = (next.needed(), now);
        let effects = next.second.reconcile(needed, effects, Effect::Second);
        (next, effects)
    }
}

impl Tells for SignIn {
    const WAKE: fn(Moment) -> Effect = Effect::Wake;

    fn told(&mut self) -> &mut Option<Trouble> {
        &mut self.trouble
    }
}

/// When it happened, for what is timed.
const fn moment(event: &Event) -> Option<Moment> {
    match event {
        Event::Second(event) => event.moment(),
        Event::RecoveryReplied(_, now, _) | Event::Replied(_, now, _) | Event::Woke(now) => {
            Some(*now)
        }
        _ => None,
    }
}

impl SignIn {
    fn look(mut self) -> (Self, Vec<Effect>) {
        let ticket = self.calls.begin(Call::Look);
        (self, vec![Effect::Read(ticket)])
    }

    /// Drops everything that belongs to the second step.
    fn forget_second(&mut self) {
        self.pending = None;
        self.second.close();
        self.drop_side_waits();
    }

    fn drop_side_waits(&mut self) {
        self.recovery.drop_wait();
        self.confirmation.drop_wait();
    }

    /// Several timers may be under way, and a timer may come a little early; then it is asked for again.
    fn wake(mut self, now: Moment) -> (Self, Vec<Effect>) {
        let look = self.second.look(now);
        let expires_at = self.pending.as_ref().map(|pending| pending.expires_at);
        let is_expired = expires_at.is_some_and(|moment| moment <= now);
        if is_expired && !self.is_busy() {
            self.confirmation.drop_wait();
            return self.expire();
        }
        let again = trouble::pass(&mut self.trouble, now);
        let expiry = expires_at.filter(|_| !is_expired);
        let next = [again, expiry, look].into_iter().flatten().min();
        (self, next.map(Effect::Wake).into_iter().collect())
    }
}
