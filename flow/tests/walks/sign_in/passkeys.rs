//! Signing in with passkeys and security keys.

use super::*;
use contract::passkey::{PasskeyAnswer, PasskeyKind};
use flow::{
    PasskeyError,
    passkey_error::{Asking, Ceremony},
    passkey_support::{Obstacle, Rp, Support},
    second_step::Purpose,
};

const ALONE: Ceremony = Ceremony::Ask(Asking::Alone);
const LISTED: Ceremony = Ceremony::Ask(Asking::Listed);
const NO_AUTOFILL: Support = Support {
    is_autofill_there: false,
    ..WORKS
};

impl Walk<SignIn> {
    fn stopped(self) -> Self {
        self.second(SecondEvent::PromptStopped)
    }

    /// The answer to the latest question that was asked for.
    fn question(self, name: &str) -> Self {
        self.challenge(Ok(name))
    }

    fn no_question(self, error: CallError) -> Self {
        self.challenge(Err(error))
    }

    fn browser_answers(self, ticket: Ticket, reply: Result<PasskeyAnswer, PasskeyError>) -> Self {
        let now = self.now;
        self.second(SecondEvent::PasskeyAnswered(ticket, now, reply))
    }

    #[track_caller]
    fn fetches(self, purpose: Purpose) -> Self {
        let wanted = Effect::Second(SecondEffect::FetchChallenge(self.last_fetch(), purpose));
        assert!(
            self.effects.contains(&wanted),
            "{}: {:?}",
            self.name,
            self.effects
        );
        self
    }

    #[track_caller]
    fn fetches_nothing(self) -> Self {
        let fetch = self.effects.iter().find_map(Asks::fetch);
        assert_eq!(fetch, None, "{}", self.name);
        self
    }

    /// The browser is asked this, as the last thing and nothing else, and is not stopped before.
    #[track_caller]
    fn asks_browser(self, name: &str, ceremony: Ceremony) -> Self {
        let wanted = Effect::Second(SecondEffect::AskPasskey(
            self.last_prompt(),
            question(name),
            ceremony,
        ));
        assert!(
            self.effects.contains(&wanted),
            "{}: {:?}",
            self.name,
            self.effects
        );
        assert!(
            !self
                .effects
                .contains(&Effect::Second(SecondEffect::StopAsking)),
            "{}",
            self.name
        );
        self
    }

    #[track_caller]
    fn leaves_browser_alone(self) -> Self {
        let is_about_it = |effect: &Effect| {
            matches!(
                effect,
                Effect::Second(SecondEffect::StopAsking | SecondEffect::AskPasskey(..))
            )
        };
        assert!(
            !self.effects.iter().any(is_about_it),
            "{}: {:?}",
            self.name,
            self.effects
        );
        self
    }

    /// The browser is stopped, before anything else is done, and not asked again.
    #[track_caller]
    fn stops_browser(self) -> Self {
        assert_eq!(
            self.effects.first(),
            Some(&Effect::Second(SecondEffect::StopAsking)),
            "{}",
            self.name
        );
        assert_eq!(
            self.effects.iter().find_map(Asks::prompt),
            None,
            "{}",
            self.name
        );
        self
    }
}

/// The password form in a browser that can do everything: autofill waits with the question `q1`.
fn waiting(name: &'static str) -> Walk<SignIn> {
    walk(name)
        .knows(WORKS)
        .fetches(Purpose::Alone)
        .question("q1")
        .asks_browser("q1", Ceremony::Autofill)
}

/// The password form in a browser without autofill, with the question `q1` at hand.
fn ready(name: &'static str) -> Walk<SignIn> {
    walk(name)
        .knows(NO_AUTOFILL)
        .question("q1")
        .leaves_browser_alone()
}

/// The second step with these methods, in a browser that can do everything.
fn second_step_with(name: &'static str, methods: &[Method]) -> Walk<SignIn> {
    waiting(name)
        .password()
        .stops_browser()
        .says(second(second_step(methods)))
}

fn unreachable() -> CallError {
    CallError::Unreachable
}

#[test]
fn a_press_signs_in_with_a_passkey_alone() {
    let walk = ready("button")
        .is(SignIn::can_use_passkey)
        .pressed()
        .asks_browser("q1", ALONE)
        .is(|state| state.second.is_prompting() && !state.is_busy())
        .browser(Ok(answer("q1")));
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::SignInWithPasskey(ticket, answer("q1"))])
        .is(|state| state.is_busy() && !state.second.is_prompting())
        .says(done())
        .ends();
}

#[test]
fn autofill_signs_in_with_a_passkey_alone() {
    let walk = waiting("autofill")
        .is(|state| !state.second.is_prompting() && !state.is_busy())
        .wait(60)
        .browser(Ok(answer("q1")));
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::SignInWithPasskey(ticket, answer("q1"))])
        .says(done())
        .ends();
}

#[test]
fn autofill_waits_again_with_the_same_question_after_a_cancel() {
    waiting("cancelled button")
        .pressed()
        .asks_browser("q1", ALONE)
        .wait(10)
        .browser(Err(PasskeyError::Cancelled))
        .asks_browser("q1", Ceremony::Autofill)
        .fetches_nothing()
        .sees_no_trouble()
        .wait(10)
        .browser(Err(PasskeyError::Cancelled))
        .asks_browser("q1", Ceremony::Autofill)
        .wait(10)
        .browser(Ok(answer("q1")))
        .calls(1)
        .says(done())
        .ends();
}

#[test]
fn a_press_takes_the_question_from_autofill_and_its_late_answer_is_ignored() {
    let walk = waiting("press while autofill waits");
    let autofill = walk.last_prompt();
    walk.pressed()
        .asks_browser("q1", ALONE)
        .unmoved_by(|walk| walk.browser_answers(autofill, Err(PasskeyError::Stopped)))
        .unmoved_by(|walk| walk.browser_answers(autofill, Ok(answer("q1"))))
        .unmoved_by(Walk::pressed)
        .browser(Ok(answer("q1")))
        .says(done())
        .ends();
}

#[test]
fn after_a_refused_answer_a_new_question_is_asked() {
    waiting("refused")
        .wait(5)
        .browser(Ok(answer("q1")))
        .server(refused(Problem::WrongPasskey))
        .sees(Trouble::WrongPasskey)
        .fetches(Purpose::Alone)
        .leaves_browser_alone()
        .question("q2")
        .asks_browser("q2", Ceremony::Autofill)
        .pressed()
        .sees_no_trouble()
        .asks_browser("q2", ALONE)
        .browser(Ok(answer("q2")))
        .says(done())
        .ends();
}

#[test]
fn an_old_question_is_replaced_while_autofill_waits() {
    waiting("replaced")
        .wait(239)
        .woke()
        .fetches_nothing()
        .wakes_in(1)
        .wait(1)
        .woke()
        .fetches(Purpose::Alone)
        .leaves_browser_alone()
        .question("q2")
        .wakes_in(240)
        .asks_browser("q2", Ceremony::Autofill);
}

#[test]
fn a_question_that_is_dead_is_not_asked_any_more() {
    waiting("dead")
        .wait(240)
        .woke()
        .fetches(Purpose::Alone)
        .no_question(unreachable())
        .sees_no_trouble()
        .leaves_browser_alone()
        .wait(30)
        .woke()
        .fetches(Purpose::Alone)
        .wait(30)
        .woke()
        .stops_browser()
        .question("q2")
        .asks_browser("q2", Ceremony::Autofill);
}

#[test]
fn a_computer_that_slept_asks_for_a_new_question_first() {
    waiting("slept")
        .wait(10_000)
        .woke()
        .stops_browser()
        .fetches(Purpose::Alone)
        .pressed()
        .leaves_browser_alone()
        .is(|state| state.second.is_prompting())
        .question("q2")
        .asks_browser("q2", ALONE);
}

#[test]
fn a_dialog_that_is_open_keeps_its_question_and_gets_a_new_one_afterwards() {
    ready("old under the dialog")
        .pressed()
        .wait(250)
        .woke()
        .fetches_nothing()
        .leaves_browser_alone()
        .wait(10)
        .browser(Err(PasskeyError::Cancelled))
        .fetches(Purpose::Alone)
        .question("q2")
        .pressed()
        .asks_browser("q2", ALONE);
}

#[test]
fn a_question_that_ran_out_at_the_server_is_told_and_asked_anew() {
    ready("ceremony expired")
        .pressed()
        .browser(Ok(answer("q1")))
        .server(refused(Problem::CeremonyExpired))
        .sees(Trouble::CeremonyExpired)
        .fetches(Purpose::Alone)
        .question("q2")
        .pressed()
        .asks_browser("q2", ALONE);
}

#[test]
fn a_question_that_came_meanwhile_is_kept_for_the_next_time() {
    waiting("answered the old one")
        .wait(240)
        .woke()
        .pressed()
        .asks_browser("q1", ALONE)
        .question("q2")
        .leaves_browser_alone()
        .browser(Ok(answer("q1")))
        .server(refused(Problem::WrongPasskey))
        .fetches_nothing()
        .asks_browser("q2", Ceremony::Autofill);
}

#[test]
fn a_passkey_is_the_second_step() {
    let walk = second_step_with("second step", &Method::ALL)
        .shows(Method::Passkey)
        .fetches(Purpose::SecondStep(PasskeyKind::Passkey))
        .question("q2")
        .leaves_browser_alone()
        .is(SignIn::can_use_passkey)
        .unmoved_by(|walk| walk.code("123456"))
        .pressed()
        .asks_browser("q2", LISTED)
        .browser(Ok(answer("q2")));
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::Prove(ticket, Proof::Passkey(answer("q2")))])
        .is(SignIn::is_busy)
        .says(done())
        .ends();
}

#[test]
fn a_security_key_is_the_second_step() {
    let walk = second_step_with("key", &[Method::SecurityKey, Method::Authenticator])
        .fetches(Purpose::SecondStep(PasskeyKind::SecurityKey))
        .question("q2")
        .pressed()
        .browser(Ok(answer("q2")));
    walk.proves(Proof::SecurityKey(answer("q2")))
        .server(refused(Problem::WrongPasskey))
        .sees(Trouble::WrongPasskey)
        .fetches(Purpose::SecondStep(PasskeyKind::SecurityKey))
        .leaves_browser_alone();
}

#[test]
fn choosing_another_way_closes_the_dialog() {
    let walk = second_step_with("another way", &Method::ALL)
        .question("q2")
        .pressed();
    let dialog = walk.last_prompt();
    walk.second(SecondEvent::OtherWayAsked)
        .asks(&[Effect::Second(SecondEffect::StopAsking)])
        .is(|state| !state.can_use_passkey() && !state.second.is_prompting())
        .unmoved_by(|walk| walk.browser_answers(dialog, Ok(answer("q2"))))
        .second(SecondEvent::MethodChosen(Method::SecurityKey))
        .fetches(Purpose::SecondStep(PasskeyKind::SecurityKey))
        .second(SecondEvent::MethodChosen(Method::Authenticator))
        .asks_nothing()
        .code("123456")
        .says(done())
        .ends();
}

#[test]
fn going_back_to_the_password_closes_the_dialog() {
    second_step_with("back", &Method::ALL)
        .question("q2")
        .pressed()
        .event(Event::StartedOver)
        .stops_browser()
        .calls(1)
        .says(NextStep::Password)
        .at_password()
        .fetches(Purpose::Alone);
}

#[test]
fn a_removed_passkey_is_signalled_and_no_other() {
    waiting("removed")
        .pressed()
        .browser(Ok(answer("q1")))
        .server(refused(Problem::PasskeyRemoved))
        .sees(Trouble::PasskeyRemoved)
        .signals(true);
    for problem in [
        Problem::WrongPasskey,
        Problem::PersonNotVerified,
        Problem::PasskeyCounterWentBack,
        Problem::CeremonyExpired,
        Problem::Internal,
    ] {
        waiting("refused, but not removed")
            .pressed()
            .browser(Ok(answer("q1")))
            .server(refused(problem))
            .signals(false);
    }
    second_step_with("removed meanwhile", &[Method::Passkey])
        .question("q2")
        .pressed()
        .browser(Ok(answer("q2")))
        .server(refused(Problem::PasskeyRemoved))
        .signals(true);
}

impl Walk<SignIn> {
    #[track_caller]
    fn signals(self, is_expected: bool) -> Self {
        let signal = Effect::SignalUnknown(crate::passkeys::credential_id());
        assert_eq!(self.effects.contains(&signal), is_expected, "{}", self.name);
        self
    }
}

#[test]
fn a_browser_that_cannot_is_never_shown_a_dead_button() {
    for support in [
        Support::default(),
        Support {
            has_api: false,
            ..WORKS
        },
        Support {
            is_allowed: false,
            ..WORKS
        },
        Support {
            in_frame: true,
            ..WORKS
        },
        Support {
            rp: Rp::Foreign,
            ..WORKS
        },
        Support {
            rp: Rp::None,
            ..WORKS
        },
    ] {
        walk("unsupported")
            .knows(support)
            .asks_nothing()
            .is(|state| !state.can_use_passkey() && state.second.obstacle().is_some())
            .unmoved_by(Walk::pressed)
            .password()
            .says(second(second_step(&Method::ALL)))
            .fetches_nothing()
            .shows(Method::Authenticator)
            .is(|state| state.second.methods() == without_keys())
            .unmoved_by(|walk| walk.second(SecondEvent::MethodChosen(Method::Passkey)));
    }
}

#[test]
fn a_method_that_is_all_there_is_is_shown_with_its_obstacle() {
    walk("only a key, no browser for it")
        .knows(Support {
            has_api: false,
            ..WORKS
        })
        .password()
        .says(second(second_step(&[Method::SecurityKey])))
        .shows(Method::SecurityKey)
        .is(|state| state.second.obstacle() == Some(Obstacle::NoApi) && !state.can_use_passkey());
}

#[test]
fn what_the_browser_can_do_may_be_known_late() {
    walk("known late")
        .is(|state| !state.can_use_passkey() && state.second.obstacle().is_none())
        .unmoved_by(Walk::pressed)
        .password()
        .says(second(second_step(&Method::ALL)))
        .fetches_nothing()
        .shows(Method::Passkey)
        .knows(WORKS)
        .fetches(Purpose::SecondStep(PasskeyKind::Passkey))
        .shows(Method::Passkey)
        .is(SignIn::can_use_passkey)
        .knows(Support {
            rp: Rp::Foreign,
            ..WORKS
        })
        .shows(Method::Authenticator);
}

#[test]
fn without_a_connection_nobody_is_told_of_a_question_that_nobody_asked_for() {
    walk("offline in the background")
        .knows(WORKS)
        .no_question(unreachable())
        .sees_no_trouble()
        .wakes_in(30)
        .wait(29)
        .woke()
        .fetches_nothing()
        .wait(1)
        .woke()
        .fetches(Purpose::Alone)
        .no_question(unreachable())
        .pressed()
        .fetches(Purpose::Alone)
        .is(|state| state.second.is_prompting())
        .no_question(unreachable())
        .sees(Trouble::NoConnection)
        .is(|state| !state.second.is_prompting())
        .pressed()
        .sees_no_trouble()
        .question("q1")
        .asks_browser("q1", ALONE);
}

#[test]
fn a_busy_server_is_asked_again_when_it_said() {
    walk("busy")
        .knows(WORKS)
        .no_question(CallError::Refused(Problem::Busy { retry_after: 90 }))
        .wakes_in(90);
}

#[test]
fn a_press_before_the_question_is_there_asks_as_soon_as_it_is() {
    walk("fast press")
        .knows(WORKS)
        .pressed()
        .is(|state| state.second.is_prompting())
        .unmoved_by(Walk::pressed)
        .question("q1")
        .asks_browser("q1", ALONE);
}

#[test]
fn a_press_while_the_page_still_looks_is_taken() {
    let walk = Walk::new("press while opening")
        .opened()
        .knows(NO_AUTOFILL)
        .fetches_nothing();
    let look = walk.last_ticket();
    walk.is(SignIn::can_use_passkey)
        .pressed()
        .fetches(Purpose::Alone)
        .question("q1")
        .asks_browser("q1", ALONE)
        .answers(look, Ok(NextStep::Password))
        .asks_nothing()
        .is(|state| state.second.is_prompting())
        .browser(Ok(answer("q1")))
        .says(done())
        .ends();
    let walk = Walk::new("signed in already")
        .opened()
        .knows(NO_AUTOFILL)
        .pressed()
        .question("q1");
    let look = walk.last_ticket();
    walk.answers(look, Ok(done())).asks(&[
        Effect::Second(SecondEffect::StopAsking),
        Effect::Leave(ann()),
    ]);
}

#[test]
fn a_passkey_is_offered_only_where_one_can_be_made() {
    let offered = SignedIn {
        offer_passkey: true,
        ..ann()
    };
    let said = || NextStep::SignedIn(offered.clone());
    let bare = Support {
        has_api: false,
        ..WORKS
    };
    for (support, effect) in [
        (WORKS, Effect::OfferPasskey(offered.clone())),
        (bare, Effect::Leave(offered.clone())),
    ] {
        let walk = Walk::new("offered").opened().knows(support);
        let look = walk.last_ticket();
        walk.answers(look, Ok(said())).asks(&[effect]);
    }
}

#[test]
fn the_person_can_stop_the_dialog() {
    let walk = waiting("stopped").pressed();
    let dialog = walk.last_prompt();
    walk.stopped()
        .asks_browser("q1", Ceremony::Autofill)
        .is(|state| !state.second.is_prompting())
        .unmoved_by(|walk| walk.browser_answers(dialog, Ok(answer("q1"))));
    ready("stopped, no autofill")
        .pressed()
        .stopped()
        .asks(&[Effect::Second(SecondEffect::StopAsking)])
        .unmoved_by(Walk::stopped)
        .pressed()
        .asks_browser("q1", ALONE);
    walk_pressed_early()
        .stopped()
        .is(|state| !state.second.is_prompting())
        .question("q1")
        .leaves_browser_alone();
}

fn walk_pressed_early() -> Walk<SignIn> {
    walk("stopped before the question")
        .knows(NO_AUTOFILL)
        .pressed()
}

#[test]
fn a_dialog_that_hangs_or_fails_is_told_and_autofill_waits_again() {
    for error in [
        PasskeyError::Hung,
        PasskeyError::TimedOut,
        PasskeyError::NoPasskeyHere,
        PasskeyError::CannotVerifyPerson,
        PasskeyError::Broken {
            name: "UnknownError".to_owned(),
        },
    ] {
        waiting("fails")
            .pressed()
            .wait(330)
            .browser(Err(error.clone()))
            .sees(Trouble::Passkey(error))
            .is(|state| !state.second.is_prompting());
        waiting("fails soon")
            .pressed()
            .browser(Err(PasskeyError::Hung))
            .asks_browser("q1", Ceremony::Autofill);
    }
}

#[test]
fn what_would_fail_again_is_not_tried_again_by_autofill() {
    for error in [
        PasskeyError::WrongDomain,
        PasskeyError::NotAllowedHere,
        PasskeyError::NotSupported,
        PasskeyError::InsecureContext,
    ] {
        waiting("lasting")
            .wait(20)
            .browser(Err(error.clone()))
            .asks_nothing()
            .sees_no_trouble()
            .pressed()
            .asks_browser("q1", ALONE)
            .browser(Err(error.clone()))
            .asks_nothing()
            .sees(Trouble::Passkey(error));
    }
}

#[test]
fn autofill_that_ends_by_itself_rests_before_it_waits_again() {
    for error in [
        PasskeyError::Cancelled,
        PasskeyError::Stopped,
        PasskeyError::Broken {
            name: "UnknownError".to_owned(),
        },
    ] {
        waiting("autofill that ends at once")
            .browser(Err(error))
            .leaves_browser_alone()
            .sees_no_trouble()
            .wakes_in(10)
            .wait(9)
            .woke()
            .wakes_in(1)
            .leaves_browser_alone()
            .wait(1)
            .woke()
            .asks_browser("q1", Ceremony::Autofill);
    }
    waiting("pressed while it rests")
        .browser(Err(PasskeyError::Cancelled))
        .pressed()
        .asks_browser("q1", ALONE)
        .wait(3)
        .browser(Err(PasskeyError::Cancelled))
        .asks_browser("q1", Ceremony::Autofill);
}

#[test]
fn autofill_that_answers_by_itself_is_not_asked_over_and_over() {
    waiting("a tool answers")
        .browser(Ok(answer("q1")))
        .server(refused(Problem::WrongPasskey))
        .question("q2")
        .leaves_browser_alone()
        .wait(240)
        .woke()
        .asks_browser("q2", Ceremony::Autofill);
}

#[test]
fn autofill_that_fails_after_somebody_chose_is_told() {
    waiting("chosen, then broken")
        .wait(20)
        .browser(Err(PasskeyError::CannotVerifyPerson))
        .sees(Trouble::Passkey(PasskeyError::CannotVerifyPerson))
        .asks_browser("q1", Ceremony::Autofill);
}

#[test]
fn a_password_makes_autofill_wait_no_more_until_it_is_refused() {
    waiting("password meanwhile")
        .password()
        .stops_browser()
        .calls(1)
        .server(refused(Problem::WrongCredentials))
        .sees(Trouble::WrongCredentials)
        .asks_browser("q1", Ceremony::Autofill)
        .pressed()
        .password()
        .stops_browser()
        .is(|state| !state.second.is_prompting())
        .says(done())
        .ends();
}

#[test]
fn a_second_step_that_ran_out_is_noticed_when_its_question_is_fetched() {
    for problem in [Problem::SignInExpired, Problem::NotSignedIn] {
        second_step_with("ran out", &Method::ALL)
            .kept()
            .no_question(CallError::Refused(problem))
            .calls(1)
            .fetches(Purpose::Alone)
            .at_password()
            .sees(Trouble::SignInExpired)
            .says(done())
            .ends();
    }
}

#[test]
fn a_proof_by_passkey_whose_answer_was_lost_is_found_to_have_worked() {
    second_step_with("lost answer", &Method::ALL)
        .question("q2")
        .pressed()
        .browser(Ok(answer("q2")))
        .server(Err(CallError::TimedOut))
        .sees(Trouble::TookTooLong)
        .no_question(CallError::Refused(Problem::SignInExpired))
        .says(done())
        .ends();
}

#[test]
fn a_server_without_passkeys_takes_the_button_away() {
    walk("unavailable")
        .knows(Support {
            rp: Rp::Unknown,
            ..WORKS
        })
        .is(SignIn::can_use_passkey)
        .pressed()
        .no_question(CallError::Refused(Problem::PasskeysUnavailable))
        .sees(Trouble::PasskeysUnavailable)
        .is(|state| !state.can_use_passkey())
        .is(|state| state.second.obstacle() == Some(Obstacle::NotSetUp));
}

#[test]
fn an_error_that_is_not_the_networks_is_not_tried_again_by_itself() {
    walk("nonsense")
        .knows(WORKS)
        .no_question(CallError::Nonsense { reference: None })
        .asks_nothing()
        .pressed()
        .fetches(Purpose::Alone);
}

#[test]
fn nothing_is_asked_once_it_is_over() {
    let walk = waiting("over").pressed();
    let dialog = walk.last_prompt();
    walk.browser(Ok(answer("q1")))
        .says(done())
        .wait(1_000)
        .unmoved_by(Walk::woke)
        .unmoved_by(|walk| walk.knows(WORKS))
        .unmoved_by(Walk::pressed)
        .unmoved_by(|walk| walk.question("q2"))
        .unmoved_by(|walk| walk.browser_answers(dialog, Ok(answer("q1"))));
}

#[test]
fn a_question_that_comes_to_nothing_while_the_person_goes_back_does_not_get_in_the_way() {
    let walk = second_step_with("going back meanwhile", &Method::ALL).event(Event::StartedOver);
    let cancel = walk.last_ticket();
    walk.no_question(CallError::Refused(Problem::SignInExpired))
        .asks_nothing()
        .sees_no_trouble()
        .is(SignIn::is_busy)
        .answers(cancel, Ok(NextStep::Password))
        .at_password();
}

#[test]
fn a_second_step_goes_on_without_passkeys_when_the_server_has_none_any_more() {
    second_step_with("none any more", &Method::ALL)
        .no_question(CallError::Refused(Problem::PasskeysUnavailable))
        .asks_nothing()
        .sees_no_trouble()
        .shows(Method::Authenticator)
        .code("123456")
        .says(done())
        .ends();
}
