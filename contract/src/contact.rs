//! The phone number and the email address of an account. Each is confirmed by a code before it counts.

use crate::{
    Secret, Timestamp, account::Viewer, backup_codes::BackupCodeSetId, json::Json,
    sent_code::Destination, sign_in::Method,
};
use serde::{Deserialize, Serialize};

/// A confirmed phone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Phone {
    /// The number with most of it masked.
    pub masked: String,
    /// When it was confirmed.
    pub created_at: Timestamp,
    /// When a code sent to it was last accepted for a second step.
    pub last_used_at: Option<Timestamp>,
}

/// Whether codes by email are a second step of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EmailCodes {
    /// This server does not have them.
    Unavailable,
    /// The person did not turn them on.
    Off,
    /// They are on.
    On,
}

/// A phone number that shall be the account's, in place of any other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPhone {
    /// The number in international form, with `+` and the country; spaces, dashes and brackets are dropped (ITU-T E.164).
    pub number: String,
}

/// An email address that shall be confirmed: the account's own, or one to put in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewEmail {
    /// The address, as typed; the server normalises it.
    pub email: String,
}

/// The code that was sent to a new number or address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ContactCode {
    /// The code: six digits, spaces allowed.
    pub code: Secret,
}

/// Codes by text message or by email became a second step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentCodesOn {
    /// A new set of backup codes, when this is the account's first method. They are shown this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_codes: Option<Vec<Secret>>,
    /// Which set that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_code_set: Option<BackupCodeSetId>,
}

/// An email address was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailConfirmed {
    /// The person, with the address that is theirs now.
    pub viewer: Viewer,
}

/// A number or address to which a code was sent in this session, and which is not confirmed yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingContact {
    /// The whole of it, as the server keeps it: whoever typed it sees whether it is right.
    pub given: String,
    /// Where the code went, and how long it is good.
    pub destination: Destination,
}

/// What waits for its code in this session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingContacts {
    /// A phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PendingContact>,
    /// An email address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<PendingContact>,
}

/// A change of the email address was undone. No session is open any more, and no browser is trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailChangeUndone {
    /// What was added between the change and its undoing and is still there, oldest first. Backup codes have no name.
    pub added: Vec<AddedMethod>,
    /// The browsers that were trusted in between, when this call undid the change.
    pub browsers: Vec<AddedBrowser>,
    /// Whether the same link removes what was added: only when the address that came back had been confirmed.
    pub can_remove: bool,
}

/// A second-step method that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddedMethod {
    /// Of which kind.
    pub method: Method,
    /// The name that it was given; the masked number or address of sent codes.
    pub name: String,
    /// When.
    pub added_at: Timestamp,
}

/// A browser that was trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddedBrowser {
    /// What the browser called itself.
    pub user_agent: String,
    /// When.
    pub trusted_at: Timestamp,
}
