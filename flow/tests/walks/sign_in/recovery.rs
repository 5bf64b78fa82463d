//! When none of the methods can be used.

use super::*;
use contract::{
    Timestamp,
    recovery::{NoRecovery, Recovery},
};

const LINK: Recovery = Recovery::LinkSent {
    expires_at: Timestamp(1_000),
};
const WAITING: Recovery = Recovery::Waiting {
    ready_at: Timestamp(2_000),
};
const READY: Recovery = Recovery::Ready {
    expires_at: Timestamp(3_000),
};

impl Walk<SignIn> {
    fn lost_all(self) -> Self {
        self.event(Event::LostAllAsked)
    }

    fn asks_recovery(self) -> Self {
        self.event(Event::RecoveryPressed)
    }

    fn recovery(self, reply: Result<Recovery, CallError>) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        self.event(Event::RecoveryReplied(ticket, now, reply))
    }

    #[track_caller]
    fn at_stage(self, stage: Option<Recovery>) -> Self {
        self.is(|state| {
            let is_shown =
                matches!(&state.step, Step::Recovery(recovering) if recovering.stage == stage);
            is_shown && state.recovery() == stage
        })
    }
}

/// The second step of an account that can be recovered.
fn at_recoverable(name: &'static str, recovery: Option<Recovery>) -> Walk<SignIn> {
    let offer = SecondStep {
        can_recover: true,
        recovery,
        ..both()
    };
    walk(name).password().says(second(offer))
}

#[test]
fn whoever_lost_everything_is_sent_a_link() {
    let walk = at_recoverable("link", None)
        .is(SignIn::can_recover)
        .lost_all()
        .at_stage(None)
        .unmoved_by(|walk| walk.event(Event::FinishPressed))
        .asks_recovery();
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::AskRecovery(ticket)])
        .is(SignIn::is_busy)
        .unmoved_by(Walk::asks_recovery)
        .recovery(Ok(LINK))
        .asks_nothing()
        .at_stage(Some(LINK))
        .unmoved_by(|walk| walk.recovery(Ok(READY)))
        .unmoved_by(|walk| walk.event(Event::FinishPressed));
}

#[test]
fn another_link_can_be_asked_for_and_may_find_it_opened() {
    at_recoverable("another link", Some(LINK))
        .lost_all()
        .at_stage(Some(LINK))
        .asks_recovery()
        .recovery(Ok(WAITING))
        .at_stage(Some(WAITING))
        .unmoved_by(Walk::asks_recovery);
}

#[test]
fn it_is_finished_once_the_wait_is_over() {
    let walk = at_recoverable("finish", Some(READY))
        .lost_all()
        .at_stage(Some(READY))
        .event(Event::FinishPressed);
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::FinishRecovery(ticket)])
        .is(SignIn::is_busy)
        .unmoved_by(|walk| walk.event(Event::FinishPressed))
        .unmoved_by(|walk| walk.event(Event::BackToMethods))
        .unmoved_by(|walk| walk.event(Event::StartedOver))
        .says(NextStep::EnrolmentRequired(ann()))
        .asks(&[Effect::Recovered(ann())])
        .is(|state| state.step == Step::Done);
}

#[test]
fn the_server_decides_whether_the_wait_is_over() {
    at_recoverable("too early", Some(WAITING))
        .lost_all()
        .event(Event::FinishPressed)
        .server(refused(Problem::RecoveryNotReady))
        .sees(Trouble::RecoveryNotReady)
        .at_stage(Some(WAITING))
        .event(Event::FinishPressed)
        .says(NextStep::EnrolmentRequired(ann()))
        .asks(&[Effect::Recovered(ann())]);
}

#[test]
fn it_can_be_asked_for_from_the_list_too_and_left_again() {
    at_recoverable("there and back", None)
        .second(SecondEvent::OtherWayAsked)
        .lost_all()
        .at_stage(None)
        .is(|state| state.second.methods().len() == 2 && state.second.shown().is_none())
        .event(Event::BackToMethods)
        .is(|state| matches!(state.second.step, SecondScreen::Choose(_)))
        .second(SecondEvent::MethodChosen(Method::Authenticator))
        .code("123456")
        .says(done())
        .ends();
}

#[test]
fn the_way_back_to_the_only_method_is_its_form() {
    let offer = SecondStep {
        can_recover: true,
        ..second_step(&[Method::Authenticator])
    };
    walk("one method")
        .password()
        .says(second(offer))
        .lost_all()
        .event(Event::BackToMethods)
        .shows(Method::Authenticator);
}

#[test]
fn a_link_that_is_on_its_way_is_remembered_after_going_back() {
    at_recoverable("back while asking", None)
        .lost_all()
        .asks_recovery()
        .event(Event::BackToMethods)
        .is(|state| !state.is_busy())
        .recovery(Ok(LINK))
        .asks_nothing()
        .is(|state| {
            matches!(state.second.step, SecondScreen::Choose(_)) && state.recovery() == Some(LINK)
        })
        .lost_all()
        .at_stage(Some(LINK));
    at_recoverable("back while asking, in vain", None)
        .lost_all()
        .asks_recovery()
        .event(Event::BackToMethods)
        .recovery(Err(CallError::Unreachable))
        .sees_no_trouble();
}

#[test]
fn an_account_that_cannot_be_recovered_is_not_led_there() {
    at_second_step("no way")
        .is(|state| !state.can_recover())
        .unmoved_by(Walk::lost_all);
}

#[test]
fn whoever_cannot_recover_an_account_is_told_why() {
    for obstacle in [NoRecovery::EmailNotConfirmed, NoRecovery::KeysOnly] {
        let offer = SecondStep {
            no_recovery: Some(obstacle),
            ..both()
        };
        walk("told why")
            .password()
            .says(second(offer))
            .is(|state| !state.can_recover() && state.no_recovery() == Some(obstacle))
            .lost_all()
            .is(|state| match &state.step {
                Step::Recovery(it) => it.obstacle == Some(obstacle) && !it.can_ask(),
                _ => false,
            })
            .unmoved_by(Walk::asks_recovery)
            .event(Event::BackToMethods)
            .is(|state| matches!(state.second.step, SecondScreen::Choose(_)));
    }
}

#[test]
fn how_long_a_recovery_takes_is_known_before_it_is_asked_for() {
    let offer = SecondStep {
        can_recover: true,
        recovery_hours: 24,
        ..both()
    };
    walk("how long")
        .password()
        .says(second(offer))
        .lost_all()
        .is(|state| matches!(&state.step, Step::Recovery(it) if it.hours == 24));
}

#[test]
fn a_recovery_under_way_is_shown_although_no_other_can_be_asked_for() {
    let offer = SecondStep {
        recovery: Some(WAITING),
        ..both()
    };
    walk("under way")
        .password()
        .says(second(offer))
        .is(|state| state.can_recover() && state.recovery() == Some(WAITING))
        .lost_all()
        .at_stage(Some(WAITING));
}

#[test]
fn refusals_of_a_recovery_are_told() {
    for (problem, trouble) in [
        (Problem::RecoveryUnavailable, Trouble::RecoveryUnavailable),
        (Problem::EmailNotConfirmed, Trouble::EmailNotConfirmed),
    ] {
        at_recoverable("refused", None)
            .lost_all()
            .asks_recovery()
            .recovery(refused(problem))
            .sees(trouble)
            .at_stage(None);
    }
    at_recoverable("too many", None)
        .lost_all()
        .asks_recovery()
        .recovery(too_many_tries(3_600))
        .wakes_in(3_600)
        .is(|state| state.locked_until().is_some());
}

#[test]
fn a_second_step_that_ran_out_ends_the_recovery_on_screen() {
    at_recoverable("ran out", None)
        .lost_all()
        .wait(600)
        .woke()
        .at_password()
        .sees(Trouble::SignInExpired)
        .is(|state| !state.can_recover() && state.recovery().is_none());
    for problem in [Problem::SignInExpired, Problem::NotSignedIn] {
        at_recoverable("found out by asking", None)
            .kept()
            .lost_all()
            .asks_recovery()
            .recovery(refused(problem.clone()))
            .at_password()
            .sees(Trouble::SignInExpired);
        at_recoverable("found out by finishing", Some(READY))
            .kept()
            .lost_all()
            .event(Event::FinishPressed)
            .server(refused(problem))
            .calls(1)
            .at_password()
            .sees(Trouble::SignInExpired)
            .says(done())
            .ends();
    }
}

#[test]
fn a_late_word_about_a_recovery_is_ignored() {
    let walk = at_recoverable("late", None).lost_all().asks_recovery();
    let (old, now) = (walk.last_ticket(), walk.now);
    walk.event(Event::StartedOver)
        .says(NextStep::Password)
        .at_password()
        .unmoved_by(|walk| walk.event(Event::RecoveryReplied(old, now, Ok(LINK))));
}
