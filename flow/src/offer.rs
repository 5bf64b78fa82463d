//! The second-step methods that the server offers, and the one on screen. Signing in and proving it again share it.

use crate::code;
use contract::{
    Secret,
    problem::Reason,
    sign_in::{Method, Proof, SecondStep},
};

/// Methods on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    methods: Vec<Method>,
    shown: Method,
}

impl Offer {
    /// What the server offers, with its choice shown first.
    #[must_use]
    pub fn new(second: &SecondStep) -> Self {
        Self {
            methods: second.methods.clone(),
            shown: second.show_first,
        }
    }

    /// What this person has, strongest first.
    #[must_use]
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// The one on screen.
    #[must_use]
    pub const fn shown(&self) -> Method {
        self.shown
    }

    /// Whether there is another way.
    #[must_use]
    pub fn has_choice(&self) -> bool {
        self.methods.iter().any(|method| *method != self.shown)
    }

    /// The same offer with another method on screen; `None` when that method is not on offer.
    pub(crate) fn showing(&self, method: Method) -> Option<Self> {
        self.methods.contains(&method).then(|| Self {
            methods: self.methods.clone(),
            shown: method,
        })
    }

    /// The typed code as a proof of the method on screen. What cannot be a code is refused here: asking the
    /// server would be in vain. `None` when that method has no code.
    pub(crate) fn proof(&self, typed: &Secret) -> Option<Result<Proof, Reason>> {
        match self.shown {
            Method::Passkey | Method::SecurityKey => None,
            Method::Authenticator => Some(
                code::check(typed, contract::limits::CODE_DIGITS)
                    .map(|code| Proof::Authenticator { code }),
            ),
            Method::BackupCode => {
                Some(code::check_backup_code(typed).map(|code| Proof::BackupCode { code }))
            }
        }
    }
}
