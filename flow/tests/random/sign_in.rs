//! Signing in.

use super::*;
use contract::sign_in::{Credentials, NextStep};
use flow::sign_in::{Effect, Event, SignIn, Step};

fn credentials(with: u8) -> Credentials {
    Credentials {
        email: "ann@example.org".to_owned(),
        password: password(with),
    }
}

fn reply(with: u8) -> Result<NextStep, CallError> {
    match with % 12 {
        0 => Ok(NextStep::SignedIn(ann())),
        1 => Ok(NextStep::EnrolmentRequired(ann())),
        2 => Ok(NextStep::Password),
        3..=6 => Ok(NextStep::SecondStep(second_step(with))),
        _ => Err(error(with)),
    }
}

impl Watched for SignIn {
    fn event(run: &Run<Self>, what: u8, with: u8) -> Event {
        match what % 12 {
            0 if with.is_multiple_of(2) => Event::Opened(None),
            0 => Event::Opened(Some(credentials(with))),
            1 | 2 => Event::PasswordGiven(credentials(with)),
            3 => Event::FormRefused(vec![(Field::Email, Reason::Missing)]),
            4 | 5 => Event::CodeGiven(code(with)),
            6 => Event::OtherWayAsked,
            7 => Event::MethodChosen(method(with)),
            8 if with.is_multiple_of(2) => Event::StartedOver,
            9..=11 => match run.ticket(with) {
                Some(ticket) => Event::Replied(ticket, run.now, reply(with)),
                None => Event::Opened(None),
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
            Effect::Read(ticket)
            | Effect::Submit(ticket, _)
            | Effect::Prove(ticket, _)
            | Effect::Cancel(ticket) => Some(*ticket),
            Effect::Wake(_) | Effect::Leave(_) | Effect::Enrol(_) => None,
        }
    }

    fn wake(effect: &Effect) -> Option<Moment> {
        match effect {
            Effect::Wake(moment) => Some(*moment),
            _ => None,
        }
    }

    fn may_overtake(event: &Event) -> bool {
        matches!(event, Event::StartedOver)
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
    fn signing_in_keeps_its_rules(stream in happenings()) {
        let mut left = 0;
        run::<SignIn>(stream, |machine, effects| {
            let is_way_out = |effect: &&Effect| matches!(effect, Effect::Leave(_) | Effect::Enrol(_));
            left += effects.iter().filter(is_way_out).count();
            prop_assert_eq!(left, usize::from(machine.is_over()), "left once, at the end");
            if let Some(shown) = machine.shown() {
                prop_assert!(machine.methods().contains(&shown));
            }
            Ok(())
        })?;
    }
}
