//! Setting up an authenticator app.

use super::*;
use contract::{
    authenticator::{Algorithm, Authenticator, AuthenticatorId, Confirmed, PendingAuthenticator},
    backup_codes::BackupCodeSetId,
};
use flow::{
    drift::{Drift, Whose},
    enrol_authenticator::{CodeRefused, Effect, EnrolAuthenticator, Event, Step},
};

fn id() -> AuthenticatorId {
    AuthenticatorId("a1".to_owned())
}

fn pending(with: u8) -> PendingAuthenticator {
    PendingAuthenticator {
        id: id(),
        secret: "CANARYCANARYCANARYCANARYCANARYCA".into(),
        issuer: "Latchkey".to_owned(),
        account: "ann@example.org".to_owned(),
        algorithm: Algorithm::Sha1,
        digits: 6,
        period: 30,
        now: Timestamp(0),
        expires_at: Timestamp(i64::from(with) * 4_000),
    }
}

fn confirmed(with: u8) -> Result<Confirmed, CodeRefused> {
    if !with.is_multiple_of(3) {
        let drift = Drift {
            seconds: 90,
            whose: Whose::Phone,
        };
        return Err(CodeRefused {
            error: error(with),
            drift: (with.is_multiple_of(2)).then_some(drift),
        });
    }
    Ok(Confirmed {
        authenticator: Authenticator {
            id: id(),
            name: "Phone".to_owned(),
            created_at: Timestamp(0),
            last_used_at: None,
        },
        backup_codes: (with.is_multiple_of(2)).then(|| vec!["CANARY".into()]),
        backup_code_set: (with.is_multiple_of(2)).then(|| BackupCodeSetId("s".to_owned())),
        next_code_in: 12,
    })
}

/// An answer to the call that is waited for, or to one of another kind.
fn answer(run: &Run<EnrolAuthenticator>, ticket: Ticket, with: u8) -> Event {
    let kind = match run.machine.step {
        Step::Opening if !with.is_multiple_of(16) => 0,
        _ => with % 3,
    };
    match kind {
        0 => Event::Started {
            ticket,
            sent: run.now,
            received: run.now,
            reply: if with % 4 == 3 {
                Err(error(with))
            } else {
                Ok(pending(with))
            },
        },
        1 => Event::Confirmed(ticket, run.now, confirmed(with / 3)),
        _ => {
            let reply = if with.is_multiple_of(2) {
                Ok(())
            } else {
                Err(error(with))
            };
            Event::DiscardSettled(ticket, run.now, reply)
        }
    }
}

impl Watched for EnrolAuthenticator {
    fn event(run: &Run<Self>, what: u8, with: u8) -> Event {
        match what % 16 {
            0 => Event::Opened,
            1..=4 => Event::CodeGiven {
                code: code(with),
                name: "Phone".to_owned(),
            },
            5 => Event::CodesSaved,
            6 if with.is_multiple_of(4) => Event::RestartDeclined,
            6 if with.is_multiple_of(2) => Event::RestartConfirmed,
            6 => Event::RestartAsked,
            7 if with.is_multiple_of(4) => Event::Discarded,
            8 if !with.is_multiple_of(4) => Event::SteppedUp,
            8 => Event::StepUpCancelled,
            9..=14 => match run.ticket(with) {
                Some(ticket) => answer(run, ticket, with),
                None => Event::Opened,
            },
            _ => Event::Woke(run.now),
        }
    }

    fn answered(event: &Event) -> Option<Ticket> {
        match event {
            Event::Started { ticket, .. }
            | Event::Confirmed(ticket, ..)
            | Event::DiscardSettled(ticket, ..) => Some(*ticket),
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
            Effect::Start(ticket) | Effect::Confirm(ticket, _) | Effect::Discard(ticket, _) => {
                Some(*ticket)
            }
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
    fn setting_up_an_authenticator_keeps_its_rules(stream in happenings()) {
        let mut secret_is_held = false;
        let mut codes_are_held = false;
        run::<EnrolAuthenticator>(stream, |machine, effects| {
            for effect in effects {
                match effect {
                    Effect::Show(_) => secret_is_held = true,
                    Effect::ShowCodes(_) => codes_are_held = true,
                    Effect::Forget => (secret_is_held, codes_are_held) = (false, false),
                    _ => {}
                }
            }
            let shows_codes = matches!(machine.step, Step::BackupCodes(_));
            prop_assert_eq!(secret_is_held, machine.pending().is_some(), "held while it is shown");
            prop_assert_eq!(codes_are_held, shows_codes, "held while they are shown");
            Ok(())
        })?;
    }
}
