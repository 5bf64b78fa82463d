//! What this browser can do with passkeys here: the facts that the page found, and what follows from them.

/// The facts. Whoever finds them asks the browser once, when the page comes up.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, found by another question to the browser"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Support {
    /// Whether the page was loaded safely (`isSecureContext`): https, or this very computer.
    pub is_secure: bool,
    /// Whether the browser has the interface at all (`PublicKeyCredential`, `navigator.credentials`).
    pub has_api: bool,
    /// Whether the page may use it, by the permissions policy (WebAuthn L3 §5.9). True when the browser does not tell.
    pub is_allowed: bool,
    /// Whether the page stands in a frame: the server takes no answer from there unless the frame is of the same origin, and
    /// nobody should sign in inside one.
    pub in_frame: bool,
    /// Whether passkeys are offered in the autofill of a field (`mediation: "conditional"` of a `get`).
    pub is_autofill_there: bool,
    /// Whether this device itself keeps passkeys and checks who holds it; `None` when the browser does not tell.
    pub has_platform_authenticator: Option<bool>,
    /// Whether a phone near by can be used (hybrid transport); `None` when the browser does not tell.
    pub can_use_phone: Option<bool>,
    /// Whether the browser takes signals (WebAuthn L3 §5.1.10).
    pub has_signals: bool,
    /// Whether the browser reads options from JSON itself (WebAuthn L3 §5.1.8 and §5.1.9). Without that the page does.
    pub parses_json: bool,
    /// Whether the server's passkeys can be used at the page's address.
    pub rp: Rp,
}

/// Whether the server's passkeys can be used at the page's address (RP ID, WebAuthn L3 §5.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Rp {
    /// The server has not said yet what they are bound to.
    #[default]
    Unknown,
    /// The server has none: people reach it by an address that passkeys cannot be bound to.
    None,
    /// They can.
    Fits,
    /// They are bound to another domain than this page's.
    Foreign,
}

/// Why passkeys and security keys cannot be used at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Obstacle {
    /// The page was not loaded over https.
    InsecureContext,
    /// The browser does not know passkeys.
    NoApi,
    /// The page may not use them: it stands in a frame, or a policy forbids it.
    NotAllowedHere,
    /// They are bound to another domain than this page's.
    WrongDomain,
    /// The server has none.
    NotSetUp,
}

/// One line of the page that checks this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub what: Feature,
    /// What was found.
    pub verdict: Verdict,
    /// Whether to say what to do. Where nothing works, only the first thing that is missing is told: the rest follows
    /// from it.
    pub needs_advice: bool,
}

/// What is looked at, in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feature {
    /// The page was loaded safely.
    SecureContext,
    /// The browser knows passkeys.
    Api,
    /// The page may use them.
    Permission,
    /// The server has passkeys, and they fit the page's address.
    Domain,
    /// This device keeps passkeys itself.
    PlatformAuthenticator,
    /// A phone near by can be used.
    Phone,
    /// Passkeys are offered in the autofill of the email field.
    Autofill,
    /// The browser tells the password manager what the server knows.
    Signals,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is there.
    Works,
    /// It is not.
    Missing,
    /// The browser, or the server, does not tell.
    Unknown,
}

impl Support {
    /// Why nothing can be asked or made here, the reason that stands before all others; `None` when it can.
    ///
    /// What is not known yet is no obstacle.
    #[must_use]
    pub const fn obstacle(&self) -> Option<Obstacle> {
        // Without https the interface is not there either, so that comes first.
        if !self.is_secure {
            Some(Obstacle::InsecureContext)
        } else if !self.has_api {
            Some(Obstacle::NoApi)
        } else if !self.is_allowed || self.in_frame {
            Some(Obstacle::NotAllowedHere)
        } else {
            match self.rp {
                Rp::None => Some(Obstacle::NotSetUp),
                Rp::Foreign => Some(Obstacle::WrongDomain),
                Rp::Unknown | Rp::Fits => None,
            }
        }
    }

    /// Whether a passkey or security key can be asked for: a button for it works.
    #[must_use]
    pub const fn can_ask(&self) -> bool {
        self.obstacle().is_none()
    }

    /// Whether a passkey or security key can be made. A device that keeps none itself still takes one on a key.
    #[must_use]
    pub const fn can_create(&self) -> bool {
        self.obstacle().is_none()
    }

    /// Whether passkeys can wait in the autofill of a field.
    #[must_use]
    pub const fn can_autofill(&self) -> bool {
        self.can_ask() && self.is_autofill_there
    }

    /// Everything that was looked at, for the person or whoever helps them.
    #[must_use]
    pub fn checks(&self) -> Vec<Check> {
        let has_api = self.is_secure && self.has_api;
        let domain = match self.rp {
            Rp::Unknown => Verdict::Unknown,
            Rp::None | Rp::Foreign => Verdict::Missing,
            Rp::Fits => Verdict::Works,
        };
        [
            (Feature::SecureContext, found(self.is_secure)),
            (Feature::Api, found(self.has_api)),
            (
                Feature::Permission,
                found(self.is_allowed && !self.in_frame),
            ),
            (Feature::Domain, domain),
            (
                Feature::PlatformAuthenticator,
                told(has_api, self.has_platform_authenticator),
            ),
            (Feature::Phone, told(has_api, self.can_use_phone)),
            (Feature::Autofill, found(has_api && self.is_autofill_there)),
            (Feature::Signals, found(has_api && self.has_signals)),
        ]
        .into_iter()
        .scan(false, |is_told, (what, verdict)| {
            let follows = *is_told && self.obstacle().is_some();
            let needs_advice = verdict == Verdict::Missing && !follows;
            *is_told |= needs_advice;
            Some(Check {
                what,
                verdict,
                needs_advice,
            })
        })
        .collect()
    }

    /// Whether nothing is known to be missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let checks = self.checks();
        checks.iter().all(|check| check.verdict != Verdict::Missing)
    }
}

const fn found(is_there: bool) -> Verdict {
    if is_there {
        Verdict::Works
    } else {
        Verdict::Missing
    }
}

/// Without the interface there is nobody to ask, and nothing works.
const fn told(has_api: bool, answer: Option<bool>) -> Verdict {
    match answer {
        _ if !has_api => Verdict::Missing,
        Some(is_there) => found(is_there),
        None => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKS: Support = Support {
        is_secure: true,
        has_api: true,
        is_allowed: true,
        in_frame: false,
        is_autofill_there: true,
        has_platform_authenticator: Some(true),
        can_use_phone: Some(true),
        has_signals: true,
        parses_json: true,
        rp: Rp::Fits,
    };

    fn verdict(support: &Support, what: Feature) -> Verdict {
        let checks = support.checks();
        let check = checks.iter().find(|check| check.what == what);
        check.unwrap().verdict
    }

    #[test]
    fn each_obstacle_stands_in_the_way_and_the_first_is_told() {
        type Spoil = fn(&mut Support);
        let rows: [(Spoil, Obstacle); 6] = [
            (|it| it.is_secure = false, Obstacle::InsecureContext),
            (|it| it.has_api = false, Obstacle::NoApi),
            (|it| it.is_allowed = false, Obstacle::NotAllowedHere),
            (|it| it.in_frame = true, Obstacle::NotAllowedHere),
            (|it| it.rp = Rp::None, Obstacle::NotSetUp),
            (|it| it.rp = Rp::Foreign, Obstacle::WrongDomain),
        ];
        for (index, (spoil, obstacle)) in rows.iter().enumerate() {
            let mut support = WORKS;
            spoil(&mut support);
            assert_eq!(support.obstacle(), Some(*obstacle));
            assert!(!support.can_ask() && !support.can_create() && !support.can_autofill());
            // The last two are one fact, which cannot be both.
            for (later, _) in &rows[index..5] {
                later(&mut support);
                assert_eq!(support.obstacle(), Some(*obstacle), "the first stays");
            }
        }
    }

    #[test]
    fn what_is_not_known_or_only_missing_is_no_obstacle() {
        let bare = Support {
            is_autofill_there: false,
            has_platform_authenticator: None,
            can_use_phone: Some(false),
            has_signals: false,
            parses_json: false,
            rp: Rp::Unknown,
            ..WORKS
        };
        assert_eq!(bare.obstacle(), None);
        assert!(bare.can_ask() && bare.can_create() && !bare.can_autofill());
        assert_eq!(verdict(&bare, Feature::Domain), Verdict::Unknown);
        assert_eq!(
            verdict(&bare, Feature::PlatformAuthenticator),
            Verdict::Unknown
        );
        assert_eq!(verdict(&bare, Feature::Phone), Verdict::Missing);
        assert_eq!(verdict(&bare, Feature::Autofill), Verdict::Missing);
        assert_eq!(verdict(&bare, Feature::Signals), Verdict::Missing);
    }

    #[test]
    fn a_browser_that_can_do_everything_passes_every_check() {
        assert!(WORKS.can_autofill());
        for check in WORKS.checks() {
            assert_eq!(check.verdict, Verdict::Works, "{check:?}");
        }
    }

    #[test]
    fn without_the_interface_nothing_of_it_works() {
        let none = Support {
            has_api: false,
            ..WORKS
        };
        for what in [
            Feature::Api,
            Feature::PlatformAuthenticator,
            Feature::Phone,
            Feature::Autofill,
            Feature::Signals,
        ] {
            assert_eq!(verdict(&none, what), Verdict::Missing, "{what:?}");
        }
        assert_eq!(verdict(&none, Feature::SecureContext), Verdict::Works);
        let told = |support: Support| -> Vec<Feature> {
            let checks = support.checks().into_iter();
            let told = checks.filter(|check| check.needs_advice);
            told.map(|check| check.what).collect()
        };
        assert_eq!(told(none), [Feature::Api], "the rest follows from it");
        let small = Support {
            is_autofill_there: false,
            has_signals: false,
            ..WORKS
        };
        assert_eq!(told(small), [Feature::Autofill, Feature::Signals]);
        assert!(WORKS.is_complete() && !small.is_complete() && !none.is_complete());
    }
}
