//! Forms: what was typed becomes a checked request, or a list of what is wrong with which field.
//!
//! A check here saves a call; it never refuses what the server would take. Lists are in the order of the form
//! and never empty.

use crate::password::{self, Length};
use contract::{
    Secret,
    account::{Deletion, PasswordChange},
    contact::{NewEmail, NewPhone},
    limits, phone,
    problem::{Field, Reason},
    recovery::{PasswordReset, ResetWish},
    sign_in::Credentials,
    sign_up::NewAccount,
    typed,
};

/// What is wrong with a form.
pub type Faults = Vec<(Field, Reason)>;

/// The first step of signing in. Only emptiness is refused: what an address or a password must look like is
/// nobody's business here, and old accounts may have other rules.
pub fn check_credentials(email: &str, password: Secret) -> Result<Credentials, Faults> {
    let email = typed::email(email);
    let email_fault = email.is_empty().then_some(Reason::Missing);
    let password_fault = password.is_empty().then_some(Reason::Missing);
    none_of([
        (Field::Email, email_fault),
        (Field::Password, password_fault),
    ])?;
    Ok(Credentials { email, password })
}

/// A wish for an account whose password must have `minimum` code points.
pub fn check_new_account(
    email: &str,
    password: Secret,
    minimum: u32,
) -> Result<NewAccount, Faults> {
    let email = typed::email(email);
    none_of([
        (Field::Email, email_fault(&email)),
        (Field::Password, new_password_fault(&password, minimum)),
    ])?;
    Ok(NewAccount { email, password })
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

/// A wish for a link that sets a new password and leads on to `next`. Only emptiness is refused, as at
/// [`check_credentials`].
pub fn check_reset_wish(email: &str, next: Option<String>) -> Result<ResetWish, Faults> {
    let email = typed::email(email);
    none_of([(Field::Email, email.is_empty().then_some(Reason::Missing))])?;
    Ok(ResetWish { email, next })
}

/// A new password of at least `minimum` code points, by the link that the token came with.
pub fn check_password_reset(
    token: Secret,
    password: Secret,
    minimum: u32,
) -> Result<PasswordReset, Faults> {
    none_of([(Field::Password, new_password_fault(&password, minimum))])?;
    Ok(PasswordReset { token, password })
}

/// A phone number for codes.
pub fn check_phone(typed: &str) -> Result<NewPhone, Faults> {
    let number = phone::international(typed).map_err(|reason| vec![(Field::Phone, reason)])?;
    Ok(NewPhone { number })
}

/// An email address to be confirmed.
pub fn check_email(typed: &str) -> Result<NewEmail, Faults> {
    let email = typed::email(typed);
    none_of([(Field::Email, email_fault(&email))])?;
    Ok(NewEmail { email })
}

/// The wish to delete the account whose address is `own`, with that address typed once more.
pub fn check_deletion(typed: &str, own: &str) -> Result<Deletion, Faults> {
    let email = typed::email(typed);
    let fault = if email.is_empty() {
        Some(Reason::Missing)
    } else {
        // What an address of other letters is the same as, only the server knows.
        let is_other = email.is_ascii() && own.is_ascii() && !email.eq_ignore_ascii_case(own);
        is_other.then_some(Reason::Wrong)
    };
    none_of([(Field::Email, fault)])?;
    Ok(Deletion { email })
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

/// Nothing but the plainest signs of a slip: whether the address exists only a letter to it can tell. How long an address
/// outside ASCII is, only the server knows: domain names are shorter or longer in the form that it keeps (UTS #46).
fn email_fault(email: &str) -> Option<Reason> {
    let maximum = limits::EMAIL_MAX_BYTES;
    if email.is_empty() {
        return Some(Reason::Missing);
    }
    let is_long = u32::try_from(email.len()).map_or(true, |length| length > maximum);
    if is_long && email.is_ascii() {
        return Some(Reason::TooLong { maximum });
    }
    let at = ['@', '\u{FF20}'];
    let is_plausible = email
        .split_once(at)
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains(at))
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

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "correct horse battery staple";

    fn new_account_faults(email: &str, password: &str) -> Faults {
        check_new_account(email, password.into(), 15)
            .err()
            .unwrap_or_default()
    }

    #[test]
    fn signing_in_asks_only_that_both_are_there() {
        let credentials = check_credentials(" ann ", "x".into()).unwrap();
        assert_eq!(credentials.email, "ann");
        assert_eq!(credentials.password, "x".into());
        assert_eq!(
            check_credentials(" ", Secret::default()).unwrap_err(),
            [
                (Field::Email, Reason::Missing),
                (Field::Password, Reason::Missing)
            ]
        );
    }

    #[test]
    fn what_was_pasted_unseen_with_an_address_does_not_count() {
        let pasted = "\u{FEFF}an\u{200B}n@exam\u{AD}ple.org\u{A0}\u{202C}";
        let own = "ann@example.org";
        assert_eq!(check_credentials(pasted, LONG.into()).unwrap().email, own);
        assert_eq!(
            check_new_account(pasted, LONG.into(), 15).unwrap().email,
            own
        );
        assert_eq!(check_reset_wish(pasted, None).unwrap().email, own);
        assert_eq!(check_email(pasted).unwrap().email, own);
        assert_eq!(check_deletion(pasted, own).unwrap().email, own);
        let nothing = vec![(Field::Email, Reason::Missing)];
        assert_eq!(check_email("\u{200B}\u{FEFF}"), Err(nothing));
    }

    #[test]
    fn a_password_is_never_trimmed() {
        let credentials = check_credentials("ann@x", "  secret  ".into()).unwrap();
        assert_eq!(credentials.password.expose(), "  secret  ");
        assert!(check_credentials("ann@x", " ".into()).is_ok());
    }

    #[test]
    fn an_address_is_refused_only_for_a_plain_slip() {
        for email in [
            "ann@example.org",
            " ann@example.org\n",
            "a+b@c",
            "ÄÖ@exämple.рф",
            "\"a\"@x",
        ] {
            assert_eq!(new_account_faults(email, LONG), [], "{email:?}");
        }
        for email in ["ann", "@x.org", "ann@", "a@b@c", "a b@x.org", "a\0@x.org"] {
            assert_eq!(
                new_account_faults(email, LONG),
                [(Field::Email, Reason::Malformed)],
                "{email:?}"
            );
        }
    }

    #[test]
    fn an_address_has_at_most_254_bytes() {
        let fits = format!("{}@x.org", "e".repeat(248));
        assert_eq!(fits.len(), 254);
        assert_eq!(new_account_faults(&fits, LONG), []);
        let too_long = (Field::Email, Reason::TooLong { maximum: 254 });
        assert_eq!(new_account_faults(&format!("a{fits}"), LONG), [too_long]);
    }

    #[test]
    fn every_fault_is_told_at_once_in_the_order_of_the_form() {
        let faults = new_account_faults("", "short");
        let short = Reason::TooShort { minimum: 15 };
        assert_eq!(
            faults,
            [(Field::Email, Reason::Missing), (Field::Password, short)]
        );
        let faults = check_password_change(Secret::default(), Secret::default(), 8).unwrap_err();
        assert_eq!(
            faults,
            [
                (Field::CurrentPassword, Reason::Missing),
                (Field::Password, Reason::Missing)
            ]
        );
    }

    #[test]
    fn a_change_of_password_measures_only_the_new_one() {
        assert!(check_password_change("x".into(), "12345678".into(), 8).is_ok());
        let faults = check_password_change("x".into(), "1234567".into(), 8).unwrap_err();
        assert_eq!(faults, [(Field::Password, Reason::TooShort { minimum: 8 })]);
    }

    #[test]
    fn a_wish_for_a_new_password_asks_only_for_an_address() {
        assert_eq!(check_reset_wish(" ann ", None).unwrap().email, "ann");
        let missing = vec![(Field::Email, Reason::Missing)];
        assert_eq!(check_reset_wish(" ", None), Err(missing));
    }

    #[test]
    fn a_new_password_by_link_is_measured() {
        let reset = check_password_reset("token".into(), "12345678".into(), 8).unwrap();
        assert_eq!(reset.token, "token".into());
        let faults = check_password_reset("token".into(), "1234567".into(), 8).unwrap_err();
        assert_eq!(faults, [(Field::Password, Reason::TooShort { minimum: 8 })]);
    }

    #[test]
    fn a_phone_number_and_an_address_are_checked_at_their_fields() {
        assert_eq!(
            check_phone("+49 170 1234567").unwrap().number,
            "+491701234567"
        );
        let fault = vec![(Field::Phone, Reason::Malformed)];
        assert_eq!(check_phone("0170 1234567"), Err(fault));
        assert_eq!(check_email(" ann@x.org ").unwrap().email, "ann@x.org");
        let fault = vec![(Field::Email, Reason::Malformed)];
        assert_eq!(check_email("ann"), Err(fault));
    }

    #[test]
    fn an_account_is_deleted_only_by_its_own_address() {
        let own = "ann@example.org";
        for typed in [own, " Ann@Example.ORG "] {
            assert_eq!(check_deletion(typed, own).unwrap().email, typed.trim());
        }
        let wrong = vec![(Field::Email, Reason::Wrong)];
        assert_eq!(check_deletion("bob@example.org", own), Err(wrong));
        let missing = vec![(Field::Email, Reason::Missing)];
        assert_eq!(check_deletion("", own), Err(missing));
        // Normalising other letters is left to the server.
        assert!(check_deletion("ＡＮＮ@example.org", own).is_ok());
    }

    #[test]
    fn a_name_has_1_to_64_code_points_after_trimming() {
        assert_eq!(check_name("  My phone ").unwrap(), "My phone");
        assert!(check_name(&"é".repeat(64)).is_ok());
        let fault = |reason| vec![(Field::Name, reason)];
        assert_eq!(
            check_name(&"é".repeat(65)),
            Err(fault(Reason::TooLong { maximum: 64 }))
        );
        assert_eq!(check_name(" \t"), Err(fault(Reason::Missing)));
        assert_eq!(check_name("a\u{7}b"), Err(fault(Reason::Malformed)));
        assert_eq!(optional_name_fault(""), None);
    }
}
