//! What can happen while somebody signs in, and what can be asked for.

use crate::{CallError, Moment, Ticket, form::Faults, second_step};
use contract::{
    Secret,
    device::Trusted,
    next::Place,
    passkey::PasskeyAnswer,
    recovery::Recovery,
    sign_in::{Credentials, NextStep, Proof, SignedIn},
    webauthn::CredentialId,
};

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The page was asked to go there after signing in, as it stood in the address: `?next=`. Sent before
    /// [`Event::Opened`]; nobody goes there before the server has allowed it.
    NextWanted(String),
    /// The page came up; with the credentials, if the form was sent before the program had loaded.
    Opened(Option<Credentials>),
    /// The password form was sent.
    PasswordGiven(Credentials),
    /// The form was sent, but [`crate::form`] found fault with it.
    FormRefused(Faults),
    /// The person wants to begin again with the password.
    StartedOver,
    /// Somebody signed in or out in another tab of this browser.
    SessionChanged,
    /// The person chose whether this browser shall be trusted.
    TrustChosen(bool),
    /// The person can use none of the methods.
    LostAllAsked,
    /// The person asks for recovery.
    RecoveryPressed,
    /// The answer to [`Effect::AskRecovery`].
    RecoveryReplied(Ticket, Moment, Result<Recovery, CallError>),
    /// The person wants to finish the recovery.
    FinishPressed,
    /// The person wants to use a method after all.
    BackToMethods,
    /// The answer to [`Effect::Trust`].
    Trusted(Ticket, Result<Trusted, CallError>),
    /// The answer to [`Effect::FindNext`].
    PlaceFound(Ticket, Result<Place, CallError>),
    /// Something about the second step, or about a passkey that signs in alone.
    Second(second_step::Event),
    /// The answer to [`Effect::Confirm`].
    Confirmed(Ticket, Result<NextStep, CallError>),
    /// The answer to a call.
    Replied(Ticket, Moment, Result<NextStep, CallError>),
    /// A moment asked for with [`Effect::Wake`] has come.
    Woke(Moment),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call `ReadSession`, answer with [`Event::Replied`].
    Read(Ticket),
    /// Call `SubmitPassword`, answer with [`Event::Replied`].
    Submit(Ticket, Credentials),
    /// Call `ReadSession`, answer with [`Event::Confirmed`]. The person does not wait for it.
    Confirm(Ticket),
    /// Call `SubmitProof`, answer with [`Event::Replied`].
    Prove(Ticket, Proof),
    /// Call `CancelSignIn`, answer with [`Event::Replied`].
    Cancel(Ticket),
    /// What the second step, or a passkey that signs in alone, asks for.
    Second(second_step::Effect),
    /// Call `SignInWithPasskey`, answer with [`Event::Replied`].
    SignInWithPasskey(Ticket, PasskeyAnswer),
    /// Tell the browser that the server has no such credential any more. It may delete it for good, so this is asked for
    /// only when the server said so.
    SignalUnknown(CredentialId),
    /// Send [`Event::Woke`] at this moment. Several may be under way at once.
    Wake(Moment),
    /// Put this into the field of the form on screen: it was heard, and the person has yet to decide about trust.
    FillCode(Secret),
    /// Call `AskRecovery`, answer with [`Event::RecoveryReplied`].
    AskRecovery(Ticket),
    /// Call `FinishRecovery`, answer with [`Event::Replied`].
    FinishRecovery(Ticket),
    /// Call `TrustDevice`, answer with [`Event::Trusted`].
    Trust(Ticket),
    /// Call `FindNext`, answer with [`Event::PlaceFound`].
    FindNext(Ticket, String),
    /// Signed in: go there, which the server has allowed.
    LeaveTo(String, SignedIn),
    /// Signed in, but few backup codes are left: offer a new set first, then go there, which the server has allowed, or
    /// where everybody goes.
    OfferBackupCodes(SignedIn, Option<String>),
    /// Signed in, but the password is a weak one: say so where it can be changed, before going there, which the server has
    /// allowed. Nobody is told of it once the page is left.
    AdvisePassword(SignedIn, String),
    /// Signed in: go where everybody goes.
    Leave(SignedIn),
    /// Signed in, and a passkey can be made here and is to be offered: go there first.
    OfferPasskey(SignedIn),
    /// Signed in, but only for setting up a second step: go there, and from there to where the page was asked to go, which
    /// nobody has allowed yet.
    Enrol(SignedIn, Option<String>),
    /// The same after a recovery: that it is done is told there.
    Recovered(SignedIn),
}
