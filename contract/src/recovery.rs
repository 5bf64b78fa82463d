//! Recovery: a new password by a link in a mail, and a lost second step after a waiting period.
//!
//! Links open the page, which sends what stands behind their `#`: opening one changes nothing by itself, and neither
//! a server's log nor the next page learns what it was.

use crate::{Secret, Timestamp, json::Json};
use serde::{Deserialize, Serialize};

/// Somebody forgot the password of this address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResetWish {
    /// The email address, as typed. The answer does not tell whether it has an account.
    pub email: String,
    /// Where the person was going, as it stood in the address: `?next=`. The link in the mail leads on to it, if it is a
    /// place that the server allows; otherwise it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A new password, by the link in a mail. It opens no session: the person signs in with it, second step included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordReset {
    /// What stood behind the `#` of the link: 256 random bits in base64url without padding.
    pub token: Secret,
    /// The password to put in place of the old one.
    pub password: Secret,
}

/// What stood behind the `#` of a link in a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkToken {
    /// 256 random bits in base64url without padding.
    pub token: Secret,
}

/// What a link in a mail is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// It sets a new password.
    PasswordReset,
    /// It begins the recovery of a lost second step.
    RecoveryStart,
    /// It stops one.
    RecoveryCancel,
    /// It undoes a change of the email address.
    EmailChangeUndo,
}

/// Asks whether a link in a mail is still good. Asking does not use it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkCheck {
    /// What it is for.
    pub kind: LinkKind,
    /// What stood behind its `#`: 256 random bits in base64url without padding.
    pub token: Secret,
}

/// A link in a mail that is still good, and what its page has to know before it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkChecked {
    /// Whose password the link sets; there for [`LinkKind::PasswordReset`] only. The others may have been sent to an address
    /// that is not the account's any more, and say nothing of the one that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<ResetFor>,
}

/// Whose password a link sets, and what the account asks of the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResetFor {
    /// The email address of the account, normalised. The link was sent to it.
    pub email: String,
    /// The shortest password that the account may have now, in code points.
    pub password_min: u32,
}

/// How far the recovery of a lost second step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Recovery {
    /// A link was sent to the email address, and was not opened yet.
    LinkSent {
        /// When the link stops working.
        expires_at: Timestamp,
    },
    /// The link was opened; everybody concerned is told, and may stop it until then.
    Waiting {
        /// When the waiting period ends.
        ready_at: Timestamp,
    },
    /// The waiting period is over: with the password it can be finished.
    Ready {
        /// When it lapses if nobody finishes it.
        expires_at: Timestamp,
    },
}

/// Why an account cannot be recovered by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoRecovery {
    /// Its email address was never confirmed.
    EmailNotConfirmed,
    /// Its owner wants nothing but keys.
    KeysOnly,
}
