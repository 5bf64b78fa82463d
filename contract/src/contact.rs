//! The phone number and the e-mail address of an account. Each is confirmed by a code before it counts.

use crate::{Secret, Timestamp, account::Viewer, sign_in::Method};
use serde::{Deserialize, Serialize};

/// A confirmed phone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Phone {
    /// The number with most of it masked.
    pub masked: String,
    /// When it was confirmed.
    pub created_at: Timestamp,
    /// When a code sent to it was last accepted for a second step.
    pub last_used_at: Option<Timestamp>,
}

/// Whether codes by e-mail are a second step of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPhone {
    /// The number in international form, with `+` and the country; spaces, dashes and brackets are dropped (ITU-T E.164).
    pub number: String,
}

/// An e-mail address that shall be confirmed: the account's own, or one to put in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewEmail {
    /// The address, as typed; the server normalises it.
    pub email: String,
}

/// The code that was sent to a new number or address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ContactCode {
    /// The code: six digits, spaces allowed.
    pub code: Secret,
}

/// Codes by text message or by e-mail became a second step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentCodesOn {
    /// A new set of backup codes, when this is the account's first method. They are shown this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_codes: Option<Vec<Secret>>,
}

/// An e-mail address was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailConfirmed {
    /// The person, with the address that is theirs now.
    pub viewer: Viewer,
}

/// A change of the e-mail address was undone. No session is open any more, and no browser is trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddedBrowser {
    /// What the browser called itself.
    pub user_agent: String,
    /// When.
    pub trusted_at: Timestamp,
}
