//! Signing in: the page sends what the person gave, the server answers with what comes next.

use crate::{
    Secret,
    account::Viewer,
    passkey::{PasskeyAnswer, PasskeyKind},
};
use serde::{Deserialize, Serialize};

/// What comes next. The page draws it and never guesses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum NextStep {
    /// Nobody is signed in: ask for e-mail and password.
    Password,
    /// The password was right: ask for one of these.
    SecondStep(SecondStep),
    /// The password was right, but this server wants a second step and the account has none yet: only enrolment is open.
    EnrolmentRequired(SignedIn),
    /// Signed in.
    SignedIn(SignedIn),
}

/// Ways to prove the second step, strongest first: the order of the variants is the order in which they are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A passkey: it checks who holds it, and tells a false page from the true one (WebAuthn).
    Passkey,
    /// A security key: it tells a false page from the true one (WebAuthn).
    SecurityKey,
    /// A code from an authenticator app (RFC 6238).
    Authenticator,
    /// One of the saved backup codes.
    BackupCode,
}

impl Method {
    /// Every method there is, strongest first.
    pub const ALL: [Self; 4] = [
        Self::Passkey,
        Self::SecurityKey,
        Self::Authenticator,
        Self::BackupCode,
    ];

    /// The kind of credential that the browser is asked for; `None` for a method with a code.
    #[must_use]
    pub const fn passkey_kind(self) -> Option<PasskeyKind> {
        match self {
            Self::Passkey => Some(PasskeyKind::Passkey),
            Self::SecurityKey => Some(PasskeyKind::SecurityKey),
            Self::Authenticator | Self::BackupCode => None,
        }
    }
}

/// A second step that the server waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondStep {
    /// What this person has, strongest first; never empty.
    pub methods: Vec<Method>,
    /// The one to show first; always one of `methods`.
    pub show_first: Method,
    /// Seconds until the password must be given again.
    pub expires_in: u32,
}

/// Who is signed in, and what they should be told about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// The person.
    pub viewer: Viewer,
    /// When a backup code was used just now: how many are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_codes_left: Option<u32>,
    /// Whether to offer to make a passkey: after a password and a code, once in a while, unless the person said never.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offer_passkey: bool,
}

/// The first step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The e-mail address, as typed; the server normalises it.
    pub email: String,
    /// The password, as typed; the server normalises it (NFKC).
    pub password: Secret,
}

/// What the person gives for the second step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub enum Proof {
    /// A passkey's answer.
    Passkey(PasskeyAnswer),
    /// A security key's answer.
    SecurityKey(PasskeyAnswer),
    /// A code from an authenticator app: six digits, spaces allowed.
    Authenticator {
        /// The code.
        code: Secret,
    },
    /// A backup code, in any case and spacing.
    BackupCode {
        /// The code.
        code: Secret,
    },
}

impl Proof {
    /// A passkey's or security key's answer.
    #[must_use]
    pub fn from_passkey(kind: PasskeyKind, answer: PasskeyAnswer) -> Self {
        match kind {
            PasskeyKind::Passkey => Self::Passkey(answer),
            PasskeyKind::SecurityKey => Self::SecurityKey(answer),
        }
    }

    /// The method that this is a proof of.
    #[must_use]
    pub const fn method(&self) -> Method {
        match self {
            Self::Passkey(_) => Method::Passkey,
            Self::SecurityKey(_) => Method::SecurityKey,
            Self::Authenticator { .. } => Method::Authenticator,
            Self::BackupCode { .. } => Method::BackupCode,
        }
    }
}
