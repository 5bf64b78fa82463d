//! Whether autofill may wait again. It is armed by nobody's press, so it must not fail over and over.

use crate::{Moment, PasskeyError};

/// Sooner than this after it was armed, nobody has chosen anything: the browser, or a tool, ended it by itself.
const INSTANT_MS: i64 = 1_000;
/// What ended by itself is tried again after so many seconds: a page in the background, for one, gets its turn later.
const REST_SECONDS: u32 = 10;

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Autofill {
    /// Not again, until something changes.
    is_off: bool,
    /// Not before then.
    rest_until: Option<Moment>,
    armed_at: Option<Moment>,
}

impl Autofill {
    pub(super) const fn is_allowed(&self) -> bool {
        !self.is_off && self.rest_until.is_none()
    }

    pub(super) const fn rest_until(&self) -> Option<Moment> {
        self.rest_until
    }

    pub(super) const fn allow(&mut self) {
        self.is_off = false;
        self.rest_until = None;
    }

    pub(super) const fn armed(&mut self, now: Option<Moment>) {
        self.armed_at = now;
    }

    /// Takes note of the time.
    pub(super) fn look(&mut self, now: Moment) {
        self.rest_until.take_if(|until| *until <= now);
    }

    /// A passkey came. If the server refuses it, autofill waits again only if a person has chosen this one.
    pub(super) fn answered(&mut self, now: Moment) {
        self.is_off = self.is_instant(now);
    }

    /// It failed. Says whether that is worth telling.
    pub(super) fn failed(&mut self, error: &PasskeyError, now: Moment) -> bool {
        self.is_off = is_lasting(error);
        let rests = !self.is_off && self.is_instant(now);
        self.rest_until = rests.then(|| now.after_seconds(REST_SECONDS));
        self.is_allowed()
    }

    /// The dialog after a press ended without a passkey.
    pub(super) const fn button_failed(&mut self, error: &PasskeyError) {
        self.is_off = is_lasting(error);
        self.rest_until = None;
    }

    fn is_instant(&self, now: Moment) -> bool {
        let is_soon = |armed_at| now.milliseconds_since(armed_at) < INSTANT_MS;
        self.armed_at.is_some_and(is_soon)
    }
}

/// It would fail in the same way again: that lies with the browser, the page or its address.
const fn is_lasting(error: &PasskeyError) -> bool {
    matches!(
        error,
        PasskeyError::NotAllowedHere
            | PasskeyError::InsecureContext
            | PasskeyError::WrongDomain
            | PasskeyError::NotSupported
    )
}
