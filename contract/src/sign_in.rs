//! Signing in: the page sends what the person gave, the server answers with what comes next.

use crate::{
    Secret,
    account::Viewer,
    json::Json,
    passkey::{PasskeyAnswer, PasskeyKind},
    problem::Reason,
    recovery::{NoRecovery, Recovery},
    sent_code::{Channel, Destination},
};
use serde::{Deserialize, Serialize};

/// What comes next. The page draws it and never guesses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum NextStep {
    /// Nobody is signed in: ask for email and password.
    Password,
    /// The password was right: ask for one of these.
    SecondStep(SecondStep),
    /// The password was right, but there is no second step where one is wanted, by this server or after a recovery: only
    /// enrolment is open.
    EnrolmentRequired(SignedIn),
    /// Signed in.
    SignedIn(SignedIn),
}

/// Makes the enum and the list of all its variants, so that neither has one more than the other.
macro_rules! methods {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// Ways to prove the second step, strongest first: the order of the variants is the order in which they are offered.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Method {
            $($(#[$doc])* $name,)+
        }

        impl Method {
            /// Every method there is, strongest first.
            pub const ALL: [Self; [$(Self::$name),+].len()] = [$(Self::$name),+];
        }
    };
}

methods! {
    /// A passkey: it checks who holds it, and tells a false page from the true one (WebAuthn).
    Passkey,
    /// A security key: it tells a false page from the true one (WebAuthn).
    SecurityKey,
    /// A code from an authenticator app (RFC 6238).
    Authenticator,
    /// One of the saved backup codes.
    BackupCode,
    /// A code sent by text message. Messages can be read on their way, and numbers taken over (NIST SP 800-63B-4
    /// §3.1.3.3).
    TextMessage,
    /// A code sent by email. It proves little more than the mailbox, which also resets the password.
    Email,
}

impl Method {
    /// What it is called on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::SecurityKey => "security_key",
            Self::Authenticator => "authenticator",
            Self::BackupCode => "backup_code",
            Self::TextMessage => "text_message",
            Self::Email => "email",
        }
    }

    /// The kind of credential that the browser is asked for; `None` for a method with a code.
    #[must_use]
    pub const fn passkey_kind(self) -> Option<PasskeyKind> {
        match self {
            Self::Passkey => Some(PasskeyKind::Passkey),
            Self::SecurityKey => Some(PasskeyKind::SecurityKey),
            Self::Authenticator | Self::BackupCode | Self::TextMessage | Self::Email => None,
        }
    }

    /// How its code is sent; `None` for a method whose code the person has, or that has none.
    #[must_use]
    pub const fn channel(self) -> Option<Channel> {
        match self {
            Self::TextMessage => Some(Channel::TextMessage),
            Self::Email => Some(Channel::Email),
            Self::Passkey | Self::SecurityKey | Self::Authenticator | Self::BackupCode => None,
        }
    }

    /// Whether its code is made of digits, so that its length says when it is complete.
    #[must_use]
    pub const fn has_digits(self) -> bool {
        match self {
            Self::Authenticator | Self::TextMessage | Self::Email => true,
            Self::Passkey | Self::SecurityKey | Self::BackupCode => false,
        }
    }

    /// The method whose codes are sent this way.
    #[must_use]
    pub const fn of_channel(channel: Channel) -> Self {
        match channel {
            Channel::TextMessage => Self::TextMessage,
            Channel::Email => Self::Email,
        }
    }
}

/// A second step that the server waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondStep {
    /// What this person has, strongest first; never empty.
    pub methods: Vec<Method>,
    /// The one to show first; always one of `methods`.
    pub show_first: Method,
    /// Seconds until the password must be given again.
    pub expires_in: u32,
    /// Where codes of the methods that send one go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub destinations: Vec<Destination>,
    /// Days for which this browser can be trusted, so that it is not asked for the second step; 0 when it cannot.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub trust_days: u32,
    /// Whether somebody who has none of these can ask for recovery.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub can_recover: bool,
    /// Why nobody can, where that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_recovery: Option<NoRecovery>,
    /// Hours that a recovery waits, once its link was opened; 0 when there can be none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub recovery_hours: u32,
    /// The recovery that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Recovery>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_zero(days: &u32) -> bool {
    *days == 0
}

/// Who is signed in, and what they should be told about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
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
    /// When the password that was given just now would be refused as a new one: why. It is advice, and never asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_advice: Option<Reason>,
}

/// The first step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The email address, as typed; the server normalises it.
    pub email: String,
    /// The password, as typed; the server normalises it (NFKC).
    pub password: Secret,
}

/// What the person gives for the second step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
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
    /// The code of a text message: six digits, spaces allowed.
    TextMessage {
        /// The code.
        code: Secret,
    },
    /// The code of a mail: six digits, spaces allowed.
    Email {
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
            Self::TextMessage { .. } => Method::TextMessage,
            Self::Email { .. } => Method::Email,
        }
    }
}
