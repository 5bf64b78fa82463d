//! A passkey that the browser did not give.

use crate::Words;
use flow::passkey_error::PasskeyError;

/// What went wrong, and what to do.
pub fn passkey_trouble(words: Words, error: &PasskeyError) -> String {
    let words = words.passkey_trouble();
    let plain = match error {
        PasskeyError::Broken { name } => return words.broken(name),
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
