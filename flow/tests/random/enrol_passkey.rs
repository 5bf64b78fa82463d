//! Making a passkey or security key.

use super::*;
use contract::{
    backup_codes::BackupCodeSetId,
    passkey::{NewPasskey, PasskeyAdded, PasskeyCreation, PasskeyKind},
};
use flow::enrol_passkey::{Effect, EnrolPasskey, Event, Step};

fn creation(name: &str, with: u8) -> Result<PasskeyCreation, CallError> {
    if with % 4 == 3 {
        return Err(error(with));
    }
    let expires_in = u32::from(with) * 3;
    Ok(PasskeyCreation {
        expires_in,
        ..passkeys::creation(name)
    })
}

fn made(name: &str, with: u8) -> Result<NewPasskey, PasskeyError> {
    if with.is_multiple_of(3) {
        Err(browser_error(with / 3))
    } else {
        Ok(passkeys::made(name))
    }
}

fn added(with: u8) -> Result<PasskeyAdded, CallError> {
    if !with.is_multiple_of(4) {
        return Err(error(with));
    }
    Ok(PasskeyAdded {
        passkey: passkeys::passkey(PasskeyKind::Passkey),
        backup_codes: (with.is_multiple_of(8)).then(|| vec!["CANARY".into()]),
        backup_code_set: (with.is_multiple_of(8)).then(|| BackupCodeSetId("s".to_owned())),
    })
}

impl Watched for EnrolPasskey {
    fn event(run: &Run<Self>, what: u8, with: u8) -> Event {
        match what % 20 {
            0 | 1 => Event::Opened(PasskeyKind::Passkey, support(with)),
            2..=4 => Event::CreatePressed,
            5 => Event::PromptStopped,
            6 => Event::SaveAgainPressed,
            7 => Event::CodesSaved,
            8 => Event::RestartAsked,
            9 if with.is_multiple_of(8) => Event::Cancelled,
            9 => Event::SteppedUp,
            10 if with.is_multiple_of(4) => Event::StepUpCancelled,
            10..=12 => match any_of(&run.fetches, with) {
                Some(ticket) => {
                    Event::CreationFetched(ticket, run.now, creation(&run.new_name(), with))
                }
                None => Event::Opened(PasskeyKind::SecurityKey, passkeys::WORKS),
            },
            13..=15 => match any_of(&run.prompts, with) {
                Some(ticket) => Event::Created(ticket, run.now, made(&run.asked(with), with)),
                None => Event::CreatePressed,
            },
            16..=18 => match run.ticket(with) {
                Some(ticket) => Event::Saved(ticket, run.now, added(with)),
                None => Event::CreatePressed,
            },
            _ => Event::Woke(run.now),
        }
    }

    fn prompted(event: &Event) -> Option<Prompted> {
        match event {
            Event::CreationFetched(ticket, _, reply) => {
                let name = reply.as_ref().ok().map(|order| order.ceremony.0.clone());
                Some(Prompted::Question(*ticket, name))
            }
            Event::Created(ticket, ..) => Some(Prompted::Answer(*ticket)),
            _ => None,
        }
    }

    fn prompts(effect: &Effect) -> Option<Prompts> {
        match effect {
            Effect::FetchCreation(ticket, _) => Some(Prompts::Fetch(*ticket)),
            Effect::Create(ticket, order) => Some(Prompts::Ask(*ticket, order.ceremony.0.clone())),
            Effect::StopAsking => Some(Prompts::Stop),
            _ => None,
        }
    }

    fn answered(event: &Event) -> Option<Ticket> {
        match event {
            Event::Saved(ticket, ..) => Some(*ticket),
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
            Effect::Save(ticket, _) => Some(*ticket),
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
    fn making_a_passkey_keeps_its_rules(stream in happenings()) {
        let mut codes_are_held = false;
        // Whether an answer was lost since something was made, so that the server may have kept it.
        let mut is_saving = false;
        let mut was_prompting = false;
        run::<EnrolPasskey>(stream, |machine, effects| {
            for effect in effects {
                match effect {
                    Effect::ShowCodes(_) => codes_are_held = true,
                    Effect::Forget => codes_are_held = false,
                    Effect::SignalUnknown(_) => {
                        prop_assert!(is_saving, "signalled without an answer of the server");
                        prop_assert!(
                            !matches!(machine.step, Step::Finished(_) | Step::BackupCodes(_) | Step::Unsaved),
                            "signalled, and kept"
                        );
                    }
                    _ => {}
                }
            }
            let shows_codes = matches!(machine.step, Step::BackupCodes(_));
            prop_assert_eq!(codes_are_held, shows_codes, "held while they are shown");
            let asks = effects.iter().any(|effect| matches!(effect, Effect::Create(..)));
            prop_assert!(was_prompting || asks == machine.is_prompting(), "prompting is asking");
            is_saving = machine.step == Step::Saving;
            was_prompting = machine.is_prompting();
            Ok(())
        })?;
    }
}
