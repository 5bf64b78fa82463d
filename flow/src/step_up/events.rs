//! What can happen while it is proved again, and what can be asked for.

use crate::{
    CallError, Moment, PasskeyError, Ticket, passkey_error::Ceremony, passkey_support::Support,
};
use contract::{
    Secret,
    passkey::{PasskeyAnswer, PasskeyKind, PasskeyQuestion},
    sent_code::{Channel, Destination},
    sign_in::{Method, Proof},
    step_up::{PasswordAgain, StepUp as Demand, SteppedUp},
};

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A change was refused until this is proved; the answer that said so came then.
    Asked(Moment, Demand),
    /// The password was given.
    PasswordGiven(Secret),
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
    /// The person does not want to make the change any more.
    Cancelled,
    /// What this browser can do with passkeys is known, or is known better.
    SupportKnown(Support),
    /// The person wants to give the passkey or security key on screen.
    PasskeyPressed,
    /// The person wants the browser's dialog closed.
    PromptStopped,
    /// The answer to [`Effect::FetchChallenge`].
    ChallengeFetched(Ticket, Moment, Result<PasskeyQuestion, CallError>),
    /// The answer to [`Effect::AskPasskey`].
    PasskeyAnswered(Ticket, Moment, Result<PasskeyAnswer, PasskeyError>),
    /// The answer to a call.
    Replied(Ticket, Moment, Result<SteppedUp, CallError>),
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `StepUpWithPassword`, answer with [`Event::Replied`].
    ProvePassword(Ticket, PasswordAgain),
    /// Call `StepUpWithProof`, answer with [`Event::Replied`].
    Prove(Ticket, Proof),
    /// Call `StartPasskeyStepUp`, answer with [`Event::ChallengeFetched`].
    FetchChallenge(Ticket, PasskeyKind),
    /// Have the browser ask this, in place of whatever it is asking; answer with [`Event::PasskeyAnswered`].
    AskPasskey(Ticket, PasskeyQuestion, Ceremony),
    /// Have the browser stop asking. Its answer, if one still comes, is dropped.
    StopAsking,
    /// Call `SendStepUpCode`, answer with [`Event::CodeSent`].
    SendCode(Ticket, Channel),
    /// Have the browser listen for the message, in place of any other listening (`WebOTP`); when it heard a code, send
    /// [`Event::CodeHeard`]. A browser that cannot does nothing.
    ListenForCode(Ticket),
    /// Have the browser stop listening.
    StopListening,
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
    /// It is proved: make the change that was asked for.
    Resume(SteppedUp),
    /// Drop the change that was asked for.
    GiveUp,
}
