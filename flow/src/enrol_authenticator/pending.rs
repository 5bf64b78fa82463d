//! A pending authenticator, as far as the state may know it.

use crate::{
    Moment,
    clock_offset::ClockOffset,
    code,
    form::{self, Faults},
};
use contract::{
    Secret,
    authenticator::{AuthenticatorId, Confirmation, PendingAuthenticator},
    problem::Field,
};

/// A pending authenticator, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Which one.
    pub id: AuthenticatorId,
    /// Digits of a code.
    pub digits: u32,
    /// Seconds for which one code is shown.
    pub period: u32,
    /// The server's clock, for the dial ([`crate::countdown::code_seconds_left`]).
    pub clock: ClockOffset,
    /// When the server drops it.
    pub expires_at: Moment,
}

impl Pending {
    pub(super) fn new(pending: &PendingAuthenticator, sent: Moment, received: Moment) -> Self {
        // Both by the server's clock, so their difference holds on any computer.
        let lifetime = pending.expires_at.0.saturating_sub(pending.now.0);
        Self {
            id: pending.id.clone(),
            digits: pending.digits,
            period: pending.period,
            clock: ClockOffset::measure(pending.now, sent, received),
            expires_at: Moment(received.0.saturating_add(lifetime)),
        }
    }

    /// The confirmation to send, or what is wrong with the form, in its order.
    pub(super) fn confirmation(&self, typed: &Secret, name: &str) -> Result<Confirmation, Faults> {
        match (
            code::check(typed, self.digits),
            form::optional_name_fault(name),
        ) {
            (Ok(code), None) => Ok(Confirmation {
                id: self.id.clone(),
                code,
                name: name.trim().to_owned(),
            }),
            (code, name_fault) => {
                let code_fault = code.err().map(|reason| (Field::Code, reason));
                let name_fault = name_fault.map(|reason| (Field::Name, reason));
                Err(code_fault.into_iter().chain(name_fault).collect())
            }
        }
    }
}
