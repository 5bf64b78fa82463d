//! Backup codes: ten words on paper that open the account once each.

use crate::Secret;
use serde::{Deserialize, Serialize};

/// A new set. Every earlier code is void, and these are shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BackupCodes {
    /// The codes, in groups: `XXXX-XXXX-XXXX-XXXX`.
    pub codes: Vec<Secret>,
}
