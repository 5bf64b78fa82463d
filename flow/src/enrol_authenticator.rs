//! Setting up an authenticator app: secret and QR code, first code, backup codes, "I have saved them".
//!
//! The secret and the backup codes are never in the state. They come with an answer and leave at once with
//! [`Effect::Show`] or [`Effect::ShowCodes`]; the page keeps what it was given outside the reactive state, draws it, and
//! drops it on [`Effect::Forget`]. The state only says which of them stands on the screen. Whoever performs
//! [`Effect::Confirm`] has the secret at hand, and so also looks up what time a refused code fits
//! ([`crate::drift::diagnose`]).
//!
//! After a reload the server gives the same pending authenticator again, so the machine simply starts anew.

use crate::{
    CallError, Machine, Moment, Ticket, Trouble, clock_offset::ClockOffset, code, drift::Drift,
    machine::InFlight, trouble,
};
use contract::{
    Problem, Secret, Timestamp,
    authenticator::{
        Authenticator, AuthenticatorId, Confirmation, Confirmed, PendingAuthenticator,
        WhichAuthenticator,
    },
    problem::{Field, Reason},
    step_up::StepUp,
};

/// The journey of setting up an authenticator app.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct EnrolAuthenticator {
    /// The screen.
    pub step: Step,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    /// Whether the answer to a first code was lost, so that the server may have taken it.
    is_in_doubt: bool,
    calls: InFlight<Call>,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// The server is asked for a pending authenticator.
    #[default]
    Opening,
    /// QR code, secret and code form; what [`Effect::Show`] gave is on screen.
    Showing(Pending),
    /// The backup codes that [`Effect::ShowCodes`] gave are on screen until they are saved.
    BackupCodes(Enrolled),
    /// Nothing is pending: [`EnrolAuthenticator::trouble`] says why, and the person may begin again.
    Stopped,
    /// Set up. Nothing secret is on screen any more.
    Finished(Enrolled),
    /// Given up: the page is being left.
    GivenUp,
}

/// A pending authenticator, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Which one.
    pub id: AuthenticatorId,
    /// Digits of a code.
    pub digits: u32,
    /// Seconds for which one code is shown.
    pub period: u32,
    /// The server's clock, for the dial ([`crate::countdown::Dial`]).
    pub clock: ClockOffset,
    /// When the server drops it.
    pub expires_at: Moment,
}

/// An authenticator that is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// It.
    pub authenticator: Authenticator,
    /// When the app shows the next code: the one just used is not accepted again.
    pub next_code_at: Moment,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The page came up.
    Opened,
    /// The answer to [`Effect::Start`].
    Started {
        /// Of the call.
        ticket: Ticket,
        /// When the call was made.
        sent: Moment,
        /// When the answer came.
        received: Moment,
        /// The answer.
        reply: Result<PendingAuthenticator, CallError>,
    },
    /// A first code was given, as typed, with a name that may be empty.
    CodeGiven {
        /// The code.
        code: Secret,
        /// The name.
        name: String,
    },
    /// The answer to [`Effect::Confirm`].
    Confirmed(Ticket, Moment, Result<Confirmed, CodeRefused>),
    /// The person says that the backup codes are saved.
    CodesSaved,
    /// The person wants a new secret, or to try again after the journey stopped.
    RestartAsked,
    /// The person wants no authenticator after all.
    Discarded,
    /// The answer to [`Effect::Discard`].
    DiscardSettled(Ticket, Moment, Result<(), CallError>),
    /// It was proved again, as [`Effect::StepUp`] asked.
    SteppedUp,
    /// It was not proved again.
    StepUpCancelled,
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// A first code that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRefused {
    /// How the call failed.
    pub error: CallError,
    /// After [`Problem::WrongCode`]: the time that the code fits, if it fits one.
    pub drift: Option<Drift>,
}

impl From<CallError> for CodeRefused {
    fn from(error: CallError) -> Self {
        Self { error, drift: None }
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `StartAuthenticator`, answer with [`Event::Started`].
    Start(Ticket),
    /// Keep this outside the state, and show the QR code and the secret.
    Show(PendingAuthenticator),
    /// Call `ConfirmAuthenticator`, answer with [`Event::Confirmed`].
    Confirm(Ticket, Confirmation),
    /// Keep these outside the state, and show them: they are not to be had again.
    ShowCodes(Vec<Secret>),
    /// Drop what [`Effect::Show`] and [`Effect::ShowCodes`] gave.
    Forget,
    /// Call `DiscardAuthenticator`, answer with [`Event::DiscardSettled`].
    Discard(Ticket, WhichAuthenticator),
    /// Have it proved again, then send [`Event::SteppedUp`] or [`Event::StepUpCancelled`].
    StepUp(StepUp),
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
    /// Set up, and nothing secret is left: the account has a second step now, and every screen may be opened.
    Finish(Enrolled),
    /// Given up: go back.
    Leave,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Start,
    Confirm,
    /// Drop the pending one and leave.
    Discard,
    /// Drop the pending one and start another.
    Replace,
}

impl EnrolAuthenticator {
    /// Whether something is under way. Until it is answered, nothing else is sent.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.calls.call().is_some()
    }

    /// The pending authenticator that is on screen.
    #[must_use]
    pub const fn pending(&self) -> Option<&Pending> {
        match &self.step {
            Step::Showing(pending) => Some(pending),
            _ => None,
        }
    }

    /// Until when tries are in vain, while that is so.
    #[must_use]
    pub fn locked_until(&self) -> Option<Moment> {
        self.trouble.as_ref().and_then(Trouble::until)
    }
}

impl Machine for EnrolAuthenticator {
    type Event = Event;
    type Effect = Effect;

    fn update(self, event: Event) -> (Self, Vec<Effect>) {
        match (&self.step, event) {
            (Step::GivenUp | Step::Finished(_), _) => (self, Vec::new()),
            (Step::Opening, Event::Opened | Event::SteppedUp)
            | (Step::Stopped, Event::RestartAsked)
                if !self.is_busy() =>
            {
                self.start()
            }
            (Step::Opening, Event::StepUpCancelled)
            | (Step::Opening | Step::Stopped, Event::Discarded) => self.leave(),
            (Step::Showing(_), Event::CodeGiven { code, name }) if !self.is_busy() => {
                self.confirm(&code, &name)
            }
            (Step::Showing(_), Event::Discarded) if !self.is_busy() => self.discard(Call::Discard),
            (Step::Showing(_), Event::RestartAsked) if !self.is_busy() => {
                self.discard(Call::Replace)
            }
            (Step::BackupCodes(enrolled), Event::CodesSaved) => {
                let enrolled = enrolled.clone();
                self.finish(enrolled)
            }
            (
                _,
                Event::Started {
                    ticket,
                    sent,
                    received,
                    reply,
                },
            ) => self.started(ticket, [sent, received], reply),
            (_, Event::Confirmed(ticket, now, reply)) => self.confirmed(ticket, now, reply),
            (_, Event::DiscardSettled(ticket, now, reply)) => self.discarded(ticket, now, reply),
            (_, Event::Woke(now)) => self.wake(now),
            _ => (self, Vec::new()),
        }
    }
}

impl EnrolAuthenticator {
    fn start(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::Opening;
        self.trouble = None;
        self.is_in_doubt = false;
        let ticket = self.calls.begin(Call::Start);
        (self, vec![Effect::Start(ticket)])
    }

    fn started(
        mut self,
        ticket: Ticket,
        [sent, received]: [Moment; 2],
        reply: Result<PendingAuthenticator, CallError>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end(ticket).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(pending) => {
                let shown = Pending::new(&pending, sent, received);
                let wake = Effect::Wake(shown.expires_at);
                self.step = Step::Showing(shown);
                (self, vec![Effect::Show(pending), wake])
            }
            // The screen waits as it is; `SteppedUp` starts again.
            Err(CallError::Refused(Problem::StepUpRequired { step_up })) => {
                (self, vec![Effect::StepUp(step_up)])
            }
            Err(error) => {
                self.step = Step::Stopped;
                self.tell(Trouble::from_call(&error, received))
            }
        }
    }

    fn confirm(mut self, typed: &Secret, name: &str) -> (Self, Vec<Effect>) {
        let Step::Showing(pending) = &self.step else {
            return (self, Vec::new());
        };
        match check(pending, typed, name) {
            Err(faults) => self.tell(Trouble::Fields(faults)),
            Ok(confirmation) => {
                self.trouble = None;
                let ticket = self.calls.begin(Call::Confirm);
                (self, vec![Effect::Confirm(ticket, confirmation)])
            }
        }
    }

    fn confirmed(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<Confirmed, CodeRefused>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end(ticket).is_none() {
            return (self, Vec::new());
        }
        match reply {
            Ok(confirmed) => self.enrolled(confirmed, now),
            Err(CodeRefused { error, drift }) => self.code_refused(&error, drift, now),
        }
    }

    fn enrolled(mut self, confirmed: Confirmed, now: Moment) -> (Self, Vec<Effect>) {
        let enrolled = Enrolled {
            authenticator: confirmed.authenticator,
            next_code_at: now.after_seconds(confirmed.next_code_in),
        };
        if let Some(codes) = confirmed.backup_codes {
            self.step = Step::BackupCodes(enrolled);
            (self, vec![Effect::Forget, Effect::ShowCodes(codes)])
        } else {
            self.finish(enrolled)
        }
    }

    fn finish(mut self, enrolled: Enrolled) -> (Self, Vec<Effect>) {
        self.step = Step::Finished(enrolled.clone());
        (self, vec![Effect::Forget, Effect::Finish(enrolled)])
    }

    fn code_refused(
        mut self,
        error: &CallError,
        drift: Option<Drift>,
        now: Moment,
    ) -> (Self, Vec<Effect>) {
        let gone = matches!(
            error,
            CallError::Refused(Problem::EnrolmentExpired | Problem::NotSignedIn)
        );
        let trouble = match (error, drift) {
            (CallError::Refused(Problem::EnrolmentExpired), _) if self.is_in_doubt => {
                Trouble::PerhapsEnrolled
            }
            (CallError::Refused(Problem::WrongCode { .. }), Some(drift)) => {
                Trouble::ClockOff(drift)
            }
            (error, _) => Trouble::from_call(error, now),
        };
        if gone {
            return self.stop(trouble);
        }
        // Any answer but a refusal leaves open whether the server took the code.
        self.is_in_doubt |= !matches!(error, CallError::Refused(_));
        self.tell(trouble)
    }

    fn discard(mut self, call: Call) -> (Self, Vec<Effect>) {
        let Step::Showing(pending) = &self.step else {
            return (self, Vec::new());
        };
        let id = pending.id.clone();
        self.trouble = None;
        let ticket = self.calls.begin(call);
        (
            self,
            vec![Effect::Discard(ticket, WhichAuthenticator { id })],
        )
    }

    fn discarded(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<(), CallError>,
    ) -> (Self, Vec<Effect>) {
        let Some(call) = self.calls.end(ticket) else {
            return (self, Vec::new());
        };
        match reply {
            // Gone already is as good.
            Ok(()) | Err(CallError::Refused(Problem::EnrolmentExpired | Problem::NotFound)) => {
                let (next, effects) = match call {
                    Call::Replace => self.start(),
                    Call::Start | Call::Confirm | Call::Discard => self.leave(),
                };
                (next, [vec![Effect::Forget], effects].concat())
            }
            Err(CallError::Refused(Problem::NotSignedIn)) => self.stop(Trouble::SignedOut),
            Err(error) => self.tell(Trouble::from_call(&error, now)),
        }
    }

    fn leave(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::GivenUp;
        self.trouble = None;
        self.calls.drop_wait();
        (self, vec![Effect::Leave])
    }

    fn stop(mut self, trouble: Trouble) -> (Self, Vec<Effect>) {
        self.step = Step::Stopped;
        self.trouble = Some(trouble);
        (self, vec![Effect::Forget])
    }

    fn tell(mut self, trouble: Trouble) -> (Self, Vec<Effect>) {
        let wake = trouble.until().map(Effect::Wake);
        self.trouble = Some(trouble);
        (self, wake.into_iter().collect())
    }

    /// Several timers may be under way, and a timer may come a little early; then it is asked for again.
    fn wake(mut self, now: Moment) -> (Self, Vec<Effect>) {
        let expires_at = self.pending().map(|pending| pending.expires_at);
        let is_expired = expires_at.is_some_and(|moment| moment <= now);
        if is_expired && !self.is_busy() {
            let trouble = if self.is_in_doubt {
                Trouble::PerhapsEnrolled
            } else {
                Trouble::EnrolmentExpired
            };
            return self.stop(trouble);
        }
        let again = trouble::pass(&mut self.trouble, now);
        let expiry = expires_at.filter(|_| !is_expired);
        let next = again.into_iter().chain(expiry).min();
        (self, next.map(Effect::Wake).into_iter().collect())
    }
}

impl Pending {
    fn new(pending: &PendingAuthenticator, sent: Moment, received: Moment) -> Self {
        let Timestamp(lifetime) = Timestamp(pending.expires_at.0.saturating_sub(pending.now.0));
        Self {
            id: pending.id.clone(),
            digits: pending.digits,
            period: pending.period,
            clock: ClockOffset::measure(pending.now, sent, received),
            expires_at: Moment(received.0.saturating_add(lifetime)),
        }
    }
}

/// The confirmation to send, or what is wrong with the form, in its order.
fn check(
    pending: &Pending,
    typed: &Secret,
    name: &str,
) -> Result<Confirmation, Vec<(Field, Reason)>> {
    let code = code::check(typed, pending.digits);
    let name_fault = crate::form::optional_name_fault(name);
    match (code, name_fault) {
        (Ok(code), None) => Ok(Confirmation {
            id: pending.id.clone(),
            code,
            name: name.trim().to_owned(),
        }),
        (code, name_fault) => {
            let code_fault = code.err().map(|reason| (Field::Code, reason));
            let name_fault = name_fault.map(|reason| (Field::Name, reason));
            Err(code_fault.into_iter().chain(name_fault).collect())
        }
    }
}
