//! Proving it again.

use super::*;
use contract::step_up::SteppedUp;
use flow::step_up::{Effect, Event, StepUp};

impl Watched for StepUp {
    fn event(run: &Run<Self>, what: u8, with: u8) -> Event {
        let reply = if with.is_multiple_of(3) {
            Ok(SteppedUp {
                until: Timestamp(0),
                backup_codes_left: None,
            })
        } else {
            Err(error(with))
        };
        match what % 12 {
            0..=2 => Event::Asked(step_up(with)),
            3 | 4 => Event::PasswordGiven(password(with)),
            5 | 6 => Event::CodeGiven(code(with)),
            7 if with.is_multiple_of(2) => Event::OtherWayAsked,
            7 => Event::MethodChosen(method(with)),
            8 if with.is_multiple_of(3) => Event::Cancelled,
            9..=11 => match run.ticket(with) {
                Some(ticket) => Event::Replied(ticket, run.now, reply),
                None => Event::OtherWayAsked,
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
            Effect::ProvePassword(ticket, _) | Effect::Prove(ticket, _) => Some(*ticket),
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
        false
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn proving_it_again_keeps_its_rules(stream in happenings()) {
        let mut was_open = false;
        run::<StepUp>(stream, |machine, effects| {
            let is_end = |effect: &&Effect| matches!(effect, Effect::Resume(_) | Effect::GiveUp);
            let ends = effects.iter().filter(is_end).count();
            let closed = was_open && !machine.is_open();
            prop_assert_eq!(ends, usize::from(closed), "each question ends once, with one outcome");
            prop_assert!(machine.is_open() || !machine.is_busy() && machine.trouble.is_none());
            was_open = machine.is_open();
            Ok(())
        })?;
    }
}
