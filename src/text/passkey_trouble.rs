//! Words for what went wrong with a passkey: what it is, and what to do.

use super::fill;
use flow::passkey_error::PasskeyError;

/// Words for what went wrong with a passkey.
#[derive(Debug)]
pub struct PasskeyTroubleText {
    pub(super) wrong: &'static str,
    pub(super) removed: &'static str,
    pub(super) person_not_verified: &'static str,
    pub(super) counter_went_back: &'static str,
    pub(super) ceremony_expired: &'static str,
    pub(super) refused: &'static str,
    pub(super) already_registered: &'static str,
    pub(super) perhaps_added: &'static str,
    pub(super) too_many: &'static str,
    pub(super) unavailable: &'static str,
    timed_out: &'static str,
    none_here: &'static str,
    already_here: &'static str,
    not_allowed_here: &'static str,
    insecure_context: &'static str,
    wrong_domain: &'static str,
    cannot_verify_person: &'static str,
    not_supported: &'static str,
    hung: &'static str,
    broken: &'static str,
}

/// English.
pub const ENGLISH_PASSKEY_TROUBLE: PasskeyTroubleText = PasskeyTroubleText {
    wrong: "This passkey does not open an account here. Try another one, or another way.",
    removed: "This passkey was removed from the account, so it no longer opens it. Delete it in your password manager, and sign in another way.",
    person_not_verified: "Your device did not check that it is you. Set up its screen lock or PIN, then try again; or use another way.",
    counter_went_back: "This passkey answered as if there were a copy of it, so it was refused. Use another way, then look at your security settings.",
    ceremony_expired: "That took too long, or was answered already. Try again.",
    refused: "What your device made cannot be used here. Try another device or password manager.",
    already_registered: "This passkey is registered already. There is nothing more to do on this device.",
    perhaps_added: "The server’s answer was lost, and it may be added already. Look at your security settings.",
    too_many: "You have as many passkeys and security keys as an account can have. Remove one first.",
    unavailable: "This service has no passkeys at its present address. Use your password and a code.",
    timed_out: "Nobody answered your browser’s question in time. Try again when you are ready.",
    none_here: "Your browser found no passkey here that opens an account of this service. Use the phone or key that has one, or another way.",
    already_here: "This device or key has a passkey for your account already. There is nothing more to do on it.",
    not_allowed_here: "Your browser does not allow passkeys where this page stands. Open it in a tab of its own, or use another way.",
    insecure_context: "Passkeys need a secure connection. Open the page by its https:// address.",
    wrong_domain: "Passkeys work at this service’s own address only. Check the address bar, and open the page where you usually do.",
    cannot_verify_person: "This device cannot check that it is you. Set up its screen lock or PIN, or use another device.",
    not_supported: "This browser or device cannot do that. Try another one, or another way.",
    hung: "Your browser never answered. Close any window it may have opened, and try again; a reload helps if it stays so.",
    broken: "Your browser could not do that ({name}). Try again, or use another way.",
};

/// What to tell about a passkey that the browser did not give.
pub(super) fn passkey_trouble(words: &PasskeyTroubleText, error: &PasskeyError) -> String {
    let plain = match error {
        PasskeyError::Broken { name } => return fill(words.broken, &[("name", name)]),
        PasskeyError::TimedOut | PasskeyError::Cancelled | PasskeyError::Stopped => words.timed_out,
        PasskeyError::NoPasskeyHere => words.none_here,
        PasskeyError::AlreadyRegistered => words.already_here,
        PasskeyError::NotAllowedHere => words.not_allowed_here,
        PasskeyError::InsecureContext => words.insecure_context,
        PasskeyError::WrongDomain => words.wrong_domain,
        PasskeyError::CannotVerifyPerson => words.cannot_verify_person,
        PasskeyError::NotSupported => words.not_supported,
        PasskeyError::Hung => words.hung,
    };
    plain.to_owned()
}
