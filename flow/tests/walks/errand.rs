//! Errands.

use super::*;
use contract::{
    Timestamp,
    problem::{Field, Reason},
    recovery::{LinkToken, Recovery},
};
use flow::errand::{Effect, Errand, Event, Step};

type Start = Errand<LinkToken, Recovery>;

impl Asks for Effect<LinkToken> {
    fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::Call(ticket, _) => Some(*ticket),
            Self::Wake(_) => None,
        }
    }

    fn wake(&self) -> Option<Moment> {
        match self {
            Self::Wake(moment) => Some(*moment),
            Self::Call(..) => None,
        }
    }
}

const WAITING: Recovery = Recovery::Waiting {
    ready_at: Timestamp(1),
};

fn token() -> LinkToken {
    LinkToken {
        token: secret("canary"),
    }
}

fn given(name: &'static str) -> Walk<Start> {
    Walk::new(name).event(Event::Given(token()))
}

impl Walk<Start> {
    fn server(self, reply: Result<Recovery, CallError>) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        self.event(Event::Replied(ticket, now, reply))
    }

    fn woke(self) -> Self {
        let now = self.now;
        self.event(Event::Woke(now))
    }
}

#[test]
fn an_errand_is_one_call_and_then_done() {
    let walk = given("done");
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::Call(ticket, token())])
        .is(Errand::is_busy)
        .unmoved_by(|walk| walk.event(Event::Given(token())))
        .unmoved_by(|walk| walk.event(Event::FormRefused(vec![(Field::Email, Reason::Missing)])))
        .server(Ok(WAITING))
        .asks_nothing()
        .is(|state| state.step == Step::Done(WAITING) && state.outcome() == Some(&WAITING))
        .unmoved_by(|walk| walk.server(Ok(WAITING)))
        .unmoved_by(|walk| walk.event(Event::Given(token())));
}

#[test]
fn a_refusal_is_told_and_the_next_try_counts() {
    given("refused")
        .server(refused(Problem::LinkExpired))
        .is(|state| state.trouble == Some(Trouble::LinkExpired) && state.outcome().is_none())
        .unmoved_by(|walk| walk.server(Ok(WAITING)))
        .event(Event::Given(token()))
        .is(|state| state.trouble.is_none())
        .server(Ok(WAITING))
        .is(|state| state.outcome().is_some());
}

#[test]
fn a_wait_is_told_and_ends_by_itself() {
    given("wait")
        .server(too_many_tries(30))
        .wakes_in(30)
        .is(|state| state.locked_until().is_some())
        .wait(29)
        .woke()
        .wakes_in(1)
        .wait(1)
        .woke()
        .asks_nothing()
        .is(|state| state.trouble.is_none());
}

#[test]
fn faults_of_the_form_are_told() {
    let faults = vec![(Field::Password, Reason::Missing)];
    Walk::<Start>::new("faults")
        .event(Event::FormRefused(faults.clone()))
        .asks_nothing()
        .is(|state| state.trouble == Some(Trouble::Fields(faults)))
        .unmoved_by(|walk| walk.event(Event::FormRefused(Vec::new())));
}
