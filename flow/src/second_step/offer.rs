//! The second-step methods that the server offers, and the one on screen. Signing in and proving it again share it.

use crate::{code, passkey_support::Support};
use contract::{
    Secret,
    problem::Reason,
    sign_in::{Method, Proof, SecondStep},
};

/// Methods on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What the server offers.
    all: Vec<Method>,
    /// What of that works in this browser.
    methods: Vec<Method>,
    shown: Method,
}

impl Offer {
    /// What the server offers, with its choice shown first, as far as this browser can do it; `None` while what it can
    /// do is not known.
    ///
    /// When nothing that is offered works here, all of it is offered: the screen says what stands in the way.
    #[must_use]
    pub fn new(second: &SecondStep, support: Option<&Support>) -> Self {
        Self {
            all: second.methods.clone(),
            methods: usable(&second.methods, support),
            shown: second.show_first,
        }
        .with_usable_shown()
    }

    /// The same offer, now that it is known, or known better, what this browser can do.
    pub(crate) fn fitted(&self, support: Option<&Support>) -> Self {
        Self {
            all: self.all.clone(),
            methods: usable(&self.all, support),
            shown: self.shown,
        }
        .with_usable_shown()
    }

    /// What this person has and this browser can do, strongest first.
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
            shown: method,
            ..self.clone()
        })
    }

    fn with_usable_shown(mut self) -> Self {
        if !self.methods.contains(&self.shown) {
            self.shown = self.methods.first().copied().unwrap_or(self.shown);
        }
        self
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
            Method::TextMessage => Some(sent(typed).map(|code| Proof::TextMessage { code })),
            Method::Email => Some(sent(typed).map(|code| Proof::Email { code })),
        }
    }
}

fn sent(typed: &Secret) -> Result<Secret, Reason> {
    code::check(typed, contract::limits::SENT_CODE_DIGITS)
}

fn usable(all: &[Method], support: Option<&Support>) -> Vec<Method> {
    let can_ask = support.is_none_or(Support::can_ask);
    let is_usable = |method: &Method| can_ask || method.passkey_kind().is_none();
    let usable: Vec<Method> = all.iter().copied().filter(is_usable).collect();
    if usable.is_empty() {
        all.to_vec()
    } else {
        usable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passkey_support::Rp;

    const WORKS: Support = Support {
        is_secure: true,
        has_api: true,
        is_allowed: true,
        in_frame: false,
        is_autofill_there: true,
        has_platform_authenticator: None,
        can_use_phone: None,
        has_signals: false,
        parses_json: true,
        rp: Rp::Fits,
    };

    fn offer(methods: &[Method], support: Option<&Support>) -> Offer {
        let second = SecondStep {
            methods: methods.to_vec(),
            show_first: methods[0],
            expires_in: 600,
            destinations: Vec::new(),
            trust_days: 0,
            can_recover: false,
            no_recovery: None,
            recovery_hours: 0,
            recovery: None,
        };
        Offer::new(&second, support)
    }

    #[test]
    fn what_this_browser_cannot_do_is_not_offered() {
        let foreign = Support {
            rp: Rp::Foreign,
            ..WORKS
        };
        let offer = offer(&Method::ALL, Some(&foreign));
        assert_eq!(
            offer.methods(),
            [
                Method::Authenticator,
                Method::BackupCode,
                Method::TextMessage,
                Method::Email
            ]
        );
        assert_eq!(offer.shown(), Method::Authenticator);
        let better = offer.fitted(Some(&WORKS));
        assert_eq!(better.methods(), Method::ALL);
        assert_eq!(
            better.shown(),
            Method::Authenticator,
            "what is on screen stays there"
        );
    }

    #[test]
    fn everything_is_offered_while_nothing_is_known() {
        let offer = offer(&Method::ALL, None);
        assert_eq!(offer.methods(), Method::ALL);
        assert_eq!(offer.shown(), Method::Passkey);
        assert_eq!(offer.fitted(Some(&WORKS)), offer);
    }

    #[test]
    fn a_method_that_is_all_there_is_stays_on_screen() {
        let offer = offer(&[Method::SecurityKey], Some(&Support::default()));
        assert_eq!(offer.shown(), Method::SecurityKey);
        assert!(!offer.has_choice());
    }
}
