//! Signing up.

use super::*;
use contract::{
    problem::{Field, Reason},
    sign_in::NextStep,
    sign_up::NewAccount,
};
use flow::sign_up::{Effect, Event, SignUp, SignUpReply, Step};

impl Asks for Effect {
    fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::SignUp(ticket, _) => Some(*ticket),
            _ => None,
        }
    }

    fn wake(&self) -> Option<Moment> {
        match self {
            Self::Wake(moment) => Some(*moment),
            _ => None,
        }
    }
}

fn walk(name: &'static str) -> Walk<SignUp> {
    Walk::new(name)
}

impl Walk<SignUp> {
    fn account(self) -> Self {
        self.event(Event::AccountGiven(NewAccount {
            email: "ann@example.org".to_owned(),
            password: secret("correct horse battery staple"),
        }))
    }

    fn refuses(self, error: CallError) -> Self {
        self.server(SignUpReply::Refused(error))
    }

    fn signs_in(self, reply: Result<NextStep, CallError>) -> Self {
        self.server(SignUpReply::SignIn(reply))
    }

    fn server(self, reply: SignUpReply) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        self.event(Event::Replied(ticket, now, reply))
    }

    #[track_caller]
    fn sees(self, trouble: Trouble) -> Self {
        assert_eq!(self.state().trouble, Some(trouble), "{}", self.name);
        self.is(|state| state.step == Step::Form && !state.is_busy())
    }
}

#[test]
fn a_new_person_is_signed_in_at_once() {
    walk("new person")
        .account()
        .calls(1)
        .is(SignUp::is_busy)
        .unmoved_by(Walk::account)
        .signs_in(Ok(NextStep::SignedIn(ann())))
        .asks(&[Effect::Leave(ann())])
        .is(|state| state.step == Step::Done)
        .unmoved_by(Walk::account);
}

#[test]
fn a_new_person_sets_up_a_second_step_where_one_is_required() {
    walk("second step required")
        .account()
        .signs_in(Ok(NextStep::EnrolmentRequired(ann())))
        .asks(&[Effect::Enrol(ann())]);
}

#[test]
fn an_address_that_is_taken_shows_only_in_the_sign_in_afterwards() {
    walk("taken address")
        .account()
        .signs_in(refused(Problem::WrongCredentials))
        .asks_nothing()
        .sees(Trouble::SignUpRefusedSignIn);
}

#[test]
fn ones_own_account_goes_on_with_its_second_step() {
    walk("own account")
        .account()
        .signs_in(Ok(NextStep::SecondStep(both())))
        .asks(&[Effect::ContinueSignIn]);
}

#[test]
fn a_common_password_is_told_at_its_field() {
    let (field, reason) = (Field::Password, Reason::Common);
    walk("common password")
        .account()
        .refuses(CallError::Refused(Problem::Invalid { field, reason }))
        .sees(fault(field, reason))
        .account()
        .is(|state| state.trouble.is_none());
}

#[test]
fn faults_of_the_form_are_told_without_a_call() {
    let faults = vec![
        (Field::Email, Reason::Malformed),
        (Field::Password, Reason::Missing),
    ];
    walk("form refused")
        .event(Event::FormRefused(faults.clone()))
        .asks_nothing()
        .sees(Trouble::Fields(faults));
}

#[test]
fn a_broken_connection_between_the_two_calls_is_no_harm() {
    walk("broken between")
        .account()
        .signs_in(Err(CallError::Unreachable))
        .sees(Trouble::NoConnection)
        .account()
        .signs_in(Ok(NextStep::SignedIn(ann())))
        .asks(&[Effect::Leave(ann())]);
}

#[test]
fn a_late_reply_is_ignored() {
    walk("late reply")
        .account()
        .refuses(CallError::TimedOut)
        .sees(Trouble::TookTooLong)
        .unmoved_by(|walk| walk.signs_in(Ok(NextStep::SignedIn(ann()))));
}

#[test]
fn too_many_sign_ups_end_by_themselves() {
    walk("too many")
        .account()
        .server(SignUpReply::Refused(too_many_tries::<()>(60).unwrap_err()))
        .wakes_in(60)
        .wait(59)
        .woke()
        .wakes_in(1)
        .wait(1)
        .woke()
        .is(|state| state.trouble.is_none() && state.locked_until().is_none());
}

impl Walk<SignUp> {
    fn woke(self) -> Self {
        let now = self.now;
        self.event(Event::Woke(now))
    }
}
