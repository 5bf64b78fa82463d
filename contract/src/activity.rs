//! What happened to an account, for its owner to read.

use crate::{Timestamp, json::Json, sign_in::Method};
use serde::{Deserialize, Serialize};

/// The newest things that happened, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Activity {
    /// At most [`crate::limits::ACTIVITY_SHOWN`] of them, and beyond those the newest few of each kind.
    pub entries: Vec<Entry>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: Event,
    /// What the browser called itself; empty when no browser was concerned.
    pub user_agent: String,
    /// The network it came from; empty when none was concerned.
    pub network: String,
}

/// What can happen to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Event {
    /// The account was made.
    AccountMade,
    /// Somebody signed in.
    SignedIn {
        /// Whether this browser had not signed in to the account before.
        is_new_device: bool,
    },
    /// Somebody who has the password gave many wrong codes.
    SecondStepFailed,
    /// Somebody gave the right password several times, and no second step.
    SecondStepMissing,
    /// A second-step method was added.
    MethodAdded {
        /// Of which kind.
        method: Method,
        /// The name its owner gave it; the masked number or address of sent codes.
        name: String,
    },
    /// A second-step method was removed.
    MethodRemoved {
        /// Of which kind.
        method: Method,
        /// The name its owner gave it; the masked number or address of sent codes.
        name: String,
    },
    /// The account has a second step now.
    SecondStepOn,
    /// The account has no second step any more.
    SecondStepOff,
    /// A passkey's signature counter went backwards: somebody may have a copy.
    PasskeyCounterWentBack {
        /// The name its owner gave it.
        name: String,
    },
    /// A backup code was used.
    BackupCodeUsed {
        /// How many are left.
        left: u32,
    },
    /// A new set of backup codes was made.
    BackupCodesMade,
    /// The password was changed by somebody who was signed in.
    PasswordChanged,
    /// A link for a new password was asked for.
    PasswordResetAsked,
    /// The password was changed by the link.
    PasswordReset,
    /// A browser was trusted.
    DeviceTrusted,
    /// Browsers are asked for the second step again.
    DevicesForgotten,
    /// Sessions were ended from another one.
    SessionsEnded,
    /// The email address was confirmed.
    EmailConfirmed,
    /// The email address was changed.
    EmailChanged {
        /// The new one, masked.
        to: String,
    },
    /// A change of the email address was undone by the link sent to the old one.
    EmailChangeUndone,
    /// Recovery of a lost second step was asked for.
    RecoveryAsked,
    /// Its link was opened: the waiting period began.
    RecoveryStarted {
        /// When it ends.
        ready_at: Timestamp,
    },
    /// It was stopped.
    RecoveryCancelled,
    /// It was finished: the second step was reset.
    RecoveryFinished,
    /// Only passkeys and security keys are accepted from now on.
    KeysOnlyOn,
    /// Every method is accepted again.
    KeysOnlyOff,
}
