//! Where to go after signing in.

use crate::json::Json;
use serde::{Deserialize, Serialize};

/// Where somebody was going when they were asked to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// As it stood in the address: `?next=`.
    pub next: String,
}

/// Where they may go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// A path of this origin, or an address at one of the origins that the server is set up with; `None` when it may not
    /// be gone to.
    pub href: Option<String>,
}
