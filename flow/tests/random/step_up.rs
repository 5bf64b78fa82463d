//! Proving it again.

use super::*;
use contract::step_up::SteppedUp;
use flow::step_up::{Effect, Event, StepUp};

impl Watched for StepUp {
    fn event(run: &Run<Self>, what: u8, with: u8) -> Event {
        let reply = if with.is_multiple_of(3) {
            Ok(SteppedUp {
                open_for: 600,
                backup_codes_left: None,
            })
        } else {
            Err(error(with))
        };
        match what % 24 {
            0..=2 => Event::Asked(run.now, step_up(with)),
            3 | 4 => Event::PasswordGiven(password(with)),
            5 | 6 => Event::Second(SecondEvent::CodeGiven(code(with))),
            7 if with.is_multiple_of(2) => Event::Second(SecondEvent::OtherWayAsked),
            7 => Event::Second(SecondEvent::MethodChosen(method(with))),
            8 if with.is_multiple_of(3) => Event::Cancelled,
            9..=11 => match run.ticket(with) {
                Some(ticket) => Event::Replied(ticket, run.now, reply),
                None => Event::Second(SecondEvent::OtherWayAsked),
            },
            12..=18 => Event::Second(second_step::prompting(run, what, with)),
            19..=22 => Event::Second(second_step::on_the_way(run, what, with)),
            _ if with.is_multiple_of(4) => Event::Second(SecondEvent::Woke(run.now)),
            _ => Event::Woke(run.now),
        }
    }

    fn heard(event: &Event) -> Option<(Line, Ticket)> {
        match event {
            Event::Second(event) => second_step::heard(event),
            _ => None,
        }
    }

    fn speaks(effect: &Effect) -> Option<Spoken> {
        match effect {
            Effect::Second(effect) => second_step::speaks(effect),
            _ => None,
        }
    }

    fn prompted(event: &Event) -> Option<Prompted> {
        match event {
            Event::Second(event) => second_step::prompted(event),
            _ => None,
        }
    }

    fn prompts(effect: &Effect) -> Option<Prompts> {
        match effect {
            Effect::Second(effect) => second_step::prompts(effect),
            _ => None,
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
            Event::Woke(now) | Event::Second(SecondEvent::Woke(now)) => Some(*now),
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
            Effect::Wake(moment) | Effect::Second(SecondEffect::Wake(moment)) => Some(*moment),
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
            let is_autofill = |effect: &Effect| {
                matches!(effect, Effect::Second(SecondEffect::AskPasskey(_, _, Ceremony::Autofill)))
            };
            prop_assert!(!effects.iter().any(is_autofill), "only a press opens a dialog");
            prop_assert!(!machine.second.is_prompting() || machine.second.can_use_passkey() && !machine.is_busy());
            let sends = |effect: &Effect| {
                matches!(effect, Effect::Second(SecondEffect::SendCode(..) | SecondEffect::ListenForCode(_)))
            };
            let has_form = machine.second.sending().is_some() && !machine.is_busy();
            prop_assert!(!effects.iter().any(sends) || has_form, "sent or heard unseen");
            was_open = machine.is_open();
            Ok(())
        })?;
    }
}
