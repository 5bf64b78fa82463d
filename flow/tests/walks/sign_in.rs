//! Signing in.

mod arrival;
mod passkeys;
mod recovery;
mod sent_codes;

use super::*;
use contract::{
    problem::{Field, Reason},
    sign_in::{Credentials, NextStep, Proof},
};
use flow::sign_in::{Effect, Event, SignIn, Step};

type Reply = Result<NextStep, CallError>;

impl Asks for Effect {
    fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::Read(ticket)
            | Self::Submit(ticket, _)
            | Self::Prove(ticket, _)
            | Self::SignInWithPasskey(ticket, _)
            | Self::Cancel(ticket)
            | Self::AskRecovery(ticket)
            | Self::FinishRecovery(ticket)
            | Self::Trust(ticket)
            | Self::FindNext(ticket, _) => Some(*ticket),
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

impl Embeds for SignIn {
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

fn credentials() -> Credentials {
    Credentials {
        email: "ann@example.org".to_owned(),
        password: secret("canary password"),
    }
}

fn second(second: SecondStep) -> NextStep {
    NextStep::SecondStep(second)
}

fn done() -> NextStep {
    NextStep::SignedIn(ann())
}

/// A page that has come up and shows the password form.
fn walk(name: &'static str) -> Walk<SignIn> {
    Walk::new(name).opened().says(NextStep::Password)
}

/// The same, with the password given and both methods offered.
fn at_second_step(name: &'static str) -> Walk<SignIn> {
    walk(name).password().says(second(both()))
}

impl Walk<SignIn> {
    /// The look whether the browser kept the cookie of the second step.
    #[track_caller]
    fn confirmation(&self) -> Ticket {
        let look = self.effects.iter().find_map(|effect| match effect {
            Effect::Confirm(ticket) => Some(*ticket),
            _ => None,
        });
        look.unwrap_or_else(|| panic!("{}: nothing is looked at", self.name))
    }

    /// The browser kept it.
    fn kept(self) -> Self {
        let look = self.confirmation();
        self.event(Event::Confirmed(look, Ok(second(both()))))
    }

    fn opened(self) -> Self {
        self.event(Event::Opened(None))
    }

    fn password(self) -> Self {
        self.event(Event::PasswordGiven(credentials()))
    }

    /// The answer to the latest call.
    fn server(self, reply: Reply) -> Self {
        let ticket = self.last_ticket();
        self.answers(ticket, reply)
    }

    fn says(self, next: NextStep) -> Self {
        self.server(Ok(next))
    }

    fn answers(self, ticket: Ticket, reply: Reply) -> Self {
        let now = self.now;
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

    #[track_caller]
    fn sees_no_trouble(self) -> Self {
        assert_eq!(self.state().trouble, None, "{}", self.name);
        self
    }

    #[track_caller]
    fn shows(self, method: Method) -> Self {
        assert_eq!(self.state().second.shown(), Some(method), "{}", self.name);
        self
    }

    #[track_caller]
    fn at_password(self) -> Self {
        self.is(|state| state.step == Step::Password)
    }

    #[track_caller]
    fn proves(self, proof: Proof) -> Self {
        let ticket = self.last_ticket();
        self.asks(&[Effect::Prove(ticket, proof)])
    }

    #[track_caller]
    fn ends(self) -> Self {
        self.asks(&[Effect::Leave(ann())])
            .is(|state| state.step == Step::Done)
    }
}

fn authenticator(code: &str) -> Proof {
    Proof::Authenticator { code: secret(code) }
}

#[test]
fn a_password_alone_is_enough_when_the_server_says_so() {
    walk("password only").password().says(done()).ends();
}

#[test]
fn a_wrong_code_and_then_the_right_one() {
    at_second_step("wrong code, then the right one")
        .shows(Method::Authenticator)
        .code("000000")
        .server(wrong_code(4))
        .sees(Trouble::WrongCode {
            tries_left: 4,
            until: None,
        })
        .code("123 456")
        .proves(authenticator("123456"))
        .sees_no_trouble()
        .says(done())
        .ends();
}

#[test]
fn the_last_wrong_code_tells_the_wait_at_once() {
    at_second_step("last try")
        .code("000000")
        .server(refused(Problem::WrongCode {
            tries_left: 0,
            retry_after: Some(271),
        }))
        .wakes_in(271)
        .is(|state| state.locked_until().is_some())
        .wait(271)
        .woke()
        .sees_no_trouble();
}

#[test]
fn a_wrong_password_stays_on_the_form() {
    walk("wrong password")
        .password()
        .server(refused(Problem::WrongCredentials))
        .sees(Trouble::WrongCredentials)
        .at_password()
        .password()
        .says(done())
        .ends();
}

#[test]
fn what_was_sent_before_the_program_had_loaded_is_sent_on() {
    let walk = Walk::new("sent early").event(Event::Opened(Some(credentials())));
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::Submit(ticket, credentials())])
        .is(SignIn::is_busy)
        .says(done())
        .ends();
}

#[test]
fn a_password_given_while_the_page_still_looks_is_taken() {
    let walk = Walk::new("faster than the look").opened();
    let look = walk.last_ticket();
    walk.is(|state| !state.is_busy())
        .password()
        .calls(1)
        .unmoved_by(|walk| walk.answers(look, Ok(NextStep::Password)))
        .says(done())
        .ends();
}

#[test]
fn a_reload_in_the_second_step_goes_on_there() {
    Walk::<SignIn>::new("reload")
        .opened()
        .says(second(both()))
        .shows(Method::Authenticator)
        .wakes_in(600);
}

#[test]
fn whoever_is_signed_in_already_goes_on() {
    Walk::<SignIn>::new("signed in already")
        .opened()
        .says(done())
        .ends();
}

#[test]
fn a_page_that_comes_up_without_a_connection_shows_the_form_and_says_so() {
    Walk::<SignIn>::new("offline from the start")
        .opened()
        .server(Err(CallError::Unreachable))
        .at_password()
        .sees(Trouble::NoConnection)
        .password()
        .says(done())
        .ends();
}

#[test]
fn an_account_that_must_enrol_is_sent_there() {
    walk("enrolment required")
        .password()
        .says(NextStep::EnrolmentRequired(ann()))
        .asks(&[Effect::Enrol(ann(), None)])
        .is(|state| state.step == Step::Done);
}

#[test]
fn a_second_submit_is_ignored_while_the_first_is_under_way() {
    walk("two submits")
        .password()
        .calls(1)
        .unmoved_by(Walk::password)
        .says(second(both()))
        .code("123456")
        .calls(1)
        .unmoved_by(|walk| walk.code("123456"))
        .unmoved_by(|walk| walk.event(Event::FormRefused(vec![(Field::Code, Reason::Missing)])));
}

#[test]
fn a_late_reply_is_ignored() {
    let walk = at_second_step("late reply").code("000000");
    let slow = walk.last_ticket();
    walk.second(SecondEvent::OtherWayAsked)
        .second(SecondEvent::MethodChosen(Method::BackupCode))
        .unmoved_by(|walk| walk.answers(slow, wrong_code(4)))
        .unmoved_by(|walk| walk.answers(slow, Ok(done())))
        .shows(Method::BackupCode);
}

#[test]
fn a_reply_counts_once() {
    at_second_step("answered twice")
        .code("000000")
        .server(wrong_code(4))
        .unmoved_by(|walk| walk.server(wrong_code(3)));
}

#[test]
fn going_back_during_a_wait_lets_the_server_forget_first() {
    let walk = at_second_step("back during wait").code("123456");
    let proof = walk.last_ticket();
    let walk = walk.event(Event::StartedOver);
    let cancel = walk.last_ticket();
    walk.asks(&[Effect::Cancel(cancel)])
        .is(SignIn::is_busy)
        .unmoved_by(|walk| walk.answers(proof, wrong_code(4)))
        .unmoved_by(|walk| walk.event(Event::StartedOver))
        .unmoved_by(|walk| walk.second(SecondEvent::OtherWayAsked))
        .unmoved_by(|walk| walk.code("123456"))
        .says(NextStep::Password)
        .at_password()
        .sees_no_trouble()
        .is(|state| !state.is_busy());
}

#[test]
fn going_back_works_without_a_connection() {
    at_second_step("back, offline")
        .event(Event::StartedOver)
        .server(Err(CallError::Unreachable))
        .at_password()
        .sees_no_trouble();
}

#[test]
fn going_back_too_late_finds_the_person_signed_in() {
    at_second_step("back, too late")
        .code("123456")
        .event(Event::StartedOver)
        .says(done())
        .ends();
}

#[test]
fn a_sign_in_that_ends_in_another_tab_ends_here_too() {
    let walk = at_second_step("another tab").event(Event::SessionChanged);
    let look = walk.last_ticket();
    walk.asks(&[Effect::Read(look)])
        .is(|state| !state.is_busy())
        .says(done())
        .ends();
    // Somebody signed out there, or began anew: what is typed here stays.
    for news in [NextStep::Password, second(both())] {
        at_second_step("another tab, not over")
            .event(Event::SessionChanged)
            .says(news)
            .asks_nothing()
            .shows(Method::Authenticator);
    }
    at_second_step("another tab, while a code is looked at")
        .code("123456")
        .unmoved_by(|walk| walk.event(Event::SessionChanged));
}

#[test]
fn a_browser_without_cookies_is_told_before_a_code_is_looked_for() {
    let walk = at_second_step("no cookies");
    let look = walk.confirmation();
    walk.event(Event::Confirmed(look, Ok(NextStep::Password)))
        .at_password()
        .sees(Trouble::NoCookies)
        .is(|state| !state.is_busy())
        .password()
        .says(second(both()))
        .sees_no_trouble()
        .shows(Method::Authenticator);
}

#[test]
fn a_second_step_that_was_kept_or_cannot_be_looked_at_goes_on() {
    for reply in [
        Ok(second(both())),
        Ok(done()),
        Err(CallError::Unreachable),
        Err(CallError::Unavailable { retry_after: None }),
    ] {
        let walk = at_second_step("kept");
        let look = walk.confirmation();
        let walk = walk
            .event(Event::Confirmed(look, reply))
            .asks_nothing()
            .shows(Method::Authenticator);
        // It is looked at once only.
        walk.unmoved_by(|walk| walk.event(Event::Confirmed(look, Ok(NextStep::Password))));
    }
}

#[test]
fn a_code_that_is_quicker_than_the_look_finds_no_cookies_either() {
    at_second_step("no cookies, a quick code")
        .code("123456")
        .server(refused(Problem::SignInExpired))
        .at_password()
        .sees(Trouble::NoCookies);
}

#[test]
fn somebody_who_started_over_is_not_told_about_cookies() {
    let walk = at_second_step("started over");
    let look = walk.confirmation();
    walk.event(Event::StartedOver)
        .says(NextStep::Password)
        .unmoved_by(|walk| walk.event(Event::Confirmed(look, Ok(NextStep::Password))));
}

#[test]
fn an_expired_second_step_goes_back_to_the_password_and_says_why() {
    for problem in [Problem::SignInExpired, Problem::NotSignedIn] {
        let walk = at_second_step("expired")
            .kept()
            .code("123456")
            .server(refused(problem));
        let look = walk.last_ticket();
        walk.asks(&[Effect::Read(look)])
            .at_password()
            .sees(Trouble::SignInExpired)
            .is(|state| !state.is_busy())
            .unmoved_by_look();
    }
}

impl Walk<SignIn> {
    /// The look finds nobody signed in, so the screen and the trouble stay.
    #[track_caller]
    fn unmoved_by_look(self) -> Self {
        self.says(NextStep::Password)
            .asks_nothing()
            .at_password()
            .sees(Trouble::SignInExpired)
    }
}

#[test]
fn a_sign_in_finished_in_another_tab_is_found() {
    at_second_step("another tab")
        .code("123456")
        .server(refused(Problem::SignInExpired))
        .says(done())
        .ends();
}

#[test]
fn a_proof_whose_answer_was_lost_is_found_to_have_worked() {
    at_second_step("lost answer")
        .code("123456")
        .server(Err(CallError::TimedOut))
        .sees(Trouble::TookTooLong)
        .shows(Method::Authenticator)
        .code("123456")
        .server(refused(Problem::NotSignedIn))
        .says(done())
        .ends();
}

#[test]
fn a_look_never_takes_the_password_form_away_for_another_question() {
    at_second_step("look while typing")
        .code("123456")
        .server(refused(Problem::SignInExpired))
        .says(second(both()))
        .asks_nothing()
        .at_password();
}

#[test]
fn the_second_step_runs_out_by_itself() {
    at_second_step("runs out")
        .wakes_in(600)
        .wait(599)
        .woke()
        .wakes_in(1)
        .shows(Method::Authenticator)
        .wait(1)
        .woke()
        .calls(1)
        .at_password()
        .sees(Trouble::SignInExpired)
        .unmoved_by_look();
}

#[test]
fn a_code_sent_in_the_last_second_is_judged_by_the_server() {
    at_second_step("last second")
        .code("123456")
        .wait(600)
        .unmoved_by(Walk::woke)
        .says(done())
        .ends();
}

#[test]
fn a_lock_out_keeps_the_step_and_ends_by_itself() {
    at_second_step("lock-out")
        .code("000000")
        .server(too_many_tries(271))
        .wakes_in(271)
        .shows(Method::Authenticator)
        .is(|state| state.locked_until().is_some())
        .wait(270)
        .woke()
        .wakes_in(1)
        .wait(1)
        .woke()
        .sees_no_trouble()
        .code("123456")
        .says(done())
        .ends();
}

#[test]
fn a_locked_method_leaves_the_others() {
    at_second_step("locked method")
        .code("000000")
        .server(refused(Problem::MethodLocked))
        .sees(Trouble::MethodLocked)
        .second(SecondEvent::OtherWayAsked)
        .sees_no_trouble()
        .second(SecondEvent::MethodChosen(Method::BackupCode))
        .code("0123-4567-89ab-cdef")
        .says(done())
        .ends();
}

#[test]
fn without_a_connection_everything_stays_and_the_next_try_counts() {
    at_second_step("offline")
        .code("123456")
        .server(Err(CallError::Unreachable))
        .sees(Trouble::NoConnection)
        .shows(Method::Authenticator)
        .code("123456")
        .calls(1)
        .says(done())
        .ends();
}

#[test]
fn a_backup_code_is_tidied_and_how_many_are_left_goes_along() {
    let with_nine = SignedIn {
        backup_codes_left: Some(9),
        ..ann()
    };
    let code = secret("0123456789ABCDEF");
    at_second_step("backup code")
        .second(SecondEvent::OtherWayAsked)
        .is(|state| {
            matches!(state.second.step, SecondScreen::Choose(_))
                && state.second.methods().len() == 2
        })
        .second(SecondEvent::MethodChosen(Method::BackupCode))
        .code("o123 4567-89ab cdef")
        .proves(Proof::BackupCode { code })
        .says(NextStep::SignedIn(with_nine.clone()))
        .asks(&[Effect::Leave(with_nine)]);
}

#[test]
fn only_what_is_offered_can_be_chosen() {
    walk("one method")
        .password()
        .says(second(second_step(&[Method::Authenticator])))
        .unmoved_by(|walk| walk.second(SecondEvent::OtherWayAsked))
        .unmoved_by(|walk| walk.second(SecondEvent::MethodChosen(Method::BackupCode)))
        .shows(Method::Authenticator);
}

#[test]
fn what_cannot_be_a_code_is_not_sent() {
    at_second_step("half a code")
        .code("123")
        .asks_nothing()
        .sees(fault(Field::Code, Reason::Malformed))
        .code("")
        .asks_nothing()
        .sees(fault(Field::Code, Reason::Missing))
        .code("١٢٣٤٥٦")
        .proves(authenticator("123456"));
}

#[test]
fn a_code_that_was_just_used_says_when_the_next_comes() {
    at_second_step("used code")
        .code("123456")
        .server(refused(Problem::CodeAlreadyUsed {
            next_code_in: 12,
            tries_left: 4,
        }))
        .wakes_in(12)
        .is(|state| matches!(state.trouble, Some(Trouble::CodeAlreadyUsed { .. })))
        .wait(12)
        .woke()
        .sees_no_trouble();
}

#[test]
fn faults_of_the_form_are_told_and_go_with_the_next_try() {
    let faults = vec![
        (Field::Email, Reason::Missing),
        (Field::Password, Reason::Missing),
    ];
    walk("empty form")
        .event(Event::FormRefused(faults.clone()))
        .asks_nothing()
        .sees(Trouble::Fields(faults))
        .unmoved_by(|walk| walk.event(Event::FormRefused(Vec::new())))
        .password()
        .sees_no_trouble();
}

#[test]
fn a_server_that_asks_for_the_password_again_is_followed() {
    at_second_step("back to the password")
        .kept()
        .code("123456")
        .says(NextStep::Password)
        .at_password()
        .sees(Trouble::SignInExpired);
}

#[test]
fn nothing_happens_once_it_is_over() {
    walk("over")
        .password()
        .says(done())
        .wait(1_000)
        .unmoved_by(Walk::password)
        .unmoved_by(|walk| walk.code("123456"))
        .unmoved_by(Walk::woke)
        .unmoved_by(|walk| walk.event(Event::StartedOver))
        .unmoved_by(Walk::opened);
}
