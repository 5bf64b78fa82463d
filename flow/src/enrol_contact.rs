//! Confirming a phone number or an email address: the form, the code that is sent there, and, for the first second step
//! of an account, backup codes.
//!
//! The backup codes are never in the state. They come with an answer and leave at once with [`Effect::ShowCodes`]; the
//! page keeps them outside the reactive state, draws them, and drops them on [`Effect::Forget`].
//!
//! The number or address that was given stays in the state, so that another code can be sent to it; what is typed in the
//! form is the page's.

mod answers;
mod events;

pub use events::{Effect, Event, Taken};

use crate::{
    Machine, Moment, Trouble, code,
    form::{self, Faults},
    machine::InFlight,
    sent_code::Sending,
    trouble::{self, Tells},
};
use contract::{
    Secret,
    account::Viewer,
    contact::{ContactCode, NewEmail, NewPhone},
    limits,
    problem::Field,
};

/// The journey of confirming a phone number or an email address.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct EnrolContact {
    /// The screen.
    pub step: Step,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    /// What is confirmed, once the page came up.
    kind: Option<Kind>,
    /// What was given, as long as codes may be sent to it.
    given: Option<Contact>,
    /// Whether the answer to a code was lost, so that the server may have taken it.
    is_in_doubt: bool,
    calls: InFlight<Call>,
    /// Asking what waits already. Nobody asked for it, so nobody is kept waiting.
    look: InFlight<()>,
}

/// What is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A phone number, for codes by text message.
    Phone,
    /// An email address: the account's own, or one to put in its place.
    Email,
}

/// The number or address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contact {
    /// A phone number.
    Phone(NewPhone),
    /// An email address.
    Email(NewEmail),
}

impl Contact {
    fn text(&self) -> &str {
        match self {
            Self::Phone(phone) => &phone.number,
            Self::Email(email) => &email.email,
        }
    }
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// The form for the number or address.
    #[default]
    Form,
    /// The form for the code that was sent.
    Code(Sending),
    /// The backup codes that [`Effect::ShowCodes`] gave are on screen until they are saved.
    BackupCodes(Confirmed),
    /// Confirmed. Nothing secret is on screen any more.
    Finished(Confirmed),
    /// Given up: the page is being left.
    GivenUp,
}

/// What was confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// The phone number; codes can be sent to it now.
    Phone,
    /// The email address of this person.
    Email(Viewer),
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Start,
    Confirm,
}

impl EnrolContact {
    /// What is confirmed; `None` until the page came up.
    #[must_use]
    pub const fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// Whether something is under way. Until it is answered, nothing else is sent.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.calls.call().is_some()
    }

    /// Whether it is still to be known if a code is out already: after a reload the page goes on where it was.
    #[must_use]
    pub fn is_looking(&self) -> bool {
        self.step == Step::Form && self.look.call().is_some()
    }

    /// The number or address that the code went to, as it was given.
    #[must_use]
    pub fn given(&self) -> Option<&str> {
        self.given.as_ref().map(Contact::text)
    }

    /// Whether a code is being sent.
    #[must_use]
    pub fn is_sending(&self) -> bool {
        self.calls.call() == Some(Call::Start)
    }

    /// Where the code went; `None` while the number or address is being typed.
    #[must_use]
    pub const fn sending(&self) -> Option<&Sending> {
        match &self.step {
            Step::Code(sending) => Some(sending),
            _ => None,
        }
    }

    /// Until when tries are in vain, while that is so: on the form, those that would send a code.
    #[must_use]
    pub fn locked_until(&self) -> Option<Moment> {
        let trouble = self.trouble.as_ref()?;
        if self.step == Step::Form {
            trouble.until()
        } else {
            trouble.locked_until()
        }
    }
}

impl Machine for EnrolContact {
    type Event = Event;
    type Effect = Effect;

    fn update(mut self, event: Event) -> (Self, Vec<Effect>) {
        match (&self.step, event) {
            // Codes that are shown must be saved.
            (Step::GivenUp | Step::Finished(_), _) | (Step::BackupCodes(_), Event::Cancelled) => {
                (self, Vec::new())
            }
            (_, Event::Cancelled) => self.leave(),
            (Step::Form, Event::Opened(kind)) if self.kind.is_none() => {
                self.kind = Some(kind);
                let ticket = self.look.begin(());
                (self, vec![Effect::Look(ticket)])
            }
            (_, Event::Looked(ticket, now, reply)) => self.looked(ticket, now, reply),
            (Step::Form, Event::Given(typed)) if !self.is_busy() => self.give(&typed),
            (Step::Form | Step::Code(_), Event::SteppedUp) if !self.is_busy() => self.start(),
            (Step::Code(sending), Event::SendPressed)
                if !self.is_busy() && sending.resend_at.is_none() =>
            {
                self.start()
            }
            (Step::Code(_), Event::CodeGiven(typed)) if !self.is_busy() => self.confirm(&typed),
            (Step::Code(_), Event::ChangePressed) => self.change(),
            (Step::BackupCodes(confirmed), Event::CodesSaved) => {
                let confirmed = confirmed.clone();
                let (next, effects) = self.finish(confirmed);
                (next, [vec![Effect::Forget], effects].concat())
            }
            (_, Event::Started(ticket, now, reply)) => self.started(ticket, now, reply),
            (_, Event::Settled(ticket, now, reply)) => self.settled(ticket, now, reply),
            (_, Event::Woke(now)) => self.wake(now),
            _ => (self, Vec::new()),
        }
    }
}

impl Tells for EnrolContact {
    const WAKE: fn(Moment) -> Effect = Effect::Wake;

    fn told(&mut self) -> &mut Option<Trouble> {
        &mut self.trouble
    }
}

impl EnrolContact {
    fn give(mut self, typed: &str) -> (Self, Vec<Effect>) {
        let Some(kind) = self.kind else {
            return (self, Vec::new());
        };
        match check(kind, typed) {
            Ok(contact) => {
                self.look.drop_wait();
                self.given = Some(contact);
                self.start()
            }
            Err(faults) => self.tell(Trouble::Fields(faults)),
        }
    }

    /// Has a code sent to what was given.
    fn start(mut self) -> (Self, Vec<Effect>) {
        let Some(contact) = self.given.clone() else {
            return (self, Vec::new());
        };
        self.trouble = None;
        let ticket = self.calls.begin(Call::Start);
        (self, vec![Effect::Start(ticket, contact)])
    }

    fn confirm(mut self, typed: &Secret) -> (Self, Vec<Effect>) {
        let Some(kind) = self.kind else {
            return (self, Vec::new());
        };
        match code::check(typed, limits::SENT_CODE_DIGITS) {
            Err(reason) => self.tell(Trouble::Fields(vec![(Field::Code, reason)])),
            Ok(code) => {
                self.trouble = None;
                let ticket = self.calls.begin(Call::Confirm);
                (
                    self,
                    vec![Effect::Confirm(ticket, kind, ContactCode { code })],
                )
            }
        }
    }

    /// Back to the form. A code that is being looked at cannot be taken back.
    fn change(mut self) -> (Self, Vec<Effect>) {
        if self.calls.call() == Some(Call::Confirm) {
            return (self, Vec::new());
        }
        self.step = Step::Form;
        self.trouble = None;
        self.given = None;
        self.is_in_doubt = false;
        self.calls.drop_wait();
        (self, Vec::new())
    }

    fn finish(mut self, confirmed: Confirmed) -> (Self, Vec<Effect>) {
        self.step = Step::Finished(confirmed.clone());
        (self, vec![Effect::Finish(confirmed)])
    }

    fn leave(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::GivenUp;
        self.trouble = None;
        self.given = None;
        self.calls.drop_wait();
        (self, vec![Effect::Leave])
    }

    /// Several timers may be under way, and a timer may come a little early; then it is asked for again.
    fn wake(mut self, now: Moment) -> (Self, Vec<Effect>) {
        let again = trouble::pass(&mut self.trouble, now);
        let look = match &mut self.step {
            Step::Code(sending) => {
                sending.look(now);
                sending.next_look()
            }
            _ => None,
        };
        let next = again.into_iter().chain(look).min();
        (self, next.map(Effect::Wake).into_iter().collect())
    }
}

fn check(kind: Kind, typed: &str) -> Result<Contact, Faults> {
    match kind {
        Kind::Phone => form::check_phone(typed).map(Contact::Phone),
        Kind::Email => form::check_email(typed).map(Contact::Email),
    }
}
