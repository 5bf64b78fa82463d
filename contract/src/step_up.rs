//! Proving it again before a change that matters.

use crate::{Secret, json::Json, sign_in::SecondStep};
use serde::{Deserialize, Serialize};

/// What the server asks for before it makes the change: the strongest that the account has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepUp {
    /// The account has no second step: the password.
    Password,
    /// A second-step method.
    SecondStep(SecondStep),
}

/// The password once more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordAgain {
    /// The password.
    pub password: Secret,
}

/// Proved again: changes are open for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SteppedUp {
    /// Seconds until the server will ask again.
    pub open_for: u32,
    /// When a backup code was used for it: how many are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_codes_left: Option<u32>,
}
