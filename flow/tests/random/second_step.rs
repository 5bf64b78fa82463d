//! The second step, as signing in and step-up embed it.

use super::*;

/// The browser's prompt, and the challenge for it.
pub fn prompting<M: Watched>(run: &Run<M>, what: u8, with: u8) -> SecondEvent {
    match what {
        12 if !with.is_multiple_of(4) => SecondEvent::SupportKnown(support(with)),
        12 => SecondEvent::PromptStopped,
        15 | 16 => match any_of(&run.fetches, with) {
            Some(ticket) => {
                let reply = question(&run.new_name(), with);
                SecondEvent::ChallengeFetched(ticket, run.now, reply)
            }
            None => SecondEvent::SupportKnown(passkeys::WORKS),
        },
        17 | 18 => match any_of(&run.prompts, with) {
            Some(ticket) => {
                let reply = browser(&run.asked(with), with);
                SecondEvent::PasskeyAnswered(ticket, run.now, reply)
            }
            None => SecondEvent::PasskeyPressed,
        },
        _ => SecondEvent::PasskeyPressed,
    }
}

/// Codes that are sent.
pub fn on_the_way<M: Watched>(run: &Run<M>, what: u8, with: u8) -> SecondEvent {
    let sent = || {
        if with.is_multiple_of(4) {
            Err(error(with / 4))
        } else {
            Ok(destination(Channel::TextMessage, with))
        }
    };
    match what % 4 {
        0 => SecondEvent::SendPressed,
        1 => match run.on(Line::Listen, with) {
            Some(ticket) => SecondEvent::CodeHeard(ticket, code(with)),
            None => SecondEvent::SendPressed,
        },
        _ => match run.on(Line::Send, with) {
            Some(ticket) => SecondEvent::CodeSent(ticket, run.now, sent()),
            None => SecondEvent::MethodChosen(Method::TextMessage),
        },
    }
}

pub const fn heard(event: &SecondEvent) -> Option<(Line, Ticket)> {
    match event {
        SecondEvent::CodeSent(ticket, ..) => Some((Line::Send, *ticket)),
        SecondEvent::CodeHeard(ticket, _) => Some((Line::Listen, *ticket)),
        _ => None,
    }
}

pub const fn speaks(effect: &SecondEffect) -> Option<Spoken> {
    match effect {
        SecondEffect::SendCode(ticket, _) => Some(Spoken::Begin(Line::Send, *ticket)),
        SecondEffect::ListenForCode(ticket) => Some(Spoken::Begin(Line::Listen, *ticket)),
        SecondEffect::StopListening => Some(Spoken::End(Line::Listen)),
        _ => None,
    }
}

pub fn prompted(event: &SecondEvent) -> Option<Prompted> {
    match event {
        SecondEvent::ChallengeFetched(ticket, _, reply) => {
            let name = reply
                .as_ref()
                .ok()
                .map(|question| question.ceremony.0.clone());
            Some(Prompted::Question(*ticket, name))
        }
        SecondEvent::PasskeyAnswered(ticket, ..) => Some(Prompted::Answer(*ticket)),
        _ => None,
    }
}

pub fn prompts(effect: &SecondEffect) -> Option<Prompts> {
    match effect {
        SecondEffect::FetchChallenge(ticket, _) => Some(Prompts::Fetch(*ticket)),
        SecondEffect::AskPasskey(ticket, question, _) => {
            Some(Prompts::Ask(*ticket, question.ceremony.0.clone()))
        }
        SecondEffect::StopAsking => Some(Prompts::Stop),
        _ => None,
    }
}
