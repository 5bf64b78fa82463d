//! Proving it again.

mod sent_codes;

use super::*;
use contract::{
    passkey::PasskeyKind,
    problem::{Field, Reason},
    sign_in::Proof,
    step_up::{PasswordAgain, StepUp as Demand, SteppedUp},
};
use flow::{
    PasskeyError,
    passkey_error::{Asking, Ceremony},
    passkey_support::{Obstacle, Support},
    second_step::Purpose,
    step_up::{Effect, Event, Step, StepUp},
};

impl Asks for Effect {
    fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::ProvePassword(ticket, _) | Self::Prove(ticket, _) => Some(*ticket),
            _ => None,
        }
    }

    fn fetch(&self) -> Option<Ticket> {
        asked_by_second(self)?.fetch()
    }

    fn prompt(&self) -> Option<Ticket> {
        asked_by_second(self)?.prompt()
    }

    fn send(&self) -> Option<Ticket> {
        asked_by_second(self)?.send()
    }

    fn listen(&self) -> Option<Ticket> {
        asked_by_second(self)?.listen()
    }

    fn wake(&self) -> Option<Moment> {
        match self {
            Self::Wake(moment) => Some(*moment),
            other => asked_by_second(other)?.wake(),
        }
    }
}

impl Embeds for StepUp {
    fn wrap(event: SecondEvent) -> Event {
        Event::Second(event)
    }

    fn second(&self) -> &flow::second_step::SecondStep {
        &self.second
    }
}

const fn asked_by_second(effect: &Effect) -> Option<&SecondEffect> {
    match effect {
        Effect::Second(effect) => Some(effect),
        _ => None,
    }
}

/// When a walk begins.
const NOW: Moment = Moment(5_000);

const PROVED: SteppedUp = SteppedUp {
    open_for: 600,
    backup_codes_left: None,
};

fn asked(name: &'static str, demand: Demand) -> Walk<StepUp> {
    Walk::new(name).event(Event::Asked(NOW, demand))
}

impl Walk<StepUp> {
    fn password(self, password: &str) -> Self {
        self.event(Event::PasswordGiven(secret(password)))
    }

    fn server(self, reply: Result<SteppedUp, CallError>) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        self.event(Event::Replied(ticket, now, reply))
    }

    fn woke(self) -> Self {
        let now = self.now;
        self.event(Event::Woke(now))
    }

    #[track_caller]
    fn sees(self, trouble: Trouble) -> Self {
        assert_eq!(self.state().trouble, Some(trouble), "{}", self.name);
        self
    }
}

#[test]
fn the_change_goes_on_once_the_password_is_proved() {
    let walk = asked("password", Demand::Password)
        .is(|state| state.step == Step::Password)
        .password("canary");
    let ticket = walk.last_ticket();
    let password = secret("canary");
    walk.asks(&[Effect::ProvePassword(ticket, PasswordAgain { password })])
        .unmoved_by(|walk| walk.password("canary"))
        .server(Ok(PROVED))
        .asks(&[Effect::Resume(PROVED)])
        .is(|state| !state.is_open());
}

#[test]
fn the_change_goes_on_once_a_code_is_proved() {
    let walk = asked("code", Demand::SecondStep(both())).code("123 456");
    let ticket = walk.last_ticket();
    let code = secret("123456");
    walk.asks(&[Effect::Prove(ticket, Proof::Authenticator { code })])
        .server(Ok(PROVED))
        .asks(&[Effect::Resume(PROVED)]);
}

#[test]
fn a_backup_code_proves_it_as_well() {
    let walk = asked("backup code", Demand::SecondStep(both()))
        .second(SecondEvent::OtherWayAsked)
        .is(|state| {
            matches!(state.second.step, SecondScreen::Choose(_))
                && state.second.methods().len() == 2
        })
        .second(SecondEvent::MethodChosen(Method::BackupCode))
        .code("0123-4567-89ab-cdef");
    let ticket = walk.last_ticket();
    let code = secret("0123456789ABCDEF");
    walk.asks(&[Effect::Prove(ticket, Proof::BackupCode { code })]);
}

#[test]
fn a_wrong_password_is_told_at_its_field() {
    asked("wrong password", Demand::Password)
        .password("")
        .asks_nothing()
        .sees(fault(Field::Password, Reason::Missing))
        .password("wrong")
        .server(refused(Problem::WrongCredentials))
        .sees(fault(Field::Password, Reason::Wrong))
        .password("right")
        .server(Ok(PROVED))
        .asks(&[Effect::Resume(PROVED)]);
}

#[test]
fn a_wrong_code_and_a_lock_out_keep_the_question_open() {
    asked("wrong code", Demand::SecondStep(both()))
        .code("12")
        .sees(fault(Field::Code, Reason::Malformed))
        .code("000000")
        .server(wrong_code(1))
        .sees(Trouble::WrongCode {
            tries_left: 1,
            until: None,
        })
        .code("000000")
        .server(too_many_tries(30))
        .wakes_in(30)
        .is(|state| state.is_open() && state.locked_until().is_some())
        .wait(30)
        .woke()
        .is(|state| state.trouble.is_none());
}

#[test]
fn giving_up_drops_the_change_and_a_late_proof_does_not_bring_it_back() {
    asked("cancel", Demand::Password)
        .password("canary")
        .event(Event::Cancelled)
        .asks(&[Effect::GiveUp])
        .unmoved_by(|walk| walk.server(Ok(PROVED)))
        .unmoved_by(|walk| walk.event(Event::Cancelled));
}

#[test]
fn choosing_another_method_drops_the_wait() {
    asked("other method", Demand::SecondStep(both()))
        .code("000000")
        .second(SecondEvent::MethodChosen(Method::BackupCode))
        .is(|state| !state.is_busy())
        .unmoved_by(|walk| walk.server(wrong_code(4)));
}

#[test]
fn a_second_change_does_not_replace_the_one_that_waits() {
    asked("asked twice", Demand::Password)
        .unmoved_by(|walk| walk.event(Event::Asked(NOW, Demand::SecondStep(both()))));
}

#[test]
fn it_can_be_asked_again_later() {
    asked("again", Demand::Password)
        .password("canary")
        .server(Ok(PROVED))
        .event(Event::Asked(NOW, Demand::SecondStep(both())))
        .is(|state| state.step == Step::Second && state.trouble.is_none());
}

#[test]
fn an_account_that_got_a_second_step_meanwhile_is_asked_for_that() {
    asked("stronger now", Demand::Password)
        .password("canary")
        .server(refused(Problem::StepUpRequired {
            step_up: Demand::SecondStep(both()),
        }))
        .asks_nothing()
        .is(|state| state.step == Step::Second);
}

#[test]
fn without_a_connection_the_question_stays() {
    asked("offline", Demand::Password)
        .password("canary")
        .server(Err(CallError::Unreachable))
        .sees(Trouble::NoConnection)
        .is(|state| state.is_open() && !state.is_busy());
}

impl Walk<StepUp> {
    #[track_caller]
    fn fetches(self, kind: PasskeyKind) -> Self {
        let wanted = Effect::Second(SecondEffect::FetchChallenge(
            self.last_fetch(),
            Purpose::SecondStep(kind),
        ));
        assert!(
            self.effects.contains(&wanted),
            "{}: {:?}",
            self.name,
            self.effects
        );
        self
    }

    #[track_caller]
    fn asks_browser(self, name: &str) -> Self {
        let ceremony = Ceremony::Ask(Asking::Listed);
        let wanted = Effect::Second(SecondEffect::AskPasskey(
            self.last_prompt(),
            question(name),
            ceremony,
        ));
        self.asks(&[wanted]).is(|state| state.second.is_prompting())
    }
}

fn with_passkeys(name: &'static str) -> Walk<StepUp> {
    Walk::new(name)
        .knows(WORKS)
        .asks_nothing()
        .event(Event::Asked(
            NOW,
            Demand::SecondStep(second_step(&Method::ALL)),
        ))
        .fetches(PasskeyKind::Passkey)
        .challenge(Ok("q1"))
        .wakes_in(240)
        .is(|state| state.second.can_use_passkey() && !state.second.is_prompting())
}

#[test]
fn a_passkey_proves_it() {
    let walk = with_passkeys("passkey")
        .pressed()
        .asks_browser("q1")
        .browser(Ok(answer("q1")));
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::Prove(ticket, Proof::Passkey(answer("q1")))])
        .is(StepUp::is_busy)
        .server(Ok(PROVED))
        .asks(&[Effect::Resume(PROVED)])
        .is(|state| !state.is_open() && !state.second.can_use_passkey());
}

#[test]
fn a_security_key_proves_it() {
    let walk = with_passkeys("key")
        .second(SecondEvent::MethodChosen(Method::SecurityKey))
        .fetches(PasskeyKind::SecurityKey)
        .challenge(Ok("q2"))
        .pressed()
        .browser(Ok(answer("q2")));
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::Prove(ticket, Proof::SecurityKey(answer("q2")))])
        .server(refused(Problem::PersonNotVerified))
        .sees(Trouble::PersonNotVerified)
        .fetches(PasskeyKind::SecurityKey);
}

#[test]
fn a_cancelled_or_stopped_dialog_keeps_its_question() {
    with_passkeys("cancelled")
        .pressed()
        .browser(Err(PasskeyError::Cancelled))
        .asks_nothing()
        .is(|state| state.trouble.is_none() && !state.second.is_prompting())
        .pressed()
        .asks_browser("q1")
        .second(SecondEvent::PromptStopped)
        .asks(&[Effect::Second(SecondEffect::StopAsking)])
        .pressed()
        .asks_browser("q1")
        .browser(Err(PasskeyError::TimedOut))
        .sees(Trouble::Passkey(PasskeyError::TimedOut))
        .pressed()
        .asks_browser("q1");
}

#[test]
fn another_way_or_giving_up_closes_the_dialog() {
    with_passkeys("another way")
        .pressed()
        .second(SecondEvent::OtherWayAsked)
        .asks(&[Effect::Second(SecondEffect::StopAsking)])
        .unmoved_by(|walk| walk.browser(Ok(answer("q1"))));
    with_passkeys("giving up")
        .pressed()
        .event(Event::Cancelled)
        .asks(&[Effect::Second(SecondEffect::StopAsking), Effect::GiveUp])
        .unmoved_by(|walk| walk.browser(Ok(answer("q1"))))
        .event(Event::Asked(
            NOW,
            Demand::SecondStep(second_step(&Method::ALL)),
        ))
        .fetches(PasskeyKind::Passkey);
}

#[test]
fn a_question_that_nobody_waits_for_fails_quietly_and_a_press_tells() {
    Walk::<StepUp>::new("offline")
        .knows(WORKS)
        .event(Event::Asked(
            NOW,
            Demand::SecondStep(second_step(&Method::ALL)),
        ))
        .challenge(Err(CallError::Unreachable))
        .wakes_in(30)
        .is(|state| state.trouble.is_none())
        .pressed()
        .fetches(PasskeyKind::Passkey)
        .challenge(Err(CallError::Unreachable))
        .sees(Trouble::NoConnection)
        .wait(30)
        .woke()
        .fetches(PasskeyKind::Passkey)
        .event(Event::Cancelled)
        .wait(30)
        .unmoved_by(Walk::woke);
}

#[test]
fn what_this_browser_cannot_do_is_not_asked() {
    let none = Support {
        has_api: false,
        ..WORKS
    };
    Walk::<StepUp>::new("unsupported")
        .knows(none)
        .event(Event::Asked(
            NOW,
            Demand::SecondStep(second_step(&Method::ALL)),
        ))
        .asks_nothing()
        .is(|state| state.second.methods() == without_keys())
        .is(|state| {
            state.second.obstacle() == Some(Obstacle::NoApi) && !state.second.can_use_passkey()
        });
    with_passkeys("unavailable after all")
        .wait(240)
        .woke()
        .challenge(Err(CallError::Refused(Problem::PasskeysUnavailable)))
        .is(|state| state.second.methods() == without_keys());
}
