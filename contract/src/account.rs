//! The signed-in person and their security settings.

use crate::{
    Secret, Timestamp,
    authenticator::Authenticator,
    backup_codes::BackupCodeSetId,
    contact::{EmailCodes, Phone},
    device::{OpenSession, TrustedDevice},
    json::Json,
    passkey::{Passkey, PasskeyOwner},
    recovery::Recovery,
};
use serde::{Deserialize, Serialize};

/// The person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Viewer {
    /// Their email address, normalised.
    pub email: String,
}

/// Everything that the security settings show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecurityOverview {
    /// The person.
    pub viewer: Viewer,
    /// Whether this server wants every account to have a second step.
    pub second_step_required: bool,
    /// Passkeys and security keys, oldest first.
    pub passkeys: Vec<Passkey>,
    /// Whose passkeys they are; `None` when this server cannot have any.
    pub passkey_owner: Option<PasskeyOwner>,
    /// Confirmed authenticators, oldest first.
    pub authenticators: Vec<Authenticator>,
    /// The backup codes, once there are any.
    pub backup_codes: Option<BackupCodesLeft>,
    /// When the password was last set.
    pub password_changed_at: Timestamp,
    /// The shortest password that this account may have now, in code points.
    pub password_min: u32,
    /// When the email address was confirmed; `None` until it is.
    pub email_confirmed_at: Option<Timestamp>,
    /// Whether this server sends text messages.
    pub text_messages: bool,
    /// The phone number for codes by text message.
    pub phone: Option<Phone>,
    /// Whether codes by email are a second step.
    pub email_codes: EmailCodes,
    /// Whether nothing but passkeys and security keys is accepted as a second step.
    pub keys_only: bool,
    /// The sessions that are open, this one first, then the one last used.
    pub sessions: Vec<OpenSession>,
    /// The browsers that are not asked for the second step, the one last used first.
    pub devices: Vec<TrustedDevice>,
    /// The recovery that is under way.
    pub recovery: Option<Recovery>,
    /// Seconds for which changes are open without a new proof; 0 when the next one asks for it.
    pub open_for: u32,
}

/// Whether nothing but passkeys and security keys shall be accepted as a second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KeysOnly {
    /// Yes or no.
    pub on: bool,
}

/// The wish to delete the account and all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Deletion {
    /// The account's email address, typed once more so that nobody does it by accident.
    pub email: String,
}

/// A set of backup codes, as far as it can be shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BackupCodesLeft {
    /// How many are not used yet.
    pub left: u32,
    /// How many the set had.
    pub total: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// Which set it is, while nobody has said that it is saved: its codes were shown once, and perhaps nobody has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsaved: Option<BackupCodeSetId>,
}

impl BackupCodesLeft {
    /// How many codes their owner can be counted on to have: none while nobody has said that they are saved.
    #[must_use]
    pub const fn at_hand(&self) -> u32 {
        if self.unsaved.is_some() { 0 } else { self.left }
    }
}

/// A change of password. Every other session of the account ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password in force.
    pub current: Secret,
    /// The one to put in its place.
    pub new: Secret,
}
