//! Asking for a link that sets a new password: the form, then the word that it is on its way, with another one to be had
//! after a while.
//!
//! The server answers the same whether or not the address has an account, and so does this.

use crate::{
    CallError, Machine, Moment, Ticket, Trouble, form::Faults, machine::InFlight, trouble,
};
use contract::{Nothing, limits::RESEND_SECONDS, recovery::ResetWish};

/// The journey of asking for the link.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ForgotPassword {
    /// The screen.
    pub step: Step,
    /// What to tell about the last thing that went wrong.
    pub trouble: Option<Trouble>,
    /// What is asked for by the call that is under way.
    asked: Option<ResetWish>,
    calls: InFlight<()>,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// The form for the address.
    #[default]
    Form,
    /// It was asked for.
    Sent(Sent),
}

/// A link that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// For which address, and where it leads on to.
    pub wish: ResetWish,
    /// When another one can be asked for; `None` when it can be now.
    pub resend_at: Option<Moment>,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The form was sent, checked by [`crate::form::check_reset_wish`].
    Given(ResetWish),
    /// The form was sent, but [`crate::form`] found fault with it.
    FormRefused(Faults),
    /// The person wants another link to the same address.
    ResendPressed,
    /// The person wants to give another address.
    ChangePressed,
    /// The answer to [`Effect::Ask`].
    Replied(Ticket, Moment, Result<Nothing, CallError>),
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `AskPasswordReset`, answer with [`Event::Replied`].
    Ask(Ticket, ResetWish),
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
}

impl ForgotPassword {
    /// Whether the call is under way. Until it is answered, no other is made.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.calls.call().is_some()
    }

    /// The link that was asked for; `None` while the form is on screen.
    #[must_use]
    pub const fn sent(&self) -> Option<&Sent> {
        match &self.step {
            Step::Form => None,
            Step::Sent(sent) => Some(sent),
        }
    }

    fn ask(mut self, wish: ResetWish) -> (Self, Vec<Effect>) {
        self.trouble = None;
        self.asked = Some(wish.clone());
        let ticket = self.calls.begin(());
        (self, vec![Effect::Ask(ticket, wish)])
    }

    fn tell(mut self, trouble: Trouble) -> (Self, Vec<Effect>) {
        let until = trouble.until();
        if let (Step::Sent(sent), Some(until)) = (&mut self.step, until) {
            sent.resend_at = Some(until);
        }
        self.trouble = Some(trouble);
        (self, until.map(Effect::Wake).into_iter().collect())
    }

    fn on_reply(
        mut self,
        ticket: Ticket,
        now: Moment,
        reply: Result<Nothing, CallError>,
    ) -> (Self, Vec<Effect>) {
        if self.calls.end(ticket).is_none() {
            return (self, Vec::new());
        }
        match (reply, self.asked.take()) {
            (Ok(Nothing {}), Some(wish)) => {
                let resend_at = now.after_seconds(RESEND_SECONDS);
                self.step = Step::Sent(Sent {
                    wish,
                    resend_at: Some(resend_at),
                });
                (self, vec![Effect::Wake(resend_at)])
            }
            (Ok(Nothing {}), None) => (self, Vec::new()),
            (Err(error), _) => self.tell(Trouble::from_call(&error, now)),
        }
    }

    fn change(mut self) -> (Self, Vec<Effect>) {
        self.step = Step::Form;
        self.trouble = None;
        self.calls.drop_wait();
        (self, Vec::new())
    }

    /// Several timers may be under way, and a timer may come a little early; then it is asked for again.
    fn wake(mut self, now: Moment) -> (Self, Vec<Effect>) {
        let again = trouble::pass(&mut self.trouble, now);
        let resend_at = match &mut self.step {
            Step::Form => None,
            Step::Sent(sent) => {
                sent.resend_at.take_if(|at| *at <= now);
                sent.resend_at
            }
        };
        let next = again.into_iter().chain(resend_at).min();
        (self, next.map(Effect::Wake).into_iter().collect())
    }
}

impl Machine for ForgotPassword {
    type Event = Event;
    type Effect = Effect;

    fn update(self, event: Event) -> (Self, Vec<Effect>) {
        match (&self.step, event) {
            (Step::Form, Event::Given(wish)) if !self.is_busy() => self.ask(wish),
            (Step::Form, Event::FormRefused(faults)) if !self.is_busy() && !faults.is_empty() => {
                self.tell(Trouble::Fields(faults))
            }
            (Step::Sent(sent), Event::ResendPressed)
                if sent.resend_at.is_none() && !self.is_busy() =>
            {
                let wish = sent.wish.clone();
                self.ask(wish)
            }
            (Step::Sent(_), Event::ChangePressed) => self.change(),
            (_, Event::Replied(ticket, now, reply)) => self.on_reply(ticket, now, reply),
            (_, Event::Woke(now)) => self.wake(now),
            _ => (self, Vec::new()),
        }
    }
}
