//! What the server said about the second step that it waits for, and what the person chose about it.

use crate::Moment;
use contract::{
    recovery::{NoRecovery, Recovery},
    sign_in::SecondStep,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pending {
    /// When the server will have forgotten the password.
    pub(super) expires_at: Moment,
    pub(super) trust_days: u32,
    /// What the person chose about trusting this browser, once they did.
    pub(super) trust: Option<bool>,
    is_recoverable: bool,
    no_recovery: Option<NoRecovery>,
    pub(super) recovery_hours: u32,
    pub(super) recovery: Option<Recovery>,
}

impl Pending {
    pub(super) const fn new(second: &SecondStep, now: Moment) -> Self {
        Self {
            expires_at: now.after_seconds(second.expires_in),
            trust_days: second.trust_days,
            trust: None,
            is_recoverable: second.can_recover,
            no_recovery: second.no_recovery,
            recovery_hours: second.recovery_hours,
            recovery: second.recovery,
        }
    }

    pub(super) fn trusts(&self) -> bool {
        self.trust_days > 0 && self.trust == Some(true)
    }

    /// Whether there is nothing left to decide about trust.
    pub(super) const fn has_decided(&self) -> bool {
        self.trust_days == 0 || self.trust.is_some()
    }

    pub(super) const fn can_recover(&self) -> bool {
        self.is_recoverable || self.recovery.is_some()
    }

    /// Why there is no recovery, where there is none.
    pub(super) const fn no_recovery(&self) -> Option<NoRecovery> {
        if self.can_recover() {
            None
        } else {
            self.no_recovery
        }
    }
}
