//! Confirming a phone number or an email address.

use super::*;
use contract::{
    backup_codes::BackupCodeSetId,
    contact::{EmailConfirmed, SentCodesOn},
};
use flow::enrol_contact::{Effect, EnrolContact, Event, Kind, Step, Taken};

/// An answer to the call that is waited for, or to one of another kind.
fn answer(run: &Run<EnrolContact>, ticket: Ticket, with: u8) -> Event {
    let is_sending = run.machine.is_sending() != with.is_multiple_of(16);
    if is_sending {
        let reply = if with % 4 == 3 {
            Err(error(with / 4))
        } else {
            Ok(destination(Channel::TextMessage, with))
        };
        return Event::Started(ticket, run.now, reply);
    }
    let taken = match with % 8 {
        0 => Ok(Taken::Phone(SentCodesOn {
            backup_codes: Some(vec![CANARY.into()]),
            backup_code_set: Some(BackupCodeSetId("s".to_owned())),
        })),
        1 => Ok(Taken::Phone(SentCodesOn {
            backup_codes: None,
            backup_code_set: None,
        })),
        2 => Ok(Taken::Email(EmailConfirmed {
            viewer: ann().viewer,
        })),
        _ => Err(error(with / 4)),
    };
    Event::Settled(ticket, run.now, taken)
}

impl Watched for EnrolContact {
    fn event(run: &Run<Self>, what: u8, with: u8) -> Event {
        match what % 18 {
            0 if with.is_multiple_of(2) => Event::Opened(Kind::Phone),
            0 => Event::Opened(Kind::Email),
            1 | 2 => Event::Given("+49 170 1234567".to_owned()),
            3 => Event::Given("ann@example.org".to_owned()),
            4..=6 => Event::CodeGiven(code(with)),
            7 => Event::SendPressed,
            8 if with.is_multiple_of(2) => Event::ChangePressed,
            9 => Event::CodesSaved,
            10 if with.is_multiple_of(8) => Event::Cancelled,
            10 => Event::SteppedUp,
            11 => Event::StepUpCancelled,
            12..=16 => match run.ticket(with) {
                Some(ticket) => answer(run, ticket, with),
                None => Event::Opened(Kind::Phone),
            },
            _ => Event::Woke(run.now),
        }
    }

    fn answered(event: &Event) -> Option<Ticket> {
        match event {
            Event::Started(ticket, ..) | Event::Settled(ticket, ..) => Some(*ticket),
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
            Effect::Start(ticket, _) | Effect::Confirm(ticket, ..) => Some(*ticket),
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
        matches!(self.step, Step::Finished(_) | Step::GivenUp)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn confirming_a_contact_keeps_its_rules(stream in happenings()) {
        let mut codes_are_held = false;
        let mut left = 0;
        run::<EnrolContact>(stream, |machine, effects| {
            for effect in effects {
                match effect {
                    Effect::ShowCodes(_) => codes_are_held = true,
                    Effect::Forget => codes_are_held = false,
                    Effect::Finish(_) | Effect::Leave => left += 1,
                    _ => {}
                }
            }
            let shows_codes = matches!(machine.step, Step::BackupCodes(_));
            prop_assert_eq!(codes_are_held, shows_codes, "held while they are shown");
            prop_assert_eq!(left, usize::from(machine.is_over()), "left once, at the end");
            prop_assert!(machine.kind().is_some() || machine.sending().is_none());
            Ok(())
        })?;
    }
}
