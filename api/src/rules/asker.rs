//! As whom somebody makes attempts on an account.

/// As whom somebody makes attempts on an account. They count apart, so that whoever has the password alone cannot use up
/// what its owner may do where the account knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// Whoever is signed in, or uses a browser that signed in to the account before.
    Known,
    /// Anybody else.
    Stranger,
}

impl Asker {
    /// The word that goes into what is counted.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Stranger => "stranger",
        }
    }
}
