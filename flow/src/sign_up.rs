//! Signing up, and straight on to signing in with the same words.
//!
//! The server's answer does not tell whether the address had an account, so only the sign-in afterwards can show it:
//! it is refused like any wrong password. Whoever performs [`Effect::SignUp`] makes both calls, so that the password
//! need not be kept here in between.

use crate::{
    CallError, Machine, Moment, Ticket, Trouble,
    form::Faults,
    machine::InFlight,
    trouble::{self, Tells},
};
use contract::{
    Problem,
    sign_in::{NextStep, SignedIn},
    sign_up::NewAccount,
};

/// The journey of signing up.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SignUp {
    /// The screen.
    pub step: Step,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    calls: InFlight<()>,
}

/// The screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// The form.
    #[default]
    Form,
    /// Over: the page is being left.
    Done,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The form was sent, checked by [`crate::form::check_new_account`].
    AccountGiven(NewAccount),
    /// The form was sent, but [`crate::form`] found fault with it.
    FormRefused(Faults),
    /// The answer to [`Effect::SignUp`].
    Replied(Ticket, Moment, SignUpReply),
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// How far [`Effect::SignUp`] came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignUpReply {
    /// The sign-up itself failed; no sign-in was tried.
    Refused(CallError),
    /// The sign-up was taken, and this became of the sign-in.
    SignIn(Result<NextStep, CallError>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `SignUp`; when that is taken, call `SubmitPassword` with the same words; answer with [`Event::Replied`].
    SignUp(Ticket, NewAccount),
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
    /// Signed in: go where a new person goes.
    Leave(SignedIn),
    /// Signed in, but only for setting up a second step: go there.
    Enrol(SignedIn),
    /// The words fit an account with a second step: go to the sign-in page, which asks for it.
    ContinueSignIn,
}

impl SignUp {
    /// Whether the sign-up is under way. Until it is answered, nothing else is sent.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.calls.call().is_some()
    }

    /// Until when tries are in vain, while that is so.
    #[must_use]
    pub fn locked_until(&self) -> Option<Moment> {
        self.trouble.as_ref().and_then(Trouble::until)
    }
}

impl Machine for SignUp {
    type Event = Event;
    type Effect = Effect;

    fn update(mut self, event: Event) -> (Self, Vec<Effect>) {
        match (self.step, event) {
            (Step::Form, Event::AccountGiven(account)) if !self.is_busy() => {
                self.trouble = None;
                let ticket = self.calls.begin(());
                (self, vec![Effect::SignUp(ticket, account)])
            }
            (Step::Form, Event::FormRefused(faults)) if !self.is_busy() && !faults.is_empty() => {
                self.tell(Trouble::Fields(faults))
            }
            (Step::Form, Event::Replied(ticket, now, reply)) => self.on_reply(ticket, now, reply),
            (Step::Form, Event::Woke(now)) => {
                let again = trouble::pass(&mut self.trouble, now);
                (self, again.map(Effect::Wake).into_iter().collect())
            }
            _ => (self, Vec::new()),
        }
    }
}

impl Tells for SignUp {
    const WAKE: fn(Moment) -> Effect = Effect::Wake;

    fn told(&mut self) -> &mut Option<Trouble> {
        &mut self.trouble
    }
}

impl SignUp {
    fn on_reply(mut self, ticket: Ticket, now: Moment, reply: SignUpReply) -> (Self, Vec<Effect>) {
        if self.calls.end(ticket).is_none() {
            return (self, Vec::new());
        }
        match reply {
            SignUpReply::SignIn(Ok(next)) => {
                self.step = Step::Done;
                (self, vec![way_out(next)])
            }
            SignUpReply::SignIn(Err(CallError::Refused(Problem::WrongCredentials))) => {
                self.tell(Trouble::SignUpRefusedSignIn)
            }
            // Sending the form again is harmless: for a taken address the server only pretends.
            SignUpReply::Refused(error) | SignUpReply::SignIn(Err(error)) => {
                self.tell(Trouble::from_call(&error, now))
            }
        }
    }
}

fn way_out(next: NextStep) -> Effect {
    match next {
        NextStep::SignedIn(signed_in) => Effect::Leave(signed_in),
        NextStep::EnrolmentRequired(signed_in) => Effect::Enrol(signed_in),
        NextStep::SecondStep(_) | NextStep::Password => Effect::ContinueSignIn,
    }
}
