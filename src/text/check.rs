//! Words about what works in this browser.

use super::Text;
use flow::passkey_support::{Feature, Obstacle};

/// The page that says what works in this browser.
#[derive(Debug)]
pub struct CheckText {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// The way there, where a passkey cannot be used.
    pub link: &'static str,
    /// It all works.
    pub verdict_good: &'static str,
    /// Passkeys work, something else does not.
    pub verdict_partly: &'static str,
    /// Accessible name of the list.
    pub list: &'static str,
    /// Works.
    pub works: &'static str,
    /// Does not.
    pub missing: &'static str,
    /// The browser does not say.
    pub unknown: &'static str,
    /// Copies the list.
    pub copy: &'static str,
    /// The page was loaded safely.
    pub secure_context: CheckLine,
    /// The browser knows passkeys.
    pub api: CheckLine,
    /// The page may use them.
    pub permission: CheckLine,
    /// They fit the page's address.
    pub domain: CheckLine,
    /// This device keeps them.
    pub platform_authenticator: CheckLine,
    /// A phone near by can be used.
    pub phone: CheckLine,
    /// They are offered in the e-mail field.
    pub autofill: CheckLine,
    /// The password manager hears what was removed.
    pub signals: CheckLine,
    /// Cookies are kept.
    pub cookies: CheckLine,
    /// What stands in the way, for the places where a passkey would be.
    pub obstacles: ObstacleText,
}

/// Why no passkey can be used here at all, and what to do.
#[derive(Debug)]
pub struct ObstacleText {
    /// Not loaded over https.
    pub insecure_context: &'static str,
    /// The browser does not know passkeys.
    pub no_api: &'static str,
    /// In a frame, or forbidden.
    pub not_allowed_here: &'static str,
    /// Another domain.
    pub wrong_domain: &'static str,
    /// The server has none.
    pub not_set_up: &'static str,
}

/// Words for what stands in the way.
pub const fn obstacle(text: &Text, obstacle: Obstacle) -> &'static str {
    let words = &text.check.obstacles;
    match obstacle {
        Obstacle::InsecureContext => words.insecure_context,
        Obstacle::NoApi => words.no_api,
        Obstacle::NotAllowedHere => words.not_allowed_here,
        Obstacle::WrongDomain => words.wrong_domain,
        Obstacle::NotSetUp => words.not_set_up,
    }
}

/// Words for a line of the check.
pub const fn check_line(text: &Text, feature: Feature) -> &CheckLine {
    let words = &text.check;
    match feature {
        Feature::SecureContext => &words.secure_context,
        Feature::Api => &words.api,
        Feature::Permission => &words.permission,
        Feature::Domain => &words.domain,
        Feature::PlatformAuthenticator => &words.platform_authenticator,
        Feature::Phone => &words.phone,
        Feature::Autofill => &words.autofill,
        Feature::Signals => &words.signals,
    }
}

/// One line of it.
#[derive(Debug)]
pub struct CheckLine {
    /// What is looked at.
    pub name: &'static str,
    /// What to do when it is missing.
    pub advice: &'static str,
}

/// English.
pub const CHECK: CheckText = CheckText {
    title: "Check this browser",
    lead: "What works here with passkeys, and what to do about the rest.",
    link: "Check this browser",
    verdict_good: "Passkeys work in this browser.",
    verdict_partly: "Passkeys work in this browser. Something that makes them easier is missing.",
    list: "What was looked at",
    works: "Works",
    missing: "Missing",
    unknown: "Not known",
    copy: "Copy for support",
    secure_context: CheckLine {
        name: "Secure connection",
        advice: "Open the page by its https:// address. Without it no browser allows passkeys.",
    },
    api: CheckLine {
        name: "Passkeys in this browser",
        advice: "Update the browser, or use another. Inside another app, choose “open in browser”.",
    },
    permission: CheckLine {
        name: "Allowed on this page",
        advice: "The page stands inside another site, or a rule forbids it. Open it in a tab of its own.",
    },
    domain: CheckLine {
        name: "The right address",
        advice: "Passkeys work at the service’s own address only. Check the address bar, and open the page where you usually do.",
    },
    platform_authenticator: CheckLine {
        name: "Fingerprint, face or screen lock on this device",
        advice: "Set up a screen lock in the system settings, or use a phone or a security key.",
    },
    phone: CheckLine {
        name: "Passkey from a phone nearby",
        advice: "Turn on Bluetooth, or use a passkey on this device or a security key.",
    },
    autofill: CheckLine {
        name: "Passkeys in the e-mail field",
        advice: "Use the button “Sign in with a passkey” instead.",
    },
    signals: CheckLine {
        name: "Tidying up removed passkeys",
        advice: "After you remove a passkey here, delete it in your password manager as well.",
    },
    cookies: CheckLine {
        name: "Cookies for this site",
        advice: "Allow cookies for this site in the browser’s settings: without them nobody stays signed in.",
    },
    obstacles: ObstacleText {
        insecure_context: "Passkeys need a secure connection. Open the page by its https:// address.",
        no_api: "This browser has no passkeys. Update it, or use another; inside an app, choose “open in browser”.",
        not_allowed_here: "Passkeys are not allowed where this page stands. Open it in a tab of its own.",
        wrong_domain: "Passkeys work at this service’s own address only. Check the address bar, and open the page where you usually do.",
        not_set_up: "This service has no passkeys at its present address. Use your password and a code.",
    },
};
