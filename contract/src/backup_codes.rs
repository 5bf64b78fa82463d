//! Backup codes: ten words on paper that open the account once each.

use crate::{Secret, json::Json};
use serde::{Deserialize, Serialize};

/// Which set: random, means nothing, opens nothing, never reused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct BackupCodeSetId(pub String);

/// A new set. Every earlier code is void, and these are shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BackupCodes {
    /// Which set they are: its owner says that it is saved by this.
    pub set: BackupCodeSetId,
    /// The codes, in groups: `XXXX-XXXX-XXXX-XXXX`.
    pub codes: Vec<Secret>,
}

impl BackupCodes {
    /// The set that came with a first method, from the two members that carry it.
    #[must_use]
    pub fn of_first(set: Option<BackupCodeSetId>, codes: Option<Vec<Secret>>) -> Option<Self> {
        let (set, codes) = set.zip(codes)?;
        Some(Self { set, codes })
    }
}

/// Names one set of backup codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WhichBackupCodes {
    /// Which one. A set that another one has replaced is not there any more.
    pub set: BackupCodeSetId,
}
