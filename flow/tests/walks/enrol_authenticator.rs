//! Setting up an authenticator app.

use super::*;
use contract::{
    Timestamp,
    authenticator::{
        Algorithm, Authenticator, AuthenticatorId, Confirmation, Confirmed, PendingAuthenticator,
        WhichAuthenticator,
    },
    problem::{Field, Reason},
    step_up::StepUp,
};
use flow::{
    drift::{Drift, Whose},
    enrol_authenticator::{CodeRefused, Effect, EnrolAuthenticator, Enrolled, Event, Step},
};

impl Asks for Effect {
    fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::Start(ticket) | Self::Confirm(ticket, _) | Self::Discard(ticket, _) => {
                Some(*ticket)
            }
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

fn id() -> AuthenticatorId {
    AuthenticatorId("a1".to_owned())
}

fn pending() -> PendingAuthenticator {
    PendingAuthenticator {
        id: id(),
        secret: secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        issuer: "Latchkey".to_owned(),
        account: "ann@example.org".to_owned(),
        algorithm: Algorithm::Sha1,
        digits: 6,
        period: 30,
        now: Timestamp::from_seconds(1_800_000_000),
        expires_at: Timestamp::from_seconds(1_800_000_600),
    }
}

fn authenticator() -> Authenticator {
    Authenticator {
        id: id(),
        name: "Phone".to_owned(),
        created_at: Timestamp(0),
        last_used_at: None,
    }
}

fn confirmed(backup_codes: Option<Vec<Secret>>) -> Confirmed {
    Confirmed {
        authenticator: authenticator(),
        backup_code_set: backup_codes.as_ref().map(|_| codes_of_first().set),
        backup_codes,
        next_code_in: 12,
    }
}

fn walk(name: &'static str) -> Walk<EnrolAuthenticator> {
    Walk::new(name).event(Event::Opened)
}

/// A page that shows the QR code.
fn showing(name: &'static str) -> Walk<EnrolAuthenticator> {
    walk(name).starts(Ok(pending()))
}

impl Walk<EnrolAuthenticator> {
    fn starts(self, reply: Result<PendingAuthenticator, CallError>) -> Self {
        let (ticket, received) = (self.last_ticket(), self.now);
        let sent = Moment(received.0 - 200);
        self.event(Event::Started {
            ticket,
            sent,
            received,
            reply,
        })
    }

    fn code(self, code: &str) -> Self {
        self.event(Event::CodeGiven {
            code: secret(code),
            name: " Phone ".to_owned(),
        })
    }

    fn takes(self, confirmed: Confirmed) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        self.event(Event::Confirmed(ticket, now, Ok(confirmed)))
    }

    fn refuses(self, error: CallError, drift: Option<Drift>) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        let refused = CodeRefused { error, drift };
        self.event(Event::Confirmed(ticket, now, Err(refused)))
    }

    fn says(self, problem: Problem) -> Self {
        self.refuses(CallError::Refused(problem), None)
    }

    fn drops(self, reply: Result<(), CallError>) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        self.event(Event::DiscardSettled(ticket, now, reply))
    }

    fn woke(self) -> Self {
        let now = self.now;
        self.event(Event::Woke(now))
    }

    fn enrolled(&self) -> Enrolled {
        Enrolled {
            authenticator: authenticator(),
            next_code_at: self.now.after_seconds(12),
        }
    }

    #[track_caller]
    fn sees(self, trouble: Trouble) -> Self {
        assert_eq!(self.state().trouble, Some(trouble), "{}", self.name);
        self
    }

    #[track_caller]
    fn still_shows(self) -> Self {
        self.is(|state| state.pending().is_some())
    }

    #[track_caller]
    fn stopped(self, trouble: Trouble) -> Self {
        self.sees(trouble).is(|state| state.step == Step::Stopped)
    }
}

#[test]
fn the_first_authenticator_comes_with_backup_codes_that_must_be_saved() {
    let walk = showing("first authenticator")
        .still_shows()
        .code("123 456")
        .unmoved_by(|walk| walk.code("123 456"));
    let confirmation = Confirmation {
        id: id(),
        code: secret("123456"),
        name: "Phone".to_owned(),
    };
    let ticket = walk.last_ticket();
    let enrolled = walk.enrolled();
    let gate = Step::BackupCodes(enrolled.clone());
    walk.is(EnrolAuthenticator::is_busy)
        .takes(confirmed(Some(codes_of_first().codes)))
        .asks(&[Effect::Forget, Effect::ShowCodes(codes_of_first())])
        .is(|state| state.step == gate)
        .unmoved_by(|walk| walk.event(Event::Discarded))
        .unmoved_by(|walk| walk.event(Event::RestartAsked))
        .unmoved_by(|walk| walk.wait(10_000).woke())
        .event(Event::CodesSaved)
        .asks(&[Effect::Forget, Effect::Finish(enrolled)])
        .is(|state| matches!(state.step, Step::Finished(_)))
        .unmoved_by(|walk| walk.event(Event::CodesSaved));
    let again = showing("what was sent").code("123 456");
    again.asks(&[Effect::Confirm(ticket, confirmation)]);
}

#[test]
fn the_secret_is_shown_and_not_kept() {
    let walk = walk("secret").starts(Ok(pending()));
    let shown = walk.now.after_seconds(600);
    walk.asks(&[Effect::Show(pending()), Effect::Wake(shown)])
        .is(|state| !format!("{state:?}").contains("GEZD"));
}

#[test]
fn another_authenticator_has_no_codes_to_save() {
    let walk = showing("second authenticator").code("123456");
    let enrolled = walk.enrolled();
    walk.takes(confirmed(None))
        .asks(&[Effect::Forget, Effect::Finish(enrolled)])
        .is(|state| matches!(state.step, Step::Finished(_)));
}

#[test]
fn a_reload_shows_the_same_secret_again() {
    let first = showing("before the reload");
    let second = showing("after the reload");
    assert_eq!(first.effects, second.effects);
    second
        .code("123456")
        .takes(confirmed(None))
        .is(|state| matches!(state.step, Step::Finished(_)));
}

#[test]
fn a_wrong_code_stays_with_the_same_secret() {
    showing("wrong code")
        .code("000000")
        .says(Problem::WrongCode {
            tries_left: 4,
            retry_after: None,
        })
        .asks_nothing()
        .still_shows()
        .sees(Trouble::WrongCode {
            tries_left: 4,
            until: None,
        })
        .code("123456")
        .takes(confirmed(None))
        .is(|state| state.trouble.is_none());
}

#[test]
fn a_code_of_another_time_tells_whose_clock_is_off() {
    let drift = Drift {
        seconds: -90,
        whose: Whose::Phone,
    };
    let wrong = CallError::Refused(Problem::WrongCode {
        tries_left: 4,
        retry_after: None,
    });
    showing("drift")
        .code("000000")
        .refuses(wrong, Some(drift))
        .still_shows()
        .sees(Trouble::ClockOff(drift));
}

#[test]
fn a_drift_is_told_only_with_a_wrong_code() {
    let drift = Drift {
        seconds: -90,
        whose: Whose::Phone,
    };
    showing("drift and no connection")
        .code("000000")
        .refuses(CallError::Unreachable, Some(drift))
        .sees(Trouble::NoConnection);
}

#[test]
fn a_lock_out_ends_by_itself() {
    showing("lock-out")
        .code("000000")
        .refuses(too_many_tries::<()>(60).unwrap_err(), None)
        .wakes_in(60)
        .is(|state| state.locked_until().is_some())
        .wait(60)
        .woke()
        .wakes_in(540)
        .still_shows()
        .is(|state| state.trouble.is_none());
}

#[test]
fn a_secret_that_ran_out_is_dropped_and_a_new_one_can_be_had() {
    showing("runs out")
        .wait(599)
        .woke()
        .wakes_in(1)
        .wait(1)
        .woke()
        .asks(&[Effect::Forget])
        .stopped(Trouble::EnrolmentExpired)
        .event(Event::RestartAsked)
        .calls(1)
        .is(|state| state.step == Step::Opening && state.trouble.is_none())
        .starts(Ok(pending()))
        .still_shows();
}

#[test]
fn a_secret_that_was_replaced_elsewhere_is_dropped() {
    showing("replaced")
        .code("123456")
        .says(Problem::EnrolmentExpired)
        .asks(&[Effect::Forget])
        .stopped(Trouble::EnrolmentExpired);
}

#[test]
fn a_code_sent_in_the_last_second_is_judged_by_the_server() {
    showing("last second")
        .code("123456")
        .wait(600)
        .unmoved_by(Walk::woke)
        .takes(confirmed(None))
        .is(|state| matches!(state.step, Step::Finished(_)));
}

#[test]
fn when_the_answer_was_lost_it_is_not_called_expired() {
    showing("lost answer")
        .code("123456")
        .refuses(CallError::TimedOut, None)
        .sees(Trouble::TookTooLong)
        .still_shows()
        .code("123456")
        .says(Problem::EnrolmentExpired)
        .stopped(Trouble::PerhapsEnrolled);
    showing("lost answer, then nothing")
        .code("123456")
        .refuses(CallError::Unreachable, None)
        .wait(600)
        .woke()
        .stopped(Trouble::PerhapsEnrolled)
        .event(Event::RestartAsked)
        .starts(Ok(pending()))
        .wait(600)
        .woke()
        .stopped(Trouble::EnrolmentExpired);
}

#[test]
fn whoever_is_signed_out_meanwhile_is_told_and_the_secret_goes() {
    showing("signed out")
        .code("123456")
        .says(Problem::NotSignedIn)
        .asks(&[Effect::Forget])
        .stopped(Trouble::SignedOut);
}

#[test]
fn a_start_that_fails_can_be_tried_again() {
    walk("start fails")
        .starts(Err(CallError::Unreachable))
        .stopped(Trouble::NoConnection)
        .event(Event::RestartAsked)
        .starts(refused(Problem::TooManyAuthenticators))
        .stopped(Trouble::TooManyAuthenticators)
        .event(Event::Discarded)
        .asks(&[Effect::Leave]);
}

#[test]
fn proving_it_again_comes_first_where_it_is_asked() {
    let step_up = StepUp::Password;
    walk("step up, then on")
        .starts(refused(Problem::StepUpRequired {
            step_up: step_up.clone(),
        }))
        .asks(&[Effect::StepUp(step_up.clone())])
        .is(|state| state.step == Step::Opening && state.trouble.is_none())
        .event(Event::SteppedUp)
        .calls(1)
        .starts(Ok(pending()))
        .still_shows();
    walk("step up, then not")
        .starts(refused(Problem::StepUpRequired { step_up }))
        .event(Event::StepUpCancelled)
        .asks(&[Effect::Leave])
        .is(|state| state.step == Step::GivenUp);
}

#[test]
fn giving_up_tells_the_server_and_drops_the_secret() {
    let walk = showing("given up").event(Event::Discarded);
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::Discard(ticket, WhichAuthenticator { id: id() })])
        .unmoved_by(|walk| walk.code("123456"))
        .drops(Ok(()))
        .asks(&[Effect::Forget, Effect::Leave])
        .is(|state| state.step == Step::GivenUp)
        .unmoved_by(|walk| walk.event(Event::Opened));
    showing("gone already")
        .event(Event::Discarded)
        .drops(refused(Problem::EnrolmentExpired))
        .asks(&[Effect::Forget, Effect::Leave]);
    showing("given up, offline")
        .event(Event::Discarded)
        .drops(Err(CallError::Unreachable))
        .sees(Trouble::NoConnection)
        .still_shows();
}

#[test]
fn a_key_that_may_be_scanned_already_is_replaced_only_after_asking() {
    showing("kept key")
        .unmoved_by(|walk| walk.event(Event::RestartConfirmed))
        .event(Event::RestartAsked)
        .asks_nothing()
        .still_shows()
        .is(EnrolAuthenticator::asks_restart)
        .event(Event::RestartDeclined)
        .asks_nothing()
        .still_shows()
        .is(|state| !state.asks_restart())
        .unmoved_by(|walk| walk.event(Event::RestartConfirmed));
}

#[test]
fn a_new_secret_can_be_asked_for() {
    let walk = showing("new secret")
        .event(Event::RestartAsked)
        .asks_nothing()
        .event(Event::RestartConfirmed)
        .calls(1)
        .drops(Ok(()));
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::Forget, Effect::Start(ticket)])
        .is(|state| state.step == Step::Opening)
        .starts(Ok(pending()))
        .still_shows();
}

#[test]
fn a_late_start_shows_nothing() {
    walk("late start")
        .event(Event::Discarded)
        .asks(&[Effect::Leave])
        .unmoved_by(|walk| walk.starts(Ok(pending())));
    showing("started twice").unmoved_by(|walk| walk.starts(Ok(pending())));
}

#[test]
fn every_fault_of_the_form_is_told_at_once_and_nothing_is_sent() {
    let long = "x".repeat(65);
    let name_fault = (Field::Name, Reason::TooLong { maximum: 64 });
    showing("faults")
        .code("12345")
        .asks_nothing()
        .sees(fault(Field::Code, Reason::Malformed))
        .event(Event::CodeGiven {
            code: secret(""),
            name: long,
        })
        .asks_nothing()
        .sees(Trouble::Fields(vec![
            (Field::Code, Reason::Missing),
            name_fault,
        ]));
}

#[test]
fn a_code_of_eight_digits_is_taken_where_the_server_wants_eight() {
    let eight = PendingAuthenticator {
        digits: 8,
        ..pending()
    };
    walk("eight digits")
        .starts(Ok(eight))
        .code("123456")
        .sees(fault(Field::Code, Reason::Malformed))
        .code("1234 5678")
        .calls(1);
}
