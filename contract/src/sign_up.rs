//! Making an account.

use crate::{Secret, json::Json};
use serde::{Deserialize, Serialize};

/// A wish for an account.
///
/// The answer is the same whether or not the address has an account already, so it tells nobody who is here.
/// The page signs in with the same words right afterwards; for a taken address that is refused like any wrong password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// The email address; it identifies the account.
    pub email: String,
    /// The password it shall have.
    pub password: Secret,
}
