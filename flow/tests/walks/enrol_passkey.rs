//! Making a passkey or security key.

use super::*;
use crate::passkeys::{creation, credential_id, made, passkey};
use contract::{
    passkey::{NewPasskey, PasskeyAdded, PasskeyKind},
    step_up::StepUp as Demand,
};
use flow::{
    PasskeyError,
    enrol_passkey::{Effect, EnrolPasskey, Event, Step},
    passkey_support::{Obstacle, Rp, Support},
};

const KIND: PasskeyKind = PasskeyKind::Passkey;

impl Asks for Effect {
    fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::Save(ticket, _) => Some(*ticket),
            _ => None,
        }
    }

    fn fetch(&self) -> Option<Ticket> {
        match self {
            Self::FetchCreation(ticket, _) => Some(*ticket),
            _ => None,
        }
    }

    fn prompt(&self) -> Option<Ticket> {
        match self {
            Self::Create(ticket, _) => Some(*ticket),
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

impl Walk<EnrolPasskey> {
    fn opened(self, kind: PasskeyKind, support: Support) -> Self {
        self.event(Event::Opened(kind, support))
    }

    fn creation(self, name: &str) -> Self {
        let (ticket, now) = (self.last_fetch(), self.now);
        self.event(Event::CreationFetched(ticket, now, Ok(creation(name))))
    }

    fn no_order(self, error: CallError) -> Self {
        let (ticket, now) = (self.last_fetch(), self.now);
        self.event(Event::CreationFetched(ticket, now, Err(error)))
    }

    fn pressed(self) -> Self {
        self.event(Event::CreatePressed)
    }

    fn browser(self, reply: Result<NewPasskey, PasskeyError>) -> Self {
        let (ticket, now) = (self.last_prompt(), self.now);
        self.event(Event::Created(ticket, now, reply))
    }

    fn server(self, reply: Result<PasskeyAdded, CallError>) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        self.event(Event::Saved(ticket, now, reply))
    }

    fn woke(self) -> Self {
        let now = self.now;
        self.event(Event::Woke(now))
    }

    #[track_caller]
    fn fetches(self) -> Self {
        let wanted = Effect::FetchCreation(self.last_fetch(), KIND);
        assert!(
            self.effects.contains(&wanted),
            "{}: {:?}",
            self.name,
            self.effects
        );
        self
    }

    #[track_caller]
    fn creates(self, name: &str) -> Self {
        let wanted = Effect::Create(self.last_prompt(), creation(name));
        assert!(
            self.effects.contains(&wanted),
            "{}: {:?}",
            self.name,
            self.effects
        );
        self.is(EnrolPasskey::is_prompting)
    }

    #[track_caller]
    fn saves(self, name: &str) -> Self {
        let wanted = Effect::Save(self.last_ticket(), made(name));
        self.asks(&[wanted])
            .is(|state| state.step == Step::Saving && state.is_busy())
    }

    #[track_caller]
    fn sees(self, trouble: Trouble) -> Self {
        assert_eq!(self.state().trouble, Some(trouble), "{}", self.name);
        self
    }

    #[track_caller]
    fn at(self, step: Step) -> Self {
        assert_eq!(self.state().step, step, "{}", self.name);
        self
    }

    #[track_caller]
    fn signals(self, is_expected: bool) -> Self {
        let signal = Effect::SignalUnknown(credential_id());
        assert_eq!(
            self.effects.contains(&signal),
            is_expected,
            "{}: {:?}",
            self.name,
            self.effects
        );
        self
    }
}

fn added() -> PasskeyAdded {
    PasskeyAdded {
        passkey: passkey(KIND),
        backup_codes: None,
        backup_code_set: None,
    }
}

/// The button is there, and the creation options `o1` at hand.
fn ready(name: &'static str) -> Walk<EnrolPasskey> {
    Walk::new(name)
        .opened(KIND, WORKS)
        .fetches()
        .creation("o1")
        .wakes_in(240)
        .at(Step::Ready)
}

/// The browser made one, and it is on its way.
fn saving(name: &'static str) -> Walk<EnrolPasskey> {
    ready(name)
        .pressed()
        .creates("o1")
        .browser(Ok(made("o1")))
        .saves("o1")
}

#[test]
fn a_passkey_is_made_and_kept() {
    saving("good")
        .server(Ok(added()))
        .asks(&[Effect::Finish(passkey(KIND))])
        .at(Step::Finished(passkey(KIND)))
        .unmoved_by(Walk::<EnrolPasskey>::pressed)
        .unmoved_by(|walk| walk.event(Event::Cancelled));
}

#[test]
fn the_first_method_brings_backup_codes_that_must_be_saved() {
    let made = codes_of_first();
    let first = PasskeyAdded {
        backup_codes: Some(made.codes.clone()),
        backup_code_set: Some(made.set.clone()),
        ..added()
    };
    saving("first method")
        .server(Ok(first))
        .asks(&[Effect::ShowCodes(made)])
        .at(Step::BackupCodes(passkey(KIND)))
        .unmoved_by(|walk| walk.event(Event::Cancelled))
        .event(Event::CodesSaved)
        .asks(&[Effect::Forget, Effect::Finish(passkey(KIND))])
        .at(Step::Finished(passkey(KIND)));
}

#[test]
fn a_security_key_is_ordered_as_one() {
    let walk = Walk::<EnrolPasskey>::new("key").opened(PasskeyKind::SecurityKey, WORKS);
    let ticket = walk.last_fetch();
    walk.asks(&[Effect::FetchCreation(ticket, PasskeyKind::SecurityKey)])
        .is(EnrolPasskey::is_busy)
        .unmoved_by(|walk| walk.opened(KIND, WORKS));
}

#[test]
fn a_cancelled_dialog_is_quiet_and_can_be_opened_again() {
    ready("cancelled")
        .pressed()
        .browser(Err(PasskeyError::Cancelled))
        .asks_nothing()
        .at(Step::Ready)
        .is(|state| state.trouble.is_none())
        .pressed()
        .creates("o1");
}

#[test]
fn what_the_browser_refuses_is_told_and_can_be_tried_again() {
    for error in [
        PasskeyError::TimedOut,
        PasskeyError::Hung,
        PasskeyError::CannotVerifyPerson,
    ] {
        ready("refused by the browser")
            .pressed()
            .browser(Err(error.clone()))
            .asks_nothing()
            .at(Step::Ready)
            .sees(Trouble::Passkey(error))
            .pressed()
            .is(|state| state.trouble.is_none())
            .creates("o1");
    }
}

#[test]
fn the_person_can_stop_the_dialog_and_its_late_answer_is_ignored() {
    ready("stopped")
        .pressed()
        .event(Event::PromptStopped)
        .asks(&[Effect::StopAsking])
        .at(Step::Ready)
        .unmoved_by(|walk| walk.browser(Ok(made("o1"))));
    ready("left")
        .pressed()
        .event(Event::Cancelled)
        .asks(&[Effect::StopAsking, Effect::Leave])
        .at(Step::GivenUp)
        .unmoved_by(|walk| walk.browser(Ok(made("o1"))));
    ready("left without a dialog")
        .event(Event::Cancelled)
        .asks(&[Effect::Leave]);
}

#[test]
fn a_lost_answer_keeps_what_was_made_for_another_try() {
    for error in [
        CallError::Unreachable,
        CallError::TimedOut,
        CallError::ServerFault { reference: None },
        CallError::Nonsense { reference: None },
    ] {
        saving("lost")
            .server(Err(error))
            .signals(false)
            .at(Step::Unsaved)
            .is(|state| state.trouble.is_some() && !state.is_busy())
            .event(Event::SaveAgainPressed)
            .saves("o1")
            .is(|state| state.trouble.is_none())
            .server(Ok(added()))
            .asks(&[Effect::Finish(passkey(KIND))]);
    }
}

#[test]
fn a_second_try_that_finds_no_place_means_that_it_may_be_kept() {
    for problem in [
        Problem::PasskeyAlreadyRegistered,
        Problem::CeremonyExpired,
        Problem::TooManyPasskeys,
        Problem::NotSignedIn,
    ] {
        saving("kept after all")
            .server(Err(CallError::TimedOut))
            .event(Event::SaveAgainPressed)
            .server(refused(problem))
            .asks_nothing()
            .at(Step::Stopped)
            .sees(Trouble::PerhapsPasskeyAdded)
            .event(Event::RestartAsked)
            .fetches()
            .at(Step::Opening);
    }
}

#[test]
fn what_the_server_looked_at_and_did_not_keep_is_signalled() {
    for (problem, trouble) in [
        (Problem::PasskeyRefused, Trouble::PasskeyRefused),
        (Problem::PersonNotVerified, Trouble::PersonNotVerified),
    ] {
        saving("not kept")
            .server(refused(problem))
            .signals(true)
            .sees(trouble)
            .fetches()
            .at(Step::Ready)
            .creation("o2")
            .pressed()
            .creates("o2");
    }
    saving("no room")
        .server(refused(Problem::TooManyPasskeys))
        .signals(true)
        .sees(Trouble::TooManyPasskeys)
        .at(Step::Stopped);
    saving("lost, then looked at and refused")
        .server(Err(CallError::TimedOut))
        .event(Event::SaveAgainPressed)
        .server(refused(Problem::PasskeyRefused))
        .signals(true)
        .sees(Trouble::PasskeyRefused);
}

/// A browser or a proxy may have sent the call twice by itself. The first answer, which nobody saw, said that it is kept:
/// it used the creation options up, and a first method gives the session another token.
#[test]
fn what_may_be_the_second_answer_to_the_same_call_is_never_signalled() {
    saving("sent twice")
        .server(refused(Problem::CeremonyExpired))
        .signals(false)
        .sees(Trouble::CeremonyExpired)
        .fetches()
        .at(Step::Ready)
        .creation("o2")
        .pressed()
        .creates("o2");
    saving("sent twice, and the first method")
        .server(refused(Problem::NotSignedIn))
        .signals(false)
        .sees(Trouble::SignedOut)
        .at(Step::Stopped);
    saving("refused before it was looked at")
        .server(refused(Problem::PasskeysUnavailable))
        .signals(false)
        .at(Step::Stopped);
    saving("busy after it was kept")
        .server(refused(Problem::Busy { retry_after: 5 }))
        .wait(5)
        .woke()
        .event(Event::SaveAgainPressed)
        .server(refused(Problem::CeremonyExpired))
        .signals(false);
}

#[test]
fn a_passkey_that_the_server_knows_is_never_signalled() {
    saving("known")
        .server(refused(Problem::PasskeyAlreadyRegistered))
        .signals(false)
        .asks_nothing()
        .at(Step::Known);
}

#[test]
fn a_doubt_does_not_outlive_what_it_was_about() {
    saving("doubt")
        .server(Err(CallError::TimedOut))
        .event(Event::RestartAsked)
        .creation("o2")
        .pressed()
        .browser(Ok(made("o2")))
        .saves("o2")
        .server(refused(Problem::TooManyPasskeys))
        .signals(true)
        .sees(Trouble::TooManyPasskeys);
}

#[test]
fn a_busy_server_gets_it_again_later() {
    saving("busy")
        .server(refused(Problem::Busy { retry_after: 5 }))
        .signals(false)
        .wakes_in(5)
        .at(Step::Unsaved)
        .is(|state| state.locked_until().is_some())
        .wait(5)
        .woke()
        .is(|state| state.trouble.is_none())
        .event(Event::SaveAgainPressed)
        .saves("o1");
}

#[test]
fn an_old_order_is_replaced_before_it_is_too_old() {
    ready("old order")
        .wait(239)
        .woke()
        .wakes_in(1)
        .wait(1)
        .woke()
        .fetches()
        .is(|state| !state.is_busy())
        .creation("o2")
        .pressed()
        .creates("o2");
}

#[test]
fn an_order_is_not_replaced_under_an_open_dialog() {
    ready("old under the dialog")
        .pressed()
        .wait(300)
        .woke()
        .asks_nothing()
        .browser(Err(PasskeyError::TimedOut))
        .fetches()
        .sees(Trouble::Passkey(PasskeyError::TimedOut))
        .pressed()
        .is(|state| state.is_busy() && !state.is_prompting())
        .creation("o2")
        .creates("o2");
    ready("stopped when it was too old")
        .pressed()
        .wait(300)
        .woke()
        .browser(Err(PasskeyError::Stopped))
        .fetches();
}

#[test]
fn a_press_without_an_order_fetches_it_and_can_be_taken_back() {
    ready("no order in the background")
        .wait(300)
        .woke()
        .fetches()
        .no_order(CallError::Unreachable)
        .asks_nothing()
        .at(Step::Ready)
        .is(|state| state.trouble.is_none())
        .pressed()
        .fetches()
        .is(EnrolPasskey::is_busy)
        .unmoved_by(Walk::<EnrolPasskey>::pressed)
        .no_order(CallError::Unreachable)
        .at(Step::Ready)
        .sees(Trouble::NoConnection)
        .pressed()
        .event(Event::PromptStopped)
        .is(|state| !state.is_busy())
        .creation("o2")
        .at(Step::Ready)
        .is(|state| !state.is_prompting());
}

#[test]
fn it_is_proved_again_before_an_order_is_given() {
    let demand = Demand::SecondStep(both());
    let needed = || {
        CallError::Refused(Problem::StepUpRequired {
            step_up: Demand::SecondStep(both()),
        })
    };
    let asked = || {
        Walk::<EnrolPasskey>::new("step-up")
            .opened(KIND, WORKS)
            .no_order(needed())
            .asks(&[Effect::StepUp(demand.clone())])
            .at(Step::Opening)
    };
    asked()
        .event(Event::SteppedUp)
        .fetches()
        .creation("o1")
        .at(Step::Ready);
    asked()
        .event(Event::StepUpCancelled)
        .asks(&[Effect::Leave])
        .at(Step::GivenUp);
    let late = || {
        ready("step-up later")
            .wait(300)
            .woke()
            .no_order(needed())
            .asks_nothing()
            .pressed()
            .no_order(needed())
            .asks(&[Effect::StepUp(demand.clone())])
    };
    late().event(Event::SteppedUp).creation("o2").creates("o2");
    late()
        .event(Event::StepUpCancelled)
        .at(Step::Ready)
        .is(|state| !state.is_busy());
    saving("step-up while saving")
        .server(Err(needed()))
        .asks(&[Effect::StepUp(demand.clone())])
        .event(Event::SteppedUp)
        .saves("o1");
}

#[test]
fn a_browser_that_cannot_is_told_why_and_asks_nobody() {
    let foreign = Support {
        rp: Rp::Foreign,
        ..WORKS
    };
    Walk::<EnrolPasskey>::new("wrong domain")
        .opened(KIND, foreign)
        .asks_nothing()
        .at(Step::Stopped)
        .is(|state| state.obstacle() == Some(Obstacle::WrongDomain))
        .event(Event::RestartAsked)
        .asks_nothing()
        .event(Event::Cancelled)
        .asks(&[Effect::Leave]);
}

#[test]
fn without_an_order_the_journey_stops_and_can_begin_again() {
    Walk::<EnrolPasskey>::new("offline")
        .opened(KIND, WORKS)
        .no_order(CallError::Unreachable)
        .at(Step::Stopped)
        .sees(Trouble::NoConnection)
        .event(Event::RestartAsked)
        .fetches()
        .is(|state| state.trouble.is_none())
        .no_order(CallError::Refused(Problem::TooManyPasskeys))
        .sees(Trouble::TooManyPasskeys)
        .at(Step::Stopped);
}

#[test]
fn a_dialog_that_outlived_its_order_gets_a_new_one() {
    ready("slept under the dialog")
        .pressed()
        .wait(300)
        .browser(Err(PasskeyError::Cancelled))
        .fetches();
}

#[test]
fn a_doubt_about_one_passkey_is_none_about_the_next() {
    saving("lost, refused, made anew")
        .server(Err(CallError::TimedOut))
        .event(Event::SaveAgainPressed)
        .server(refused(Problem::PasskeyRefused))
        .creation("o2")
        .pressed()
        .browser(Ok(made("o2")))
        .server(refused(Problem::TooManyPasskeys))
        .signals(true);
}

#[test]
fn a_device_that_has_a_passkey_already_is_no_problem() {
    ready("the browser knows")
        .pressed()
        .creates("o1")
        .browser(Err(PasskeyError::AlreadyRegistered))
        .is(|state| state.trouble.is_none())
        .at(Step::Known)
        .event(Event::Cancelled)
        .asks(&[Effect::Leave]);
    saving("the server knows")
        .server(refused(Problem::PasskeyAlreadyRegistered))
        .is(|state| state.trouble.is_none())
        .at(Step::Known)
        .event(Event::RestartAsked)
        .fetches()
        .creation("o2")
        .at(Step::Ready);
}
