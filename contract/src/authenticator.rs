//! Authenticator apps: time-based one-time passwords (RFC 6238).

use crate::{Secret, Timestamp, backup_codes::BackupCodeSetId, json::Json};
use serde::{Deserialize, Serialize};

/// Which authenticator: random, means nothing, never reused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct AuthenticatorId(pub String);

/// A confirmed authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Authenticator {
    /// Which one.
    pub id: AuthenticatorId,
    /// The name its owner gave it.
    pub name: String,
    /// When it was confirmed.
    pub created_at: Timestamp,
    /// When a code of it was last accepted after it was confirmed.
    pub last_used_at: Option<Timestamp>,
}

/// The hash that codes are made with (RFC 6238 §1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Algorithm {
    /// HMAC-SHA-1: what every app understands.
    #[serde(rename = "SHA1")]
    Sha1,
    /// HMAC-SHA-256.
    #[serde(rename = "SHA256")]
    Sha256,
    /// HMAC-SHA-512.
    #[serde(rename = "SHA512")]
    Sha512,
}

impl Algorithm {
    /// Its name in an `otpauth:` address.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }
}

/// An authenticator that waits for its first code. Nothing changes for the account until then.
///
/// The same session gets the same one again after a reload, until it expires or is discarded; a start from
/// another session puts a new one in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingAuthenticator {
    /// Which one.
    pub id: AuthenticatorId,
    /// The shared secret, base 32 without padding (RFC 4648 §6).
    pub secret: Secret,
    /// The service, as the app shall show it.
    pub issuer: String,
    /// The account, as the app shall show it: the email address, and a number behind it from the second authenticator on.
    pub account: String,
    /// The hash.
    pub algorithm: Algorithm,
    /// Digits of a code.
    pub digits: u32,
    /// Seconds for which one code is shown.
    pub period: u32,
    /// The server's clock when it answered, to tell a wrong clock of this computer from one of the phone.
    pub now: Timestamp,
    /// When it is dropped if it is not confirmed.
    pub expires_at: Timestamp,
}

/// The first code of a pending authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// Which one.
    pub id: AuthenticatorId,
    /// The code that the app shows.
    pub code: Secret,
    /// What to call it; the server names it after its kind when empty or left out.
    #[serde(default)]
    pub name: String,
}

/// A pending authenticator became a real one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Confirmed {
    /// It.
    pub authenticator: Authenticator,
    /// A new set of backup codes, when this is the account's first method. They are shown this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_codes: Option<Vec<Secret>>,
    /// Which set that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_code_set: Option<BackupCodeSetId>,
    /// Seconds until the app shows a code that is accepted: the one just used is not accepted again, nor any before it.
    pub next_code_in: u32,
}

/// Names one authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WhichAuthenticator {
    /// Which one.
    pub id: AuthenticatorId,
}

/// A new name for an authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AuthenticatorName {
    /// Which one.
    pub id: AuthenticatorId,
    /// The name: 1 to [`crate::limits::NAME_MAX`] code points after trimming.
    pub name: String,
}
