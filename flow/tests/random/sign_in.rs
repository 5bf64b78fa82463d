//! Signing in.

use super::*;
use contract::{
    device::Trusted,
    next::Place,
    sign_in::{Credentials, NextStep},
};
use flow::sign_in::{Effect, Event, SignIn, Step};

fn credentials(with: u8) -> Credentials {
    Credentials {
        email: "ann@example.org".to_owned(),
        password: password(with),
    }
}

fn reply(with: u8) -> Result<NextStep, CallError> {
    match with % 12 {
        0 => Ok(NextStep::SignedIn(SignedIn {
            backup_codes_left: with.is_multiple_of(5).then_some(u32::from(with) / 16),
            ..ann()
        })),
        1 => Ok(NextStep::EnrolmentRequired(ann())),
        2 => Ok(NextStep::Password),
        3..=6 => Ok(NextStep::SecondStep(second_step(with))),
        _ => Err(error(with)),
    }
}

/// The way back in.
fn recovering(run: &Run<SignIn>, what: u8, with: u8) -> Event {
    match what % 5 {
        0 => Event::LostAllAsked,
        1 => Event::RecoveryPressed,
        2 => Event::FinishPressed,
        3 if with.is_multiple_of(4) => Event::BackToMethods,
        4 if with.is_multiple_of(3) => match run.on(Line::Confirm, with) {
            Some(ticket) => Event::Confirmed(ticket, reply(with)),
            None => Event::LostAllAsked,
        },
        _ => match run.on(Line::Recover, with) {
            Some(ticket) => {
                let reply = recovery(with).ok_or_else(|| error(with));
                Event::RecoveryReplied(ticket, run.now, reply)
            }
            None => Event::LostAllAsked,
        },
    }
}

/// After both steps, and the choice of trust before them.
fn arriving(run: &Run<SignIn>, what: u8, with: u8) -> Event {
    let place = || Place {
        href: with.is_multiple_of(2).then(|| "/security".to_owned()),
    };
    match (run.ticket(with), what % 2) {
        (Some(ticket), 0) if with.is_multiple_of(3) => {
            let until = Timestamp(0);
            Event::Trusted(ticket, Ok(Trusted { until }))
        }
        (Some(ticket), 0) if with % 3 == 1 => Event::Trusted(ticket, Err(error(with))),
        (Some(ticket), 0) => Event::PlaceFound(ticket, Ok(place())),
        (Some(ticket), _) if with.is_multiple_of(3) => Event::PlaceFound(ticket, Err(error(with))),
        _ => Event::TrustChosen(!with.is_multiple_of(4)),
    }
}

impl Watched for SignIn {
    fn event(run: &Run<Self>, what: u8, with: u8) -> Event {
        match what % 32 {
            0 if with.is_multiple_of(2) => Event::Opened(None),
            0 => Event::Opened(Some(credentials(with))),
            1 | 2 => Event::PasswordGiven(credentials(with)),
            3 => Event::FormRefused(vec![(Field::Email, Reason::Missing)]),
            4 | 5 => Event::Second(SecondEvent::CodeGiven(code(with))),
            6 => Event::Second(SecondEvent::OtherWayAsked),
            7 => Event::Second(SecondEvent::MethodChosen(method(with))),
            8 if with.is_multiple_of(2) => Event::StartedOver,
            9..=11 => match run.ticket(with) {
                Some(ticket) => Event::Replied(ticket, run.now, reply(with)),
                None => Event::Opened(None),
            },
            12..=18 => Event::Second(second_step::prompting(run, what, with)),
            19..=22 => Event::Second(second_step::on_the_way(run, what, with)),
            23..=27 => recovering(run, what, with),
            28 => Event::NextWanted("/security".to_owned()),
            29 | 30 => arriving(run, what, with),
            _ if with.is_multiple_of(4) => Event::Second(SecondEvent::Woke(run.now)),
            _ => Event::Woke(run.now),
        }
    }

    fn heard(event: &Event) -> Option<(Line, Ticket)> {
        match event {
            Event::Second(event) => second_step::heard(event),
            Event::RecoveryReplied(ticket, ..) => Some((Line::Recover, *ticket)),
            Event::Confirmed(ticket, _) => Some((Line::Confirm, *ticket)),
            _ => None,
        }
    }

    fn speaks(effect: &Effect) -> Option<Spoken> {
        match effect {
            Effect::Second(effect) => second_step::speaks(effect),
            Effect::AskRecovery(ticket) => Some(Spoken::Begin(Line::Recover, *ticket)),
            Effect::Confirm(ticket) => Some(Spoken::Begin(Line::Confirm, *ticket)),
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
            Event::Replied(ticket, ..)
            | Event::Trusted(ticket, _)
            | Event::PlaceFound(ticket, _) => Some(*ticket),
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
            Effect::Read(ticket)
            | Effect::Submit(ticket, _)
            | Effect::Prove(ticket, _)
            | Effect::SignInWithPasskey(ticket, _)
            | Effect::Cancel(ticket)
            | Effect::FinishRecovery(ticket)
            | Effect::Trust(ticket)
            | Effect::FindNext(ticket, _) => Some(*ticket),
            _ => None,
        }
    }

    fn wake(effect: &Effect) -> Option<Moment> {
        match effect {
            Effect::Wake(moment) | Effect::Second(SecondEffect::Wake(moment)) => Some(*moment),
            _ => None,
        }
    }

    fn may_overtake(event: &Event) -> bool {
        // A call on a line of its own keeps a person waiting too; its answer may lead to another.
        matches!(event, Event::StartedOver | Event::RecoveryReplied(..))
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
            let is_way_out = |effect: &&Effect| {
                matches!(
                    effect,
                    Effect::Leave(_)
                        | Effect::LeaveTo(..)
                        | Effect::OfferPasskey(_)
                        | Effect::OfferBackupCodes(..)
                        | Effect::AdvisePassword(..)
                        | Effect::Enrol(..)
                        | Effect::Recovered(_)
                )
            };
            left += effects.iter().filter(is_way_out).count();
            prop_assert_eq!(left, usize::from(machine.is_over()), "left once, at the end");
            if let Some(shown) = machine.second.shown() {
                prop_assert!(machine.second.methods().contains(&shown));
            }
            let asks = |effect: &Effect| matches!(effect, Effect::Second(SecondEffect::AskPasskey(..)));
            let is_dialog = |effect: &Effect| {
                matches!(effect, Effect::Second(SecondEffect::AskPasskey(_, _, ceremony)) if *ceremony != Ceremony::Autofill)
            };
            prop_assert!(!effects.iter().any(asks) || !machine.is_busy(), "asked while busy");
            prop_assert!(!effects.iter().any(is_dialog) || machine.second.is_prompting());
            prop_assert!(!machine.second.is_prompting() || machine.can_use_passkey(), "no button for it");
            let channel = machine.second.shown().and_then(Method::channel);
            for effect in effects {
                match effect {
                    Effect::Second(SecondEffect::SendCode(_, to)) => {
                        prop_assert!(channel == Some(*to) && !machine.is_busy(), "sent unseen");
                        prop_assert!(machine.second.is_sending());
                    }
                    Effect::Second(SecondEffect::ListenForCode(_)) => prop_assert!(
                        channel == Some(Channel::TextMessage) && !machine.is_busy(),
                        "heard unseen"
                    ),
                    Effect::FillCode(_) => prop_assert!(!machine.submits_itself()),
                    Effect::Trust(_) => prop_assert!(matches!(machine.step, Step::Arriving(_))),
                    _ => {}
                }
            }
            prop_assert!(!machine.trusts() || machine.trust_days() > 0, "trust unasked");
            if let Step::Recovery(recovering) = &machine.step {
                prop_assert!(machine.explains_recovery());
                prop_assert!(!recovering.can_ask() || machine.can_recover());
                prop_assert_eq!(recovering.stage, machine.recovery());
            }
            Ok(())
        })?;
    }
}
