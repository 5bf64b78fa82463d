//! Confirming a phone number or an email address.

use super::*;
use contract::{
    contact::{
        ContactCode, EmailConfirmed, NewEmail, NewPhone, PendingContact, PendingContacts,
        SentCodesOn,
    },
    problem::{Field, Reason},
    step_up::StepUp,
};
use flow::enrol_contact::{Confirmed, Contact, Effect, EnrolContact, Event, Kind, Step, Taken};

impl Asks for Effect {
    fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::Look(ticket) | Self::Start(ticket, _) | Self::Confirm(ticket, ..) => {
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

const TYPED: &str = "+49 170 1234567";

fn opened(name: &'static str, kind: Kind) -> Walk<EnrolContact> {
    Walk::new(name).event(Event::Opened(kind))
}

/// The number is given and the code is out.
fn at_code(name: &'static str) -> Walk<EnrolContact> {
    opened(name, Kind::Phone)
        .gives(TYPED)
        .sent(Ok(fresh(Channel::TextMessage)))
}

fn phone() -> Contact {
    Contact::Phone(NewPhone {
        number: "+491701234567".to_owned(),
    })
}

fn codes_on(backup_codes: Option<Vec<Secret>>) -> Taken {
    Taken::Phone(SentCodesOn {
        backup_code_set: backup_codes.as_ref().map(|_| codes_of_first().set),
        backup_codes,
    })
}

impl Walk<EnrolContact> {
    fn gives(self, typed: &str) -> Self {
        self.event(Event::Given(typed.to_owned()))
    }

    fn sent(self, reply: Result<Destination, CallError>) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        self.event(Event::Started(ticket, now, reply))
    }

    fn code(self, code: &str) -> Self {
        self.event(Event::CodeGiven(secret(code)))
    }

    fn server(self, reply: Result<Taken, CallError>) -> Self {
        let (ticket, now) = (self.last_ticket(), self.now);
        self.event(Event::Settled(ticket, now, reply))
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
    fn at_form(self) -> Self {
        self.is(|state| state.step == Step::Form)
    }

    #[track_caller]
    fn has_sent(self, is_sent: bool) -> Self {
        self.is(|state| {
            state
                .sending()
                .is_some_and(|sending| sending.is_sent() == is_sent)
        })
    }

    #[track_caller]
    fn starts(self, contact: Contact) -> Self {
        let ticket = self.last_ticket();
        self.asks(&[Effect::Start(ticket, contact)])
    }
}

fn waiting(given: &str, channel: Channel) -> PendingContact {
    PendingContact {
        given: given.to_owned(),
        destination: destination(channel, Some((400, 12))),
    }
}

fn looked(
    name: &'static str,
    kind: Kind,
    reply: Result<PendingContacts, CallError>,
) -> Walk<EnrolContact> {
    let walk = opened(name, kind).is(EnrolContact::is_looking);
    let (ticket, now) = (walk.last_ticket(), walk.now);
    walk.asks(&[Effect::Look(ticket)])
        .event(Event::Looked(ticket, now, reply))
        .is(|state| !state.is_looking())
}

#[test]
fn after_a_reload_the_code_that_is_out_is_asked_for() {
    let contacts = PendingContacts {
        phone: Some(waiting("+491701234567", Channel::TextMessage)),
        email: Some(waiting("ann@example.org", Channel::Email)),
    };
    let walk = looked("phone reload", Kind::Phone, Ok(contacts.clone()))
        .wakes_in(12)
        .has_sent(true)
        .is(|state| state.given() == Some("+491701234567"))
        .wait(12)
        .woke()
        .event(Event::SendPressed)
        .starts(phone());
    drop(walk);
    looked("email reload", Kind::Email, Ok(contacts))
        .has_sent(true)
        .is(|state| state.given() == Some("ann@example.org"))
        .event(Event::ChangePressed)
        .at_form()
        .is(|state| state.given().is_none());
}

#[test]
fn with_no_code_out_or_no_answer_there_is_the_form() {
    for reply in [
        Ok(PendingContacts::default()),
        Err(CallError::Unreachable),
        Ok(PendingContacts {
            phone: None,
            email: Some(waiting("ann@example.org", Channel::Email)),
        }),
    ] {
        looked("nothing out", Kind::Phone, reply)
            .at_form()
            .asks_nothing()
            .is(|state| state.trouble.is_none());
    }
}

#[test]
fn an_answer_about_what_waits_does_not_overtake_what_was_typed() {
    let walk = opened("late look", Kind::Phone);
    let (ticket, now) = (walk.last_ticket(), walk.now);
    let contacts = PendingContacts {
        phone: Some(waiting("+12025550123", Channel::TextMessage)),
        email: None,
    };
    walk.gives(TYPED)
        .unmoved_by(|walk| walk.event(Event::Looked(ticket, now, Ok(contacts))))
        .is(|state| state.given() == Some("+491701234567"));
}

#[test]
fn a_phone_number_is_confirmed_by_the_code_sent_to_it() {
    let walk = opened("phone", Kind::Phone)
        .gives(TYPED)
        .starts(phone())
        .is(|state| state.is_busy() && state.is_sending())
        .unmoved_by(|walk| walk.gives(TYPED))
        .sent(Ok(fresh(Channel::TextMessage)))
        .wakes_in(30)
        .has_sent(true)
        .code("123 456");
    let ticket = walk.last_ticket();
    let code = secret("123456");
    walk.asks(&[Effect::Confirm(ticket, Kind::Phone, ContactCode { code })])
        .unmoved_by(|walk| walk.code("123456"))
        .unmoved_by(|walk| walk.event(Event::ChangePressed))
        .server(Ok(codes_on(None)))
        .asks(&[Effect::Finish(Confirmed::Phone)])
        .is(|state| state.step == Step::Finished(Confirmed::Phone))
        .unmoved_by(|walk| walk.event(Event::Cancelled));
}

#[test]
fn the_first_method_brings_backup_codes_that_must_be_saved() {
    let made = codes_of_first();
    at_code("first method")
        .code("123456")
        .server(Ok(codes_on(Some(made.codes.clone()))))
        .asks(&[Effect::ShowCodes(made)])
        .is(|state| state.step == Step::BackupCodes(Confirmed::Phone))
        .unmoved_by(|walk| walk.event(Event::Cancelled))
        .event(Event::CodesSaved)
        .asks(&[Effect::Forget, Effect::Finish(Confirmed::Phone)]);
}

#[test]
fn an_email_address_is_confirmed_in_the_same_way() {
    let viewer = Viewer {
        email: "new@example.org".to_owned(),
    };
    opened("email", Kind::Email)
        .gives(" new@example.org ")
        .starts(Contact::Email(NewEmail {
            email: "new@example.org".to_owned(),
        }))
        .sent(Ok(fresh(Channel::Email)))
        .code("123456")
        .server(Ok(Taken::Email(EmailConfirmed {
            viewer: viewer.clone(),
        })))
        .asks(&[Effect::Finish(Confirmed::Email(viewer))]);
}

#[test]
fn what_cannot_be_a_number_or_a_code_is_not_sent() {
    opened("not a number", Kind::Phone)
        .gives("0170 1234567")
        .asks_nothing()
        .sees(fault(Field::Phone, Reason::Malformed))
        .gives("")
        .sees(fault(Field::Phone, Reason::Missing))
        .at_form();
    opened("not an address", Kind::Email)
        .gives("ann")
        .asks_nothing()
        .sees(fault(Field::Email, Reason::Malformed));
    at_code("not a code")
        .code("12345")
        .asks_nothing()
        .sees(fault(Field::Code, Reason::Malformed));
}

#[test]
fn nothing_is_sent_before_the_page_came_up() {
    Walk::<EnrolContact>::new("too early").unmoved_by(|walk| walk.gives(TYPED));
    opened("opened twice", Kind::Phone).unmoved_by(|walk| walk.event(Event::Opened(Kind::Email)));
}

#[test]
fn another_code_goes_to_the_same_number_after_the_countdown() {
    at_code("resend")
        .unmoved_by(|walk| walk.event(Event::SendPressed))
        .wait(30)
        .woke()
        .wakes_in(570)
        .event(Event::SendPressed)
        .starts(phone())
        .has_sent(true)
        .sent(Ok(fresh(Channel::TextMessage)))
        .has_sent(true);
}

#[test]
fn the_number_can_be_changed_and_a_late_word_is_ignored() {
    let walk = at_code("change").wait(30).woke().event(Event::SendPressed);
    walk.event(Event::ChangePressed)
        .asks_nothing()
        .at_form()
        .is(|state| !state.is_busy())
        .unmoved_by(|walk| walk.sent(Ok(fresh(Channel::TextMessage))))
        .unmoved_by(|walk| walk.event(Event::SteppedUp))
        .gives("+1 202 5550123")
        .sent(Ok(fresh(Channel::TextMessage)))
        .has_sent(true);
}

#[test]
fn too_many_codes_shut_the_form_for_the_number_and_not_the_one_for_the_code() {
    let walk = opened("form shut", Kind::Phone)
        .gives(TYPED)
        .sent(too_many_tries(900))
        .wakes_in(900)
        .at_form()
        .is(|state| state.locked_until().is_some());
    let until = walk.now.after_seconds(900);
    walk.sees(Trouble::TooManyCodesSent { until });
    at_code("code open")
        .wait(30)
        .woke()
        .event(Event::SendPressed)
        .sent(too_many_tries(900))
        .is(|state| state.locked_until().is_none())
        .unmoved_by(|walk| walk.event(Event::SendPressed))
        .has_sent(true)
        .code("123456")
        .server(Ok(codes_on(None)))
        .asks(&[Effect::Finish(Confirmed::Phone)]);
}

#[test]
fn a_proof_that_is_asked_for_on_the_way_goes_on_with_the_same_number() {
    opened("step-up", Kind::Phone)
        .gives(TYPED)
        .sent(refused(Problem::StepUpRequired {
            step_up: StepUp::Password,
        }))
        .asks(&[Effect::StepUp(StepUp::Password)])
        .at_form()
        .event(Event::SteppedUp)
        .starts(phone())
        .sent(Ok(fresh(Channel::TextMessage)))
        .has_sent(true);
    opened("step-up, given up", Kind::Phone)
        .gives(TYPED)
        .sent(refused(Problem::StepUpRequired {
            step_up: StepUp::Password,
        }))
        .unmoved_by(|walk| walk.event(Event::StepUpCancelled))
        .at_form();
}

#[test]
fn wrong_and_worn_out_codes_are_told_apart() {
    at_code("wrong")
        .code("000000")
        .server(wrong_code(4))
        .sees(Trouble::WrongCode {
            tries_left: 4,
            until: None,
        })
        .has_sent(true)
        .code("000000")
        .server(wrong_code(0))
        .sees(Trouble::SentCodeExpired)
        .has_sent(false);
}

#[test]
fn a_code_runs_out_by_itself() {
    at_code("runs out")
        .wait(600)
        .woke()
        .asks_nothing()
        .has_sent(false)
        .event(Event::SendPressed)
        .starts(phone());
}

#[test]
fn a_lost_answer_leaves_open_whether_it_is_confirmed() {
    at_code("lost answer")
        .code("123456")
        .server(Err(CallError::TimedOut))
        .sees(Trouble::TookTooLong)
        .code("123456")
        .server(refused(Problem::SentCodeExpired))
        .sees(Trouble::PerhapsConfirmed);
    at_code("lost answer, then a wrong code")
        .code("123456")
        .server(Err(CallError::TimedOut))
        .code("000000")
        .server(wrong_code(0))
        .sees(Trouble::SentCodeExpired);
    at_code("lost answer, and a new code")
        .code("123456")
        .server(Err(CallError::TimedOut))
        .wait(30)
        .woke()
        .event(Event::SendPressed)
        .sent(Ok(fresh(Channel::TextMessage)))
        .code("123456")
        .server(refused(Problem::SentCodeExpired))
        .sees(Trouble::SentCodeExpired);
}

#[test]
fn refusals_keep_the_form() {
    for (problem, trouble) in [
        (
            Problem::TextMessagesUnavailable,
            Trouble::TextMessagesUnavailable,
        ),
        (Problem::NotSignedIn, Trouble::SignedOut),
        (
            Problem::Invalid {
                field: Field::Phone,
                reason: Reason::Malformed,
            },
            fault(Field::Phone, Reason::Malformed),
        ),
    ] {
        opened("refused", Kind::Phone)
            .gives(TYPED)
            .sent(refused(problem))
            .sees(trouble)
            .at_form()
            .gives(TYPED)
            .starts(phone());
    }
}

#[test]
fn giving_up_leaves_and_nothing_brings_it_back() {
    at_code("given up")
        .code("123456")
        .event(Event::Cancelled)
        .asks(&[Effect::Leave])
        .is(|state| state.step == Step::GivenUp)
        .unmoved_by(|walk| walk.server(Ok(codes_on(None))));
}
