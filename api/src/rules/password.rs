//! Passwords: their one form, and what a new one must be (NIST SP 800-63B-4 §3.1.1.2).

use super::{email::Email, invalid};
use contract::{
    Problem, Secret,
    limits::{PASSWORD_MAX_BYTES, PASSWORD_MIN_ALONE, PASSWORD_MIN_WITH_SECOND_STEP},
    problem::{Field, Reason},
};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;
use zxcvbn::matching::patterns::MatchPattern;

/// A local part shorter than this is part of too many good passwords to be refused.
const LOCAL_PART_MIN: usize = 4;
/// No entry of the list of common passwords is longer than this, in code points.
const COMMON_MAX: usize = 40;

/// A password in its one form: NFKC, normalised here and nowhere else, so that setting and verifying agree.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes a password as typed. Refused as [`Field::Password`] when empty, or longer than
    /// [`PASSWORD_MAX_BYTES`] before or after normalisation; never cut.
    pub fn typed(text: &Secret) -> Result<Self, Problem> {
        Self::of_field(Field::Password, text)
    }

    /// As [`Password::typed`], for the password in force in a change of password.
    pub fn typed_as_current(text: &Secret) -> Result<Self, Problem> {
        Self::of_field(Field::CurrentPassword, text)
    }

    fn of_field(field: Field, text: &Secret) -> Result<Self, Problem> {
        let maximum = PASSWORD_MAX_BYTES as usize;
        if text.is_empty() {
            return Err(invalid(field, Reason::Missing));
        }
        let too_long = invalid(
            field,
            Reason::TooLong {
                maximum: PASSWORD_MAX_BYTES,
            },
        );
        if text.expose().len() > maximum {
            return Err(too_long);
        }
        // Never grows: no copy is left behind in memory.
        let mut normalised = Zeroizing::new(String::with_capacity(maximum));
        for character in text.expose().nfkc() {
            if normalised.len() + character.len_utf8() > maximum {
                return Err(too_long);
            }
            normalised.push(character);
        }
        Ok(Self(normalised))
    }

    /// The bytes, to be hashed.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    fn code_points(&self) -> usize {
        self.0.chars().count()
    }

    fn lower_case(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_lowercase())
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// The shortest password, in code points, of an account that has a second step or must have one, or has not.
pub const fn minimum(has_second_step_or_must: bool) -> u32 {
    if has_second_step_or_must {
        PASSWORD_MIN_WITH_SECOND_STEP
    } else {
        PASSWORD_MIN_ALONE
    }
}

/// Whether an account may take this password: long enough, without control characters, not containing the
/// e-mail address, not the name of the service with digits and signs around it, not on the list of common ones.
///
/// There is no rule about kinds of characters, and no estimate of strength: four words and sixteen faces pass.
pub fn check_new(
    password: &Password,
    email: &Email,
    minimum: u32,
    site_name: &str,
) -> Result<(), Problem> {
    let refused = |reason| Err(invalid(Field::Password, reason));
    if password.0.chars().any(char::is_control) {
        return refused(Reason::Malformed);
    }
    if password.code_points() < minimum as usize {
        return refused(Reason::TooShort { minimum });
    }
    let lower_case = password.lower_case();
    if contains_email(&lower_case, email) {
        return refused(Reason::ContainsEmail);
    }
    if is_site_name(&lower_case, site_name) || is_common(password) {
        return refused(Reason::Common);
    }
    Ok(())
}

fn contains_email(lower_case: &str, email: &Email) -> bool {
    let local = email.local_part();
    lower_case.contains(email.as_str())
        || (local.chars().count() >= LOCAL_PART_MIN && lower_case.contains(local))
}

/// Whether nothing but digits, signs and spaces stands around the name of the service.
fn is_site_name(lower_case: &str, site_name: &str) -> bool {
    let bare = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    let name = bare(&site_name.nfkc().collect::<String>().to_lowercase());
    let core = Zeroizing::new(bare(lower_case));
    !name.is_empty() && *core == name
}

/// Whether the whole password is a word of zxcvbn's lists: 30,000 passwords that people chose, and common words
/// and names; also reversed, in other case, or with look-alike signs for letters. A password merely made of such
/// words is not.
fn is_common(password: &Password) -> bool {
    let length = password.code_points();
    if length > COMMON_MAX {
        return false;
    }
    let estimate = zxcvbn::zxcvbn(&password.0, &[]);
    match estimate.sequence() {
        [only] => matches!(only.pattern, MatchPattern::Dictionary(_)),
        _ => false,
    }
}
