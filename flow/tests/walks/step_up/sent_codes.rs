//! Codes that are sent to whoever has nothing stronger.

use super::*;
use contract::sent_code::Channel;

fn at_message(name: &'static str) -> Walk<StepUp> {
    asked(name, Demand::SecondStep(by_message(None)))
}

#[test]
fn a_code_is_sent_by_itself_and_the_change_goes_on() {
    let walk = at_message("by message");
    let (send, listen) = (walk.last_send(), walk.last_listen());
    let walk = walk
        .asks(&[
            Effect::Second(SecondEffect::ListenForCode(listen)),
            Effect::Second(SecondEffect::SendCode(send, Channel::TextMessage)),
        ])
        .is(|state| state.second.is_sending())
        .sent(Ok(fresh(Channel::TextMessage)))
        .wakes_in(30)
        .has_sent(true)
        .code("123 456");
    let ticket = walk.last_ticket();
    let code = secret("123456");
    walk.asks(&[
        Effect::Second(SecondEffect::StopListening),
        Effect::Prove(ticket, Proof::TextMessage { code }),
    ])
    .server(Ok(PROVED))
    .asks(&[Effect::Resume(PROVED)]);
}

#[test]
fn a_code_that_is_out_already_is_not_sent_again() {
    let walk = asked(
        "out already",
        Demand::SecondStep(by_message(Some((400, 12)))),
    );
    let listen = walk.last_listen();
    let resend = walk.now.after_seconds(12);
    walk.asks(&[
        Effect::Wake(resend),
        Effect::Second(SecondEffect::ListenForCode(listen)),
    ])
    .has_sent(true)
    .unmoved_by(|walk| walk.second(SecondEvent::SendPressed))
    .wait(12)
    .woke()
    .wakes_in(388)
    .second(SecondEvent::SendPressed)
    .is(|state| state.second.is_sending());
}

#[test]
fn a_heard_code_is_sent_off() {
    let walk = at_message("heard");
    let listen = walk.last_listen();
    let walk = walk.second(SecondEvent::CodeHeard(listen, secret("123456")));
    let ticket = walk.last_ticket();
    let code = secret("123456");
    walk.asks(&[Effect::Prove(ticket, Proof::TextMessage { code })])
        .unmoved_by(|walk| walk.second(SecondEvent::CodeHeard(listen, secret("123456"))));
}

#[test]
fn giving_up_stops_the_listening_and_a_late_word_is_ignored() {
    let walk = at_message("cancel");
    let (send, listen, now) = (walk.last_send(), walk.last_listen(), walk.now);
    walk.event(Event::Cancelled)
        .asks(&[Effect::Second(SecondEffect::StopListening), Effect::GiveUp])
        .unmoved_by(|walk| {
            walk.second(SecondEvent::CodeSent(
                send,
                now,
                Ok(fresh(Channel::TextMessage)),
            ))
        })
        .unmoved_by(|walk| walk.second(SecondEvent::CodeHeard(listen, secret("123456"))));
}

#[test]
fn each_question_has_its_own_code() {
    at_message("asked twice")
        .sent(Ok(fresh(Channel::TextMessage)))
        .event(Event::Cancelled)
        .event(Event::Asked(NOW, Demand::SecondStep(by_message(None))))
        .is(|state| state.second.is_sending())
        .has_sent(false);
}

#[test]
fn a_worn_out_code_is_told_and_too_many_codes_count_down() {
    let walk = at_message("worn out")
        .sent(Ok(fresh(Channel::TextMessage)))
        .code("000000")
        .server(refused(Problem::SentCodeExpired))
        .sees(Trouble::SentCodeExpired)
        .has_sent(false)
        .wait(30)
        .woke()
        .second(SecondEvent::SendPressed)
        .sent(too_many_tries(900));
    walk.is(|state| state.trouble.is_none())
        .is(|state| state.locked_until().is_none());
}

#[test]
fn sending_that_fails_is_told_on_its_form_only() {
    at_message("offline")
        .sent(Err(CallError::Unreachable))
        .sees(Trouble::NoConnection);
    at_message("left")
        .second(SecondEvent::MethodChosen(Method::BackupCode))
        .asks(&[Effect::Second(SecondEffect::StopListening)])
        .sent(Err(CallError::Unreachable))
        .is(|state| state.trouble.is_none());
}
