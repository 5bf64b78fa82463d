//! Forms: what was typed becomes a checked request, or a list of what is wrong with which field.
//!
//! A check here saves a call; it never refuses what the server would take. Lists are in the order of the form
//! and never empty.

use crate::password::{self, Length};
use contract::{
    Secret,
    account::PasswordChange,
    limits,
    problem::{Field, Reason},
    sign_in::Credentials,
    sign_up::NewAccount,
};

/// What is wrong with a form.
pub type Faults = Vec<(Field, Reason)>;

/// The first step of signing in. Only emptiness is refused: what an address or a password must look like is
/// nobody's business here, and old accounts may have other rules.
pub fn check_credentials(email: &str, password: Secret) -> Result<Credentials, Faults> {
    let email = email.trim();
    let email_fault = email.is_empty().then_some(Reason::Missing);
    let password_fault = password.is_empty().then_some(Reason::Missing);
    none_of([
        (Field::Email, email_fault),
        (Field::Password, password_fault),
    ])?;
    Ok(Credentials {
        email: email.to_owned(),
        password,
    })
}

/// A wish for an account whose password must have `minimum` code points.
pub fn check_new_account(
    email: &str,
    password: Secret,
    minimum: u32,
) -> Result<NewAccount, Faults> {
    let email = email.trim();
    none_of([
        (Field::Email, email_fault(email)),
        (Field::Password, new_password_fault(&password, minimum)),
    ])?;
    Ok(NewAccount {
        email: email.to_owned(),
        password,
    })
}

/// A change of password to one that must have `minimum` code points.
pub fn check_password_change(
    current: Secret,
    new: Secret,
    minimum: u32,
) -> Result<PasswordChange, Faults> {
    let current_fault = current.is_empty().then_some(Reason::Missing);
    none_of([
        (Field::CurrentPassword, current_fault),
        (Field::Password, new_password_fault(&new, minimum)),
    ])?;
    Ok(PasswordChange { current, new })
}

/// A name for a method: 1 to [`limits::NAME_MAX`] code points after trimming.
pub fn check_name(typed: &str) -> Result<String, Faults> {
    let name = typed.trim();
    let fault = if name.is_empty() {
        Some(Reason::Missing)
    } else {
        optional_name_fault(name)
    };
    none_of([(Field::Name, fault)])?;
    Ok(name.to_owned())
}

/// What is wrong with a name that may also be left out.
pub(crate) fn optional_name_fault(typed: &str) -> Option<Reason> {
    let name = typed.trim();
    if name.chars().any(char::is_control) {
        return Some(Reason::Malformed);
    }
    let maximum = limits::NAME_MAX;
    let is_long = u32::try_from(name.chars().count()).is_ok_and(|length| length <= maximum);
    (!is_long).then_some(Reason::TooLong { maximum })
}

/// Nothing but the plainest signs of a slip: whether the address exists only a letter to it can tell.
fn email_fault(email: &str) -> Option<Reason> {
    let maximum = limits::EMAIL_MAX_BYTES;
    if email.is_empty() {
        return Some(Reason::Missing);
    }
    if u32::try_from(email.len()).map_or(true, |length| length > maximum) {
        return Some(Reason::TooLong { maximum });
    }
    let is_plausible = email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !email
            .chars()
            .any(|character| character.is_whitespace() || character.is_control());
    (!is_plausible).then_some(Reason::Malformed)
}

fn new_password_fault(password: &Secret, minimum: u32) -> Option<Reason> {
    match password::length(password, minimum) {
        Length::Empty => Some(Reason::Missing),
        Length::TooShort { .. } => Some(Reason::TooShort { minimum }),
        Length::TooLong => Some(Reason::TooLong {
            maximum: limits::PASSWORD_MAX_BYTES,
        }),
        Length::Enough => None,
    }
}

fn none_of<const FIELDS: usize>(checks: [(Field, Option<Reason>); FIELDS]) -> Result<(), Faults> {
    let faults: Faults = checks
        .into_iter()
        .filter_map(|(field, fault)| fault.map(|reason| (field, reason)))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}
