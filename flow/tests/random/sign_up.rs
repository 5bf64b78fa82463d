//! Signing up.

use super::*;
use contract::{sign_in::NextStep, sign_up::NewAccount};
use flow::sign_up::{Effect, Event, SignUp, SignUpReply, Step};

fn reply(with: u8) -> SignUpReply {
    match with % 12 {
        0 => SignUpReply::SignIn(Ok(NextStep::SignedIn(ann()))),
        1 => SignUpReply::SignIn(Ok(NextStep::EnrolmentRequired(ann()))),
        2 => SignUpReply::SignIn(Ok(NextStep::SecondStep(second_step(with)))),
        3..=7 => SignUpReply::SignIn(Err(error(with))),
        _ => SignUpReply::Refused(error(with)),
    }
}

impl Watched for SignUp {
    fn event(run: &Run<Self>, what: u8, with: u8) -> Event {
        match what % 6 {
            0 | 1 => Event::AccountGiven(NewAccount {
                email: "ann@example.org".to_owned(),
                password: password(with),
            }),
            2 => Event::FormRefused(vec![(Field::Email, Reason::Missing)]),
            3 | 4 => match run.ticket(with) {
                Some(ticket) => Event::Replied(ticket, run.now, reply(with)),
                None => Event::FormRefused(Vec::new()),
            },
            _ => Event::Woke(run.now),
        }
    }

    fn answered(event: &Event) -> Option<Ticket> {
        match event {
            Event::Replied(ticket, ..) => Some(*ticket),
            _ => None,
        }
    }

    fn woken(event: &Event) -> Option<Moment> {
        match event {
            Event::Woke(now) => Some(*now),
            _ => None,
        }
    }

    fn call(effect: &Effect) -> Option<Ticket> {
        match effect {
            Effect::SignUp(ticket, _) => Some(*ticket),
            _ => None,
        }
    }

    fn wake(effect: &Effect) -> Option<Moment> {
        match effect {
            Effect::Wake(moment) => Some(*moment),
            _ => None,
        }
    }

    fn may_overtake(_event: &Event) -> bool {
        false
    }

    fn is_busy(&self) -> bool {
        self.is_busy()
    }

    fn is_over(&self) -> bool {
        self.step == Step::Done
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn signing_up_keeps_its_rules(stream in happenings()) {
        let mut left = 0;
        run::<SignUp>(stream, |machine, effects| {
            let is_way_out = |effect: &&Effect| {
                matches!(effect, Effect::Leave(_) | Effect::Enrol(_) | Effect::ContinueSignIn)
            };
            left += effects.iter().filter(is_way_out).count();
            prop_assert_eq!(left, usize::from(machine.is_over()), "left once, at the end");
            Ok(())
        })?;
    }
}
