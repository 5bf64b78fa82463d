//! Errands.

use super::*;
use contract::recovery::PasswordReset;
use flow::errand::{Effect, Errand, Event, Step};

type Reset = Errand<PasswordReset, u8>;

impl Watched for Reset {
    fn event(run: &Run<Self>, what: u8, with: u8) -> Self::Event {
        match what % 6 {
            0 | 1 => Event::Given(PasswordReset {
                token: Secret::from(CANARY),
                password: password(with),
            }),
            2 => Event::FormRefused(vec![(Field::Password, Reason::Common)]),
            3 | 4 => match run.ticket(with) {
                Some(ticket) if with.is_multiple_of(4) => Event::Replied(ticket, run.now, Ok(with)),
                Some(ticket) => Event::Replied(ticket, run.now, Err(error(with))),
                None => Event::FormRefused(Vec::new()),
            },
            _ => Event::Woke(run.now),
        }
    }

    fn answered(event: &Self::Event) -> Option<Ticket> {
        match event {
            Event::Replied(ticket, ..) => Some(*ticket),
            _ => None,
        }
    }

    fn woken(event: &Self::Event) -> Option<Moment> {
        match event {
            Event::Woke(now) => Some(*now),
            _ => None,
        }
    }

    fn call(effect: &Self::Effect) -> Option<Ticket> {
        match effect {
            Effect::Call(ticket, _) => Some(*ticket),
            Effect::Wake(_) => None,
        }
    }

    fn wake(effect: &Self::Effect) -> Option<Moment> {
        match effect {
            Effect::Wake(moment) => Some(*moment),
            Effect::Call(..) => None,
        }
    }

    fn may_overtake(_event: &Self::Event) -> bool {
        false
    }

    fn is_busy(&self) -> bool {
        self.is_busy()
    }

    fn is_over(&self) -> bool {
        self.outcome().is_some()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn an_errand_keeps_its_rules(stream in happenings()) {
        run::<Reset>(stream, |machine, _| {
            prop_assert!(machine.step == Step::Open || !machine.is_busy() && machine.trouble.is_none());
            Ok(())
        })?;
    }
}
