//! How far an account knows the client that makes attempts on it.

/// How far an account knows the client that makes attempts on it. The attempts of each count apart, so that whoever has the password alone cannot use up
/// what its owner may do where the account knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientTrust {
    /// Whoever is signed in, or uses a browser that signed in to the account before.
    KnownBrowser,
    /// Anybody else.
    Unknown,
}

impl ClientTrust {
    /// The word that goes into what is counted.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KnownBrowser => "known",
            Self::Unknown => "stranger",
        }
    }
}
