//! How asking the browser for a passkey, or having it make one, can fail; and what its own words for that mean.

use crate::passkey_support::Support;
use contract::passkey::PasskeyKind;

/// How the browser did not give what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PasskeyError {
    /// The person closed the dialog. Nothing is told: they know.
    Cancelled,
    /// Nobody answered the dialog in time.
    TimedOut,
    /// The browser has nothing that could answer, and showed no dialog.
    NoPasskeyHere,
    /// The authenticator holds one for this account already.
    AlreadyRegistered,
    /// The browser does not let this page do it: a frame, a policy, or no click that it knows of.
    NotAllowedHere,
    /// The page was not loaded over https.
    InsecureContext,
    /// The passkeys are bound to another domain than this page's.
    WrongDomain,
    /// The authenticator cannot check who holds it, or cannot keep a passkey, and that is needed.
    CannotVerifyPerson,
    /// The browser or the authenticator does not know what it was asked for.
    NotSupported,
    /// This page took the request back. Nothing is told.
    Stopped,
    /// The browser never answered; the page has stopped waiting.
    Hung,
    /// Anything else.
    Broken {
        /// The browser's name for it, for support.
        name: String,
    },
}

/// What the browser was asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ceremony {
    /// Make one, after a press of a button.
    Create(PasskeyKind),
    /// Ask for one, after a press of a button.
    Ask(Asking),
    /// Offer passkeys in the autofill of a field, and wait for as long as the page stands.
    Autofill,
}

/// Which ones may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asking {
    /// Any passkey for this site: nobody has said yet who they are.
    Alone,
    /// Those of one account, by name (`allowCredentials`).
    Listed,
}

/// A ceremony that the browser refused, with all that can be known about it.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    /// The name of the `DOMException`, or of the error.
    pub name: &'a str,
    /// What it was asked to do.
    pub ceremony: Ceremony,
    /// Milliseconds that it took.
    pub elapsed_ms: i64,
    /// Milliseconds that the options gave it; 0 when they said nothing.
    pub timeout_ms: i64,
    /// What the browser can do here.
    pub support: &'a Support,
}

/// Sooner than this nobody has closed a dialog: the browser refused by itself, and showed none.
const INSTANT_MS: i64 = 500;
/// A browser's timer may be this much early, and its dialog takes a while to go.
const TIMER_SLACK_MS: i64 = 1_000;

impl PasskeyError {
    /// What a browser's refusal means.
    ///
    /// Browsers say `NotAllowedError` for nearly everything, so that a page cannot find out what a person has
    /// (WebAuthn L3 §14.5): what is known of the page and the time that it took tell the rest apart.
    #[must_use]
    pub fn from_refusal(refusal: &Refusal<'_>) -> Self {
        match refusal.name {
            "AbortError" => Self::Stopped,
            "NotAllowedError" => Self::from_not_allowed(refusal),
            "SecurityError" if !refusal.support.is_secure => Self::InsecureContext,
            "SecurityError" => Self::WrongDomain,
            "InvalidStateError" if matches!(refusal.ceremony, Ceremony::Create(_)) => {
                Self::AlreadyRegistered
            }
            "ConstraintError" => Self::CannotVerifyPerson,
            "NotSupportedError" => Self::NotSupported,
            "TimeoutError" => Self::TimedOut,
            name => Self::Broken {
                name: name.to_owned(),
            },
        }
    }

    fn from_not_allowed(refusal: &Refusal<'_>) -> Self {
        let support = refusal.support;
        if !support.is_secure {
            return Self::InsecureContext;
        }
        if !support.is_allowed || support.in_frame {
            return Self::NotAllowedHere;
        }
        let is_instant = refusal.elapsed_ms < INSTANT_MS;
        let is_timed_out = refusal.timeout_ms > 0
            && refusal.elapsed_ms.saturating_add(TIMER_SLACK_MS) >= refusal.timeout_ms;
        match refusal.ceremony {
            // It waits for as long as the page stands, so it ends only after somebody chose a passkey.
            Ceremony::Autofill => Self::Cancelled,
            _ if is_timed_out => Self::TimedOut,
            Ceremony::Ask(_) if is_instant => Self::NoPasskeyHere,
            Ceremony::Create(_) if is_instant => Self::NotAllowedHere,
            Ceremony::Ask(_) | Ceremony::Create(_) => Self::Cancelled,
        }
    }

    /// Whether nothing is told about it: the person did it themselves, or this page did.
    #[must_use]
    pub const fn is_quiet(&self) -> bool {
        matches!(self, Self::Cancelled | Self::Stopped)
    }
}
