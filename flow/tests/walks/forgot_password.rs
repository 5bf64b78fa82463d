//! Asking for a link that sets a new password.

use super::*;
use contract::{Nothing, recovery::ResetWish};
use flow::forgot_password::{Effect, Event, ForgotPassword, Step};

impl Asks for Effect {
    fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::Ask(ticket, _) => Some(*ticket),
            Self::Wake(_) => None,
        }
    }

    fn wake(&self) -> Option<Moment> {
        match self {
            Self::Wake(moment) => Some(*moment),
            Self::Ask(..) => None,
        }
    }
}

fn wish() -> ResetWish {
    ResetWish {
        email: "ann@example.com".to_owned(),
        next: Some("/app".to_owned()),
    }
}

fn asked(name: &'static str) -> Walk<ForgotPassword> {
    Walk::new(name)
        .event(Event::Given(wish()))
        .server(Ok(Nothing {}))
}

impl Walk<ForgotPassword> {
    fn server(self, reply: Result<Nothing, CallError>) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        self.event(Event::Replied(ticket, now, reply))
    }

    fn woke(self) -> Self {
        let now = self.now;
        self.event(Event::Woke(now))
    }

    fn can_resend(self, can: bool) -> Self {
        self.is(|state| {
            state
                .sent()
                .is_some_and(|sent| sent.resend_at.is_none() == can)
        })
    }
}

#[test]
fn the_link_is_asked_for_again_after_a_while_with_the_same_address() {
    let walk = asked("resend")
        .is(|state| state.sent().unwrap().wish == wish())
        .wakes_in(30)
        .can_resend(false)
        .unmoved_by(|walk| walk.event(Event::ResendPressed))
        .wait(30)
        .woke()
        .can_resend(true)
        .event(Event::ResendPressed);
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::Ask(ticket, wish())])
        .unmoved_by(|walk| walk.event(Event::ResendPressed))
        .server(Ok(Nothing {}))
        .can_resend(false);
}

#[test]
fn a_refused_resend_says_when_it_can_be_asked_for_again() {
    asked("too many")
        .wait(30)
        .woke()
        .event(Event::ResendPressed)
        .server(too_many_tries(600))
        .can_resend(false)
        .wakes_in(600)
        .is(|state| state.trouble.is_some())
        .wait(600)
        .woke()
        .can_resend(true)
        .is(|state| state.trouble.is_none());
}

#[test]
fn another_address_is_given_in_the_form_again() {
    asked("change")
        .event(Event::ChangePressed)
        .is(|state| state.step == Step::Form)
        .unmoved_by(|walk| walk.event(Event::ResendPressed));
}
