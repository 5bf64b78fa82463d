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
        match what % 20 {
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
            12 if !with.is_multiple_of(4) => Event::SupportKnown(support(with)),
            12 => Event::PromptStopped,
            13 | 14 => Event::PasskeyPressed,
            15 | 16 => match any_of(&run.fetches, with) {
                Some(ticket) => {
                    let reply = question(&run.new_name(), with);
                    Event::QuestionCame(ticket, run.now, reply)
                }
                None => Event::SupportKnown(passkeys::WORKS),
            },
            17 | 18 => match any_of(&run.prompts, with) {
                Some(ticket) => {
                    let reply = browser(&run.asked(with), with);
                    Event::PasskeyAnswered(ticket, run.now, reply)
                }
                None => Event::PasskeyPressed,
            },
            _ => Event::Woke(run.now),
        }
    }

    fn prompted(event: &Event) -> Option<Prompted> {
        match event {
            Event::QuestionCame(ticket, _, reply) => {
                let name = reply
                    .as_ref()
                    .ok()
                    .map(|question| question.ceremony.0.clone());
                Some(Prompted::Question(*ticket, name))
            }
            Event::PasskeyAnswered(ticket, ..) => Some(Prompted::Answer(*ticket)),
            _ => None,
        }
    }

    fn prompts(effect: &Effect) -> Option<Prompts> {
        match effect {
            Effect::FetchQuestion(ticket, _) => Some(Prompts::Fetch(*ticket)),
            Effect::AskPasskey(ticket, question, _) => {
                Some(Prompts::Ask(*ticket, question.ceremony.0.clone()))
            }
            Effect::StopAsking => Some(Prompts::Stop),
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
            Event::Woke(now) => Some(*now),
            _ => None,
        }
    }

    fn call(effect: &Effect) -> Option<Ticket> {
        match effect {
            Effect::Read(ticket)
            | Effect::Submit(ticket, _)
            | Effect::Prove(ticket, _)
            | Effect::SignInWithPasskey(ticket, _)
            | Effect::Cancel(ticket) => Some(*ticket),
            _ => None,
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
            let is_way_out = |effect: &&Effect| {
                matches!(
                    effect,
                    Effect::Leave(_) | Effect::OfferPasskey(_) | Effect::Enrol(_)
                )
            };
            left += effects.iter().filter(is_way_out).count();
            prop_assert_eq!(left, usize::from(machine.is_over()), "left once, at the end");
            if let Some(shown) = machine.shown() {
                prop_assert!(machine.methods().contains(&shown));
            }
            let asks = |effect: &Effect| matches!(effect, Effect::AskPasskey(..));
            let is_dialog = |effect: &Effect| {
                matches!(effect, Effect::AskPasskey(_, _, ceremony) if *ceremony != Ceremony::Autofill)
            };
            prop_assert!(!effects.iter().any(asks) || !machine.is_busy(), "asked while busy");
            prop_assert!(!effects.iter().any(is_dialog) || machine.is_prompting());
            prop_assert!(!machine.is_prompting() || machine.can_use_passkey(), "no button for it");
            Ok(())
        })?;
    }
}
