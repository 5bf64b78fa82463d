//! What can happen while a phone number or an email address is confirmed, and what can be asked for.

use super::{Confirmed, Contact, Kind};
use crate::{CallError, Moment, Ticket};
use contract::{
    Secret,
    backup_codes::BackupCodes,
    contact::{ContactCode, EmailConfirmed, PendingContacts, SentCodesOn},
    sent_code::Destination,
    step_up::StepUp,
};

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The page came up, for this.
    Opened(Kind),
    /// The answer to [`Effect::Look`].
    Looked(Ticket, Moment, Result<PendingContacts, CallError>),
    /// A number or address was given, as typed.
    Given(String),
    /// The answer to [`Effect::Start`].
    Started(Ticket, Moment, Result<Destination, CallError>),
    /// The code was given, as typed.
    CodeGiven(Secret),
    /// The answer to [`Effect::Confirm`].
    Settled(Ticket, Moment, Result<Taken, CallError>),
    /// The person wants another code.
    SendPressed,
    /// The person wants to give another number or address.
    ChangePressed,
    /// The person says that the backup codes are saved.
    CodesSaved,
    /// The person wants none of it after all.
    Cancelled,
    /// It was proved again, as [`Effect::StepUp`] asked.
    SteppedUp,
    /// It was not proved again.
    StepUpCancelled,
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// The server took the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The answer to `ConfirmPhone`.
    Phone(SentCodesOn),
    /// The answer to `ConfirmEmail`.
    Email(EmailConfirmed),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `ReadPendingContacts`, answer with [`Event::Looked`].
    Look(Ticket),
    /// Call `StartPhone` or `StartEmail`, answer with [`Event::Started`].
    Start(Ticket, Contact),
    /// Call `ConfirmPhone` or `ConfirmEmail`, answer with [`Event::Settled`].
    Confirm(Ticket, Kind, ContactCode),
    /// Keep these outside the state, and show them: they are not to be had again.
    ShowCodes(BackupCodes),
    /// Drop what [`Effect::ShowCodes`] gave.
    Forget,
    /// Have it proved again, then send [`Event::SteppedUp`] or [`Event::StepUpCancelled`].
    StepUp(StepUp),
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
    /// Confirmed, and nothing secret is left on screen.
    Finish(Confirmed),
    /// Given up: go back.
    Leave,
}
