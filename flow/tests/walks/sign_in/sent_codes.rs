//! Codes that are sent: by text message and by email.

use super::*;
use contract::sent_code::Channel;

impl Walk<SignIn> {
    fn hears(self, code: &str) -> Self {
        let ticket = self.last_listen();
        self.second(SecondEvent::CodeHeard(ticket, secret(code)))
    }

    fn sends_again(self) -> Self {
        self.second(SecondEvent::SendPressed)
    }

    #[track_caller]
    fn can_resend_in(self, seconds: Option<u32>) -> Self {
        let moment = seconds.map(|seconds| self.now.after_seconds(seconds));
        self.is(|state| {
            state
                .second
                .sending()
                .is_some_and(|sending| sending.resend_at == moment)
        })
    }
}

/// The form for the code of a text message, and none is out.
fn at_message(name: &'static str) -> Walk<SignIn> {
    walk(name).password().says(second(by_message(None)))
}

/// The same, and the code is out.
fn with_message(name: &'static str) -> Walk<SignIn> {
    at_message(name).sent(Ok(fresh(Channel::TextMessage)))
}

fn message(code: &str) -> Proof {
    Proof::TextMessage { code: secret(code) }
}

#[test]
fn a_code_is_sent_by_itself_once_and_opens_the_account() {
    let walk = at_message("sent by itself").shows(Method::TextMessage);
    let (send, listen) = (walk.last_send(), walk.last_listen());
    let (expiry, look) = (walk.now.after_seconds(600), walk.confirmation());
    walk.asks(&[
        Effect::Wake(expiry),
        Effect::Confirm(look),
        Effect::Second(SecondEffect::ListenForCode(listen)),
        Effect::Second(SecondEffect::SendCode(send, Channel::TextMessage)),
    ])
    .is(|state| state.second.is_sending())
    .is(|state| !state.is_busy())
    .has_sent(false)
    .sent(Ok(fresh(Channel::TextMessage)))
    .wakes_in(30)
    .is(|state| !state.second.is_sending())
    .has_sent(true)
    .can_resend_in(Some(30))
    .is(|state| {
        state
            .second
            .sending()
            .is_some_and(|it| it.masked == "+49 ••••• 67")
    })
    .code("123 456")
    .asks_for(&Effect::Second(SecondEffect::StopListening))
    .is(SignIn::is_busy)
    .says(done())
    .ends();
}

#[test]
fn after_a_reload_the_code_that_is_out_is_asked_for_and_none_is_sent() {
    let walk = Walk::<SignIn>::new("reload with a code out")
        .opened()
        .says(second(by_message(Some((400, 12)))));
    let listen = walk.last_listen();
    let resend = walk.now.after_seconds(12);
    walk.asks(&[
        Effect::Wake(resend),
        Effect::Second(SecondEffect::ListenForCode(listen)),
    ])
    .has_sent(true)
    .can_resend_in(Some(12));
}

#[test]
fn another_code_waits_for_its_countdown() {
    with_message("resend")
        .unmoved_by(Walk::sends_again)
        .wait(29)
        .woke()
        .wakes_in(1)
        .unmoved_by(Walk::sends_again)
        .wait(1)
        .woke()
        .can_resend_in(None)
        .sends_again()
        .is(|state| state.second.is_sending())
        .unmoved_by(Walk::sends_again)
        .sent(Ok(fresh(Channel::TextMessage)))
        .can_resend_in(Some(30))
        .has_sent(true);
}

#[test]
fn another_code_is_listened_for_anew() {
    let walk = with_message("listens anew");
    let first = walk.last_listen();
    let walk = walk.wait(30).woke().sends_again();
    let (send, listen) = (walk.last_send(), walk.last_listen());
    walk.asks(&[
        Effect::Second(SecondEffect::SendCode(send, Channel::TextMessage)),
        Effect::Second(SecondEffect::ListenForCode(listen)),
    ])
    .unmoved_by(|walk| walk.second(SecondEvent::CodeHeard(first, secret("123456"))));
}

#[test]
fn a_code_that_the_browser_read_is_sent_off() {
    let walk = with_message("heard").hears("123456");
    let ticket = walk.last_ticket();
    // The listening is over with what was heard: there is nothing to stop.
    walk.asks(&[Effect::Prove(ticket, message("123456"))])
        .unmoved_by(|walk| walk.hears("123456"))
        .says(done())
        .ends();
}

#[test]
fn a_code_may_be_heard_before_the_server_has_said_that_it_went_out() {
    let walk = at_message("faster than the answer").hears("123456");
    let ticket = walk.last_ticket();
    walk.asks(&[Effect::Prove(ticket, message("123456"))])
        .sent(Ok(fresh(Channel::TextMessage)))
        .is(SignIn::is_busy)
        .says(done())
        .ends();
}

#[test]
fn listening_ends_with_the_form_and_begins_again_with_it() {
    let walk = with_message("listening");
    let first = walk.last_listen();
    walk.second(SecondEvent::OtherWayAsked)
        .asks(&[Effect::Second(SecondEffect::StopListening)])
        .unmoved_by(|walk| walk.second(SecondEvent::CodeHeard(first, secret("123456"))))
        .chooses(Method::BackupCode)
        .asks_nothing()
        .chooses(Method::TextMessage)
        .is(|state| !state.second.is_sending())
        .has_sent(true)
        .code("000000")
        .asks_for(&Effect::Second(SecondEffect::StopListening))
        .server(wrong_code(4))
        .is(|state| state.trouble.is_some())
        .hears("123456")
        .proves(message("123456"));
}

#[test]
fn an_email_is_not_listened_for() {
    let walk = with_message("by mail").chooses(Method::Email);
    let send = walk.last_send();
    walk.asks(&[
        Effect::Second(SecondEffect::StopListening),
        Effect::Second(SecondEffect::SendCode(send, Channel::Email)),
    ])
    .sent(Ok(fresh(Channel::Email)))
    .has_sent(true)
    .code("123456")
    .proves(Proof::Email {
        code: secret("123456"),
    });
}

#[test]
fn one_message_at_a_time_and_the_other_form_waits_for_its_own() {
    let walk = at_message("left while sending").chooses(Method::Email);
    let message = walk.last_send();
    walk.asks(&[Effect::Second(SecondEffect::StopListening)])
        .is(|state| state.second.is_sending())
        .sent(Ok(fresh(Channel::TextMessage)))
        .asks_for(&Effect::Second(SecondEffect::SendCode(
            message_after(message),
            Channel::Email,
        )))
        .chooses(Method::TextMessage)
        .has_sent(true);
}

/// The ticket of the sending after this one.
fn message_after(first: Ticket) -> Ticket {
    let walk = at_message("the second ticket");
    assert_eq!(walk.last_send(), first);
    let walk = walk
        .sent(Ok(fresh(Channel::TextMessage)))
        .chooses(Method::Email);
    walk.last_send()
}

#[test]
fn sending_that_fails_is_told_where_it_was_wanted_and_is_not_tried_again_by_itself() {
    at_message("not sent")
        .sent(Err(CallError::Unreachable))
        .asks_nothing()
        .sees(Trouble::NoConnection)
        .has_sent(false)
        .chooses(Method::BackupCode)
        .chooses(Method::TextMessage)
        .is(|state| !state.second.is_sending())
        .sends_again()
        .is(|state| state.second.is_sending())
        .sees_no_trouble();
    at_message("left before it failed")
        .chooses(Method::BackupCode)
        .sent(Err(CallError::Unreachable))
        .sees_no_trouble();
}

#[test]
fn too_many_codes_shut_the_button_and_not_the_form() {
    let walk = with_message("too many codes")
        .wait(30)
        .woke()
        .sends_again()
        .sent(too_many_tries(900))
        .wakes_in(570);
    walk.sees_no_trouble()
        .can_resend_in(Some(900))
        .has_sent(true)
        .is(|state| state.locked_until().is_none())
        .unmoved_by(Walk::sends_again)
        .code("123456")
        .says(done())
        .ends();
}

#[test]
fn a_code_that_is_not_taken_any_more_is_out_no_longer() {
    for problem in [
        Problem::SentCodeExpired,
        Problem::WrongCode {
            tries_left: 0,
            retry_after: None,
        },
    ] {
        with_message("worn out")
            .code("000000")
            .server(refused(problem))
            .sees(Trouble::SentCodeExpired)
            .has_sent(false)
            .is(|state| !state.second.is_sending() && state.locked_until().is_none());
    }
}

#[test]
fn a_wait_after_the_last_wrong_code_is_told_as_one() {
    with_message("locked")
        .code("000000")
        .server(refused(Problem::WrongCode {
            tries_left: 0,
            retry_after: Some(271),
        }))
        .is(|state| state.locked_until().is_some())
        .has_sent(true);
}

#[test]
fn a_code_runs_out_by_itself_and_none_is_sent_for_it() {
    let mut long = by_message(Some((60, 0)));
    long.expires_in = 3_000;
    Walk::<SignIn>::new("ran out")
        .opened()
        .says(second(long))
        .can_resend_in(None)
        .wait(59)
        .woke()
        .wakes_in(1)
        .has_sent(true)
        .wait(1)
        .woke()
        .calls(0)
        .has_sent(false)
        .is(|state| !state.second.is_sending());
}

#[test]
fn a_sending_that_finds_the_second_step_over_goes_back_to_the_password() {
    at_message("over")
        .kept()
        .sent(refused(Problem::SignInExpired))
        .asks_for(&Effect::Second(SecondEffect::StopListening))
        .calls(1)
        .at_password()
        .sees(Trouble::SignInExpired)
        .says(done())
        .ends();
}

#[test]
fn a_late_word_about_a_code_is_ignored() {
    let walk = at_message("late word");
    let old = walk.last_send();
    let now = walk.now;
    let late = move |walk: Walk<SignIn>| {
        walk.second(SecondEvent::CodeSent(
            old,
            now,
            Ok(fresh(Channel::TextMessage)),
        ))
    };
    walk.event(Event::StartedOver)
        .says(NextStep::Password)
        .at_password()
        .unmoved_by(late)
        .password()
        .says(second(by_message(None)))
        .unmoved_by(late)
        .sent(Ok(fresh(Channel::TextMessage)))
        .unmoved_by(late);
}

#[test]
fn what_cannot_be_a_sent_code_is_not_given() {
    with_message("half a code")
        .code("12345")
        .sees(fault(Field::Code, Reason::Malformed))
        .calls(0)
        .hears("12345")
        .calls(0);
}
