//! How a session was opened.

/// How a session was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenedBy {
    /// By the password, which was all that the account asks for.
    Password,
    /// By the password and a second step.
    Both,
    /// By a passkey alone.
    Passkey,
    /// By the password, at a browser that is trusted.
    TrustedDevice,
    /// By the password, after the waiting period of a recovery.
    Recovery,
}

impl OpenedBy {
    /// What the database calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Both => "both",
            Self::Passkey => "passkey",
            Self::TrustedDevice => "trusted_device",
            Self::Recovery => "recovery",
        }
    }

    /// Whether it proved so much that changes are open right away. A browser that is trusted proves nothing again.
    pub const fn is_proof(self) -> bool {
        !matches!(self, Self::TrustedDevice)
    }
}
