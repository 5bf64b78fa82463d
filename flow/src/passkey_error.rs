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
    /// The browser does not let this page do it: a frame, or a policy.
    NotAllowedHere,
    /// The page was not loaded over https.
    InsecureContext,
    /// The passkeys are bound to another domain than this page's.
    WrongDomain,
    /// The authenticator cannot check who holds it, or cannot keep a passkey, and that is needed.
    CannotVerifyPerson,
    /// The browser or the authenticator cannot do what it was asked for.
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
            // The policy lets it, so it lies with the device: it cannot check who holds it, for example.
            Ceremony::Create(_) if is_instant => Self::NotSupported,
            Ceremony::Ask(_) | Ceremony::Create(_) => Self::Cancelled,
        }
    }

    /// Whether nothing is told about it: the person did it themselves, or this page did.
    #[must_use]
    pub const fn is_quiet(&self) -> bool {
        matches!(self, Self::Cancelled | Self::Stopped)
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
        has_signals: true,
        parses_json: true,
        rp: Rp::Fits,
    };
    const INSECURE: Support = Support {
        is_secure: false,
        ..WORKS
    };
    const FORBIDDEN: Support = Support {
        is_allowed: false,
        ..WORKS
    };
    const FRAMED: Support = Support {
        in_frame: true,
        ..WORKS
    };
    const CREATE: Ceremony = Ceremony::Create(PasskeyKind::Passkey);
    const CREATE_KEY: Ceremony = Ceremony::Create(PasskeyKind::SecurityKey);
    const ALONE: Ceremony = Ceremony::Ask(Asking::Alone);
    const LISTED: Ceremony = Ceremony::Ask(Asking::Listed);
    const EVERY: [Ceremony; 5] = [CREATE, CREATE_KEY, ALONE, LISTED, Ceremony::Autofill];
    const TIMEOUT: i64 = 300_000;

    fn refused(name: &str, ceremony: Ceremony, elapsed_ms: i64, support: &Support) -> PasskeyError {
        PasskeyError::from_refusal(&Refusal {
            name,
            ceremony,
            elapsed_ms,
            timeout_ms: TIMEOUT,
            support,
        })
    }

    fn broken(name: &str) -> PasskeyError {
        PasskeyError::Broken {
            name: name.to_owned(),
        }
    }

    /// What means the same after any time. The steps are those of WebAuthn L3: §5.1.3 makes a credential
    /// (`[[Create]]`), §5.1.4 asks for one (`[[Get]]`, `[[DiscoverFromExternalSource]]`).
    #[test]
    fn every_name_but_one_tells_enough_by_itself() {
        use PasskeyError::*;
        let rows: [(&str, &[Ceremony], &Support, PasskeyError); 20] = [
            // §5.1.3 and §5.1.4, "options.signal is present and aborted": the reason is an `AbortError`. §5.6.
            ("AbortError", &EVERY, &WORKS, Stopped),
            // §5.1.3 and §5.1.4, rp.id "is not a registrable domain suffix of and is not equal to effectiveDomain",
            // and no related origin (§5.11) helps.
            ("SecurityError", &EVERY, &WORKS, WrongDomain),
            // §5.1.3 and §5.1.4, "effectiveDomain is not a valid domain", as on a page that was not loaded safely.
            ("SecurityError", &EVERY, &INSECURE, InsecureContext),
            // §5.1.3, "any authenticator returns an error status equivalent to InvalidStateError": §6.3.2, an
            // authenticator that holds one of excludeCredentials, after the person consented.
            (
                "InvalidStateError",
                &[CREATE, CREATE_KEY],
                &WORKS,
                AlreadyRegistered,
            ),
            // §5.1.4 knows no such error: whatever this is, it is not about registering.
            (
                "InvalidStateError",
                &[ALONE, LISTED, Ceremony::Autofill],
                &WORKS,
                broken("InvalidStateError"),
            ),
            // §6.3.2, requireResidentKey or requireUserVerification that the authenticator cannot do; §6.3.3 for asking.
            ("ConstraintError", &EVERY, &WORKS, CannotVerifyPerson),
            // §5.1.3, "credTypesAndPubKeyAlgs is empty"; §6.3.2, none of the algorithms is supported.
            ("NotSupportedError", &EVERY, &WORKS, NotSupported),
            // Not in §5.1.3 or §5.1.4, where a timeout is a `NotAllowedError`, but it says what it is (Web IDL §2.8.1).
            ("TimeoutError", &EVERY, &WORKS, TimedOut),
            // §6.3.2 and §6.3.3, an error of the authenticator that the client passes on.
            ("UnknownError", &EVERY, &WORKS, broken("UnknownError")),
            // Android's credential manager failed.
            (
                "NotReadableError",
                &EVERY,
                &WORKS,
                broken("NotReadableError"),
            ),
            // Chromium: another request is pending. Credential Management 1 §2.5.
            ("OperationError", &EVERY, &WORKS, broken("OperationError")),
            // §5.1.3, a user handle of a wrong length; or a page that asks in a wrong way.
            ("TypeError", &EVERY, &WORKS, broken("TypeError")),
            // §5.1.8 and §5.1.9, JSON with a field that is not base64url.
            ("EncodingError", &EVERY, &WORKS, broken("EncodingError")),
            ("DataError", &EVERY, &WORKS, broken("DataError")),
            ("", &EVERY, &WORKS, broken("")),
            ("notallowederror", &EVERY, &WORKS, broken("notallowederror")),
            // Credential Management 1 §2.5.1 and §2.5.4: no secure context, no interface.
            ("NotAllowedError", &EVERY, &INSECURE, InsecureContext),
            // §5.9, publickey-credentials-get and publickey-credentials-create.
            ("NotAllowedError", &EVERY, &FORBIDDEN, NotAllowedHere),
            // §5.1.3 and §5.1.4, sameOriginWithAncestors is false; and this server takes no answer from there (§7).
            ("NotAllowedError", &EVERY, &FRAMED, NotAllowedHere),
            ("AbortError", &EVERY, &FRAMED, Stopped),
        ];
        for (name, ceremonies, support, expected) in rows {
            for ceremony in ceremonies {
                for elapsed_ms in [0, 499, 500, 20_000, TIMEOUT, i64::MAX, i64::MIN] {
                    let error = refused(name, *ceremony, elapsed_ms, support);
                    assert_eq!(error, expected, "{name} {ceremony:?} {elapsed_ms}");
                }
            }
        }
    }

    /// §5.1.3 and §5.1.4 end with `NotAllowedError` "in order to prevent information leak" for a timer that ran out, for a
    /// person who said no, and where nothing can answer (§14.5).
    #[test]
    fn time_tells_apart_what_the_browser_does_not() {
        use PasskeyError::*;
        let rows: [(i64, &[Ceremony], PasskeyError); 10] = [
            // "No authenticator is available", and no dialog was shown: nobody is so fast.
            (0, &[ALONE, LISTED], NoPasskeyHere),
            (499, &[ALONE, LISTED], NoPasskeyHere),
            // No device fits, or the browser knows of no click (Safari, a page in the background): not a rule about this page.
            (0, &[CREATE, CREATE_KEY], NotSupported),
            (499, &[CREATE, CREATE_KEY], NotSupported),
            // "The user exercises a user agent user-interface option to cancel the process."
            (500, &[CREATE, CREATE_KEY, ALONE, LISTED], Cancelled),
            (20_000, &[CREATE, CREATE_KEY, ALONE, LISTED], Cancelled),
            (
                TIMEOUT - 1_001,
                &[CREATE, CREATE_KEY, ALONE, LISTED],
                Cancelled,
            ),
            // "lifetimeTimer expires."
            (
                TIMEOUT - 1_000,
                &[CREATE, CREATE_KEY, ALONE, LISTED],
                TimedOut,
            ),
            (i64::MAX, &[CREATE, CREATE_KEY, ALONE, LISTED], TimedOut),
            // §5.1.4, conditional mediation has no timer: it ends after somebody chose a passkey and then said no.
            (TIMEOUT, &[Ceremony::Autofill], Cancelled),
        ];
        for (elapsed_ms, ceremonies, expected) in rows {
            for ceremony in ceremonies {
                let error = refused("NotAllowedError", *ceremony, elapsed_ms, &WORKS);
                assert_eq!(error, expected, "{ceremony:?} {elapsed_ms}");
            }
        }
        assert_eq!(
            refused("NotAllowedError", Ceremony::Autofill, 0, &WORKS),
            Cancelled
        );
    }

    #[test]
    fn without_a_timeout_nothing_has_timed_out() {
        let refusal = Refusal {
            name: "NotAllowedError",
            ceremony: LISTED,
            elapsed_ms: 600_000,
            timeout_ms: 0,
            support: &WORKS,
        };
        assert_eq!(
            PasskeyError::from_refusal(&refusal),
            PasskeyError::Cancelled
        );
    }

    #[test]
    fn only_what_people_did_themselves_is_quiet() {
        for error in [PasskeyError::Cancelled, PasskeyError::Stopped] {
            assert!(error.is_quiet());
        }
        for error in [
            PasskeyError::TimedOut,
            PasskeyError::Hung,
            PasskeyError::NoPasskeyHere,
            broken("x"),
        ] {
            assert!(!error.is_quiet());
        }
    }
}
