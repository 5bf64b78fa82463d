//! What can happen while it is proved again, and what can be asked for.

use crate::{CallError, Moment, Ticket, second_step};
use contract::{
    Secret,
    sign_in::Proof,
    step_up::{PasswordAgain, StepUp as Demand, SteppedUp},
};

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A change was refused until this is proved; the answer that said so came then.
    Asked(Moment, Demand),
    /// The password was given.
    PasswordGiven(Secret),
    /// The person does not want to make the change any more.
    Cancelled,
    /// Something about the second step.
    Second(second_step::Event),
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
    /// What the second step asks for.
    Second(second_step::Effect),
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
    /// It is proved: make the change that was asked for.
    Resume(SteppedUp),
    /// Drop the change that was asked for.
    GiveUp,
}
