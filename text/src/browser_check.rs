//! What works in this browser, and why no passkey can be used in it.

use crate::Words;
use flow::passkey_support::{Feature, Obstacle};

/// One line of the check.
#[derive(Clone, Copy, Debug)]
pub struct CheckLine {
    /// What is looked at.
    pub name: &'static str,
    /// What to do when it is missing.
    pub advice: &'static str,
}

/// The line for a feature.
pub const fn check_line(words: Words, feature: Feature) -> CheckLine {
    let words = words.browser_check();
    let (name, advice) = match feature {
        Feature::SecureContext => (words.secure_context, words.secure_context_advice),
        Feature::Api => (words.api, words.api_advice),
        Feature::Permission => (words.permission, words.permission_advice),
        Feature::Domain => (words.domain, words.domain_advice),
        Feature::PlatformAuthenticator => (
            words.platform_authenticator,
            words.platform_authenticator_advice,
        ),
        Feature::Phone => (words.phone, words.phone_advice),
        Feature::Autofill => (words.autofill, words.autofill_advice),
        Feature::Signals => (words.signals, words.signals_advice),
    };
    CheckLine { name, advice }
}

/// Why no passkey can be used here at all, and what to do.
pub const fn obstacle(words: Words, obstacle: Obstacle) -> &'static str {
    let words = words.passkey_obstacles();
    match obstacle {
        Obstacle::InsecureContext => words.insecure_context,
        Obstacle::NoApi => words.no_api,
        Obstacle::NotAllowedHere => words.not_allowed_here,
        Obstacle::WrongDomain => words.wrong_domain,
        Obstacle::NotSetUp => words.not_set_up,
    }
}
