//! After both steps: trust, where to go, and what is offered before.

use super::*;
use contract::{Timestamp, device::Trusted, next::Place, problem::Reason};

impl Walk<SignIn> {
    fn wants(self, next: &str) -> Self {
        self.event(Event::NextWanted(next.to_owned()))
    }

    fn trust(self, is_trusted: bool) -> Self {
        self.event(Event::TrustChosen(is_trusted))
    }

    fn trusted(self, reply: Result<Trusted, CallError>) -> Self {
        let ticket = self.last_ticket();
        self.event(Event::Trusted(ticket, reply))
    }

    fn found(self, reply: Result<Place, CallError>) -> Self {
        let ticket = self.last_ticket();
        self.event(Event::PlaceFound(ticket, reply))
    }

    fn found_place(self, href: &str) -> Self {
        let href = Some(href.to_owned());
        self.found(Ok(Place { href }))
    }

    #[track_caller]
    fn has_trusted(self) -> Self {
        let ticket = self.last_ticket();
        self.asks(&[Effect::Trust(ticket)])
    }

    #[track_caller]
    fn has_looked_for(self, next: &str) -> Self {
        let ticket = self.last_ticket();
        self.asks(&[Effect::FindNext(ticket, next.to_owned())])
    }

    #[track_caller]
    fn arriving(self) -> Self {
        self.is(|state| state.step == Step::Arriving(ann()) && state.is_busy())
    }
}

const TRUSTED: Trusted = Trusted {
    until: Timestamp(1_000),
};

fn trustful() -> SecondStep {
    SecondStep {
        trust_days: 30,
        ..both()
    }
}

/// The second step, where this browser can be trusted.
fn at_trust(name: &'static str) -> Walk<SignIn> {
    walk(name).password().says(second(trustful()))
}

#[test]
fn trust_is_offered_and_not_chosen() {
    at_trust("no choice")
        .is(|state| state.trust_days() == 30 && !state.trusts() && !state.submits_itself())
        .code("123456")
        .says(done())
        .ends();
}

#[test]
fn where_no_trust_is_offered_none_can_be_chosen() {
    at_second_step("no offer")
        .is(|state| state.trust_days() == 0 && state.submits_itself())
        .trust(true)
        .is(|state| !state.trusts())
        .code("123456")
        .says(done())
        .ends();
}

#[test]
fn a_code_is_sent_off_by_itself_once_trust_is_decided() {
    at_trust("decided")
        .trust(false)
        .is(|state| state.submits_itself() && !state.trusts())
        .trust(true)
        .is(|state| state.submits_itself() && state.trusts());
    at_trust("backup code")
        .trust(true)
        .second(SecondEvent::MethodChosen(Method::BackupCode))
        .is(|state| !state.submits_itself());
}

#[test]
fn trust_outlives_a_wrong_code() {
    at_trust("wrong, then right")
        .trust(true)
        .code("000000")
        .server(wrong_code(4))
        .is(SignIn::trusts)
        .code("123456")
        .says(done())
        .has_trusted()
        .arriving()
        .unmoved_by(|walk| walk.code("123456"))
        .unmoved_by(Walk::woke)
        .unmoved_by(|walk| walk.event(Event::StartedOver))
        .trusted(Ok(TRUSTED))
        .ends()
        .unmoved_by(|walk| walk.trusted(Ok(TRUSTED)));
}

#[test]
fn a_browser_that_could_not_be_trusted_stops_nobody() {
    for error in [
        CallError::TimedOut,
        CallError::Refused(Problem::TrustUnavailable),
    ] {
        at_trust("not trusted")
            .trust(true)
            .code("123456")
            .says(done())
            .trusted(Err(error))
            .ends();
    }
}

#[test]
fn trust_is_for_this_sign_in_only() {
    at_trust("begun again")
        .trust(true)
        .event(Event::StartedOver)
        .says(NextStep::Password)
        .is(|state| !state.trusts() && state.trust_days() == 0)
        .password()
        .says(second(trustful()))
        .is(|state| !state.trusts())
        .code("123456")
        .says(done())
        .ends();
}

#[test]
fn whoever_signed_in_in_another_tab_is_not_trusted_here() {
    at_trust("another tab")
        .trust(true)
        .code("123456")
        .server(refused(Problem::SignInExpired))
        .says(done())
        .ends();
}

#[test]
fn a_heard_code_waits_for_the_decision_about_trust() {
    let offer = SecondStep {
        trust_days: 30,
        ..by_message(Some((600, 0)))
    };
    let walk = walk("heard, undecided").password().says(second(offer));
    let listen = walk.last_listen();
    let walk = walk.second(SecondEvent::CodeHeard(listen, secret("123456")));
    let again = walk.last_listen();
    walk.asks(&[
        Effect::FillCode(secret("123456")),
        Effect::Second(SecondEffect::ListenForCode(again)),
    ])
    .trust(true)
    .second(SecondEvent::CodeHeard(again, secret("654321")))
    .proves(Proof::TextMessage {
        code: secret("654321"),
    });
}

#[test]
fn the_server_says_whether_the_place_may_be_gone_to() {
    let place = "https://app.example.org/board?x=1";
    Walk::<SignIn>::new("next")
        .wants(place)
        .opened()
        .says(NextStep::Password)
        .password()
        .says(done())
        .has_looked_for(place)
        .arriving()
        .found_place(place)
        .asks(&[Effect::LeaveTo(place.to_owned(), ann())])
        .is(|state| state.step == Step::Done)
        .unmoved_by(|walk| walk.found_place(place));
}

#[test]
fn a_place_that_is_not_allowed_or_not_found_out_is_not_gone_to() {
    for reply in [
        Ok(Place { href: None }),
        Err(CallError::Unreachable),
        refused(Problem::Malformed),
    ] {
        Walk::<SignIn>::new("not allowed")
            .wants("https://evil.example")
            .opened()
            .says(done())
            .has_looked_for("https://evil.example")
            .found(reply)
            .ends();
    }
}

#[test]
fn trust_comes_before_the_place() {
    at_trust("trust and next")
        .wants("/board")
        .trust(true)
        .code("123456")
        .says(done())
        .has_trusted()
        .unmoved_by(|walk| walk.found_place("/board"))
        .trusted(Ok(TRUSTED))
        .has_looked_for("/board")
        .found_place("/board")
        .asks(&[Effect::LeaveTo("/board".to_owned(), ann())]);
}

fn with_codes_left(left: u32) -> SignedIn {
    SignedIn {
        backup_codes_left: Some(left),
        offer_passkey: true,
        ..ann()
    }
}

#[test]
fn new_backup_codes_are_offered_before_the_last_are_gone() {
    for left in [0, 1, 2] {
        let signed_in = with_codes_left(left);
        at_second_step("few left")
            .second(SecondEvent::SupportKnown(WORKS))
            .second(SecondEvent::MethodChosen(Method::BackupCode))
            .code("0123-4567-89ab-cdef")
            .says(NextStep::SignedIn(signed_in.clone()))
            .asks(&[Effect::OfferBackupCodes(signed_in, None)]);
    }
    let signed_in = with_codes_left(3);
    at_second_step("enough left")
        .second(SecondEvent::SupportKnown(WORKS))
        .second(SecondEvent::MethodChosen(Method::BackupCode))
        .code("0123-4567-89ab-cdef")
        .says(NextStep::SignedIn(signed_in.clone()))
        .asks(&[Effect::OfferPasskey(signed_in)]);
}

#[test]
fn the_offer_of_backup_codes_knows_where_to_go_on() {
    let signed_in = with_codes_left(1);
    at_second_step("few left, and a place")
        .wants("/board")
        .second(SecondEvent::MethodChosen(Method::BackupCode))
        .code("0123-4567-89ab-cdef")
        .says(NextStep::SignedIn(signed_in.clone()))
        .has_looked_for("/board")
        .found_place("/board")
        .asks(&[Effect::OfferBackupCodes(
            signed_in,
            Some("/board".to_owned()),
        )]);
}

#[test]
fn advice_about_the_password_comes_before_the_place() {
    let signed_in = SignedIn {
        password_advice: Some(Reason::Breached),
        ..ann()
    };
    walk("advice, and a place")
        .wants("/board")
        .password()
        .says(NextStep::SignedIn(signed_in.clone()))
        .has_looked_for("/board")
        .found_place("/board")
        .asks(&[Effect::AdvisePassword(
            signed_in.clone(),
            "/board".to_owned(),
        )]);
    walk("advice, and no place")
        .password()
        .says(NextStep::SignedIn(signed_in.clone()))
        .asks(&[Effect::Leave(signed_in)]);
}

#[test]
fn a_passkey_is_offered_only_to_whoever_goes_nowhere() {
    let signed_in = SignedIn {
        offer_passkey: true,
        ..ann()
    };
    walk("place before passkey")
        .wants("/board")
        .second(SecondEvent::SupportKnown(WORKS))
        .password()
        .says(NextStep::SignedIn(signed_in.clone()))
        .found_place("/board")
        .asks(&[Effect::LeaveTo("/board".to_owned(), signed_in)]);
}

#[test]
fn whoever_must_enrol_does_that_first_and_goes_on_from_there() {
    walk("enrol before next")
        .wants("/board")
        .password()
        .says(NextStep::EnrolmentRequired(ann()))
        .asks(&[Effect::Enrol(ann(), Some("/board".to_owned()))]);
}
