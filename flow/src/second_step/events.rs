//! What can happen while the second step is asked for, and what can be asked for.

use super::Purpose;
use crate::{
    CallError, Moment, PasskeyError, Ticket, passkey_error::Ceremony, passkey_support::Support,
};
use contract::{
    Secret,
    passkey::{PasskeyAnswer, PasskeyRequest},
    sent_code::{Channel, Destination},
    sign_in::Method,
};

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A code was given for the method on screen, as typed.
    CodeGiven(Secret),
    /// The person asked for another way.
    OtherWayAsked,
    /// The person chose a method.
    MethodChosen(Method),
    /// The person wants a code sent, or another one.
    SendPressed,
    /// The answer to [`Effect::SendCode`].
    CodeSent(Ticket, Moment, Result<Destination, CallError>),
    /// The browser read the code out of the message, as [`Effect::ListenForCode`] asked.
    CodeHeard(Ticket, Secret),
    /// What this browser can do with passkeys is known, or is known better.
    SupportKnown(Support),
    /// The person wants to sign in with a passkey, or to give the passkey or security key on screen.
    PasskeyPressed,
    /// The person wants the browser's dialog closed.
    PromptStopped,
    /// The answer to [`Effect::FetchChallenge`].
    ChallengeFetched(Ticket, Moment, Result<PasskeyRequest, CallError>),
    /// The answer to [`Effect::AskPasskey`].
    PasskeyAnswered(Ticket, Moment, Result<PasskeyAnswer, PasskeyError>),
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `SendProofCode` or `SendStepUpCode`, answer with [`Event::CodeSent`].
    SendCode(Ticket, Channel),
    /// Have the browser listen for the message, in place of any other listening (`WebOTP`); when it heard a code, send
    /// [`Event::CodeHeard`]. A browser that cannot does nothing.
    ListenForCode(Ticket),
    /// Have the browser stop listening.
    StopListening,
    /// Call `StartPasskeySignIn`, `StartPasskeyProof` or `StartPasskeyStepUp`, answer with [`Event::ChallengeFetched`].
    FetchChallenge(Ticket, Purpose),
    /// Have the browser ask this, in place of whatever it is asking; answer with [`Event::PasskeyAnswered`].
    AskPasskey(Ticket, PasskeyRequest, Ceremony),
    /// Have the browser stop asking. Its answer, if one still comes, is dropped.
    StopAsking,
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
}

impl Event {
    /// When it happened, for what is timed.
    pub(crate) const fn moment(&self) -> Option<Moment> {
        match self {
            Self::CodeSent(_, now, _)
            | Self::ChallengeFetched(_, now, _)
            | Self::PasskeyAnswered(_, now, _)
            | Self::Woke(now) => Some(*now),
            _ => None,
        }
    }
}

impl Effect {
    /// Whether it ends what the browser does.
    pub(super) const fn is_stop(&self) -> bool {
        matches!(self, Self::StopListening | Self::StopAsking)
    }
}
