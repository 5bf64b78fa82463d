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
/// No entry of zxcvbn's lists is longer than this, in code points. Looking at longer ones would only take time:
/// whoever chooses the signs with care makes it try thousands of readings.
const COMMON_MAX: usize = 23;
/// Whoever tries this many passwords has tried the lists.
const GUESSED_EARLY: u64 = 100_000;

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
///
/// Of the short ones that are one repetition, run, keyboard row or date, zxcvbn does not tell which are on the
/// list, so all are refused that it would guess as soon as those.
fn is_common(password: &Password) -> bool {
    let length = password.code_points();
    if length > COMMON_MAX {
        return false;
    }
    let estimate = zxcvbn::zxcvbn(&password.0, &[]);
    let [only] = estimate.sequence() else {
        return false;
    };
    let may_be_a_pattern = length < PASSWORD_MIN_ALONE as usize && password.0.is_ascii();
    match only.pattern {
        MatchPattern::Dictionary(_) => true,
        MatchPattern::BruteForce => false,
        _ => may_be_a_pattern && estimate.guesses() < GUESSED_EARLY,
    }
}

#[cfg(test)]
mod tests {
    use super::{Password, check_new, minimum};
    use crate::rules::email::Email;
    use contract::{
        Problem, Secret,
        problem::{Field, Reason},
    };
    use proptest::prelude::*;

    fn typed(text: &str) -> Password {
        Password::typed(&Secret::from(text)).unwrap()
    }

    fn check(text: &str, minimum: u32) -> Result<(), Reason> {
        let email = Email::parse("ann.lee@example.com").unwrap();
        match check_new(&typed(text), &email, minimum, "Latchkey") {
            Ok(()) => Ok(()),
            Err(Problem::Invalid {
                field: Field::Password,
                reason,
            }) => Err(reason),
            Err(other) => panic!("{text:?} gave {other:?}"),
        }
    }

    fn too_long(field: Field) -> Problem {
        Problem::Invalid {
            field,
            reason: Reason::TooLong { maximum: 1_024 },
        }
    }

    #[test]
    fn the_minimum_is_8_beside_a_second_step_and_15_alone() {
        assert_eq!((minimum(true), minimum(false)), (8, 15));
        assert_eq!(check("vK7#qpz", 8), Err(Reason::TooShort { minimum: 8 }));
        assert_eq!(check("vK7#qpzw", 8), Ok(()));
        assert_eq!(
            check("vK7#qpzwvK7#qp", 15),
            Err(Reason::TooShort { minimum: 15 })
        );
        assert_eq!(check("vK7#qpzwvK7#qpz", 15), Ok(()));
    }

    #[test]
    fn length_counts_code_points() {
        assert_eq!(
            check(&"🦊🌵🚲🧊🎹🥝🛶".repeat(2), 15),
            Err(Reason::TooShort { minimum: 15 })
        );
        assert_eq!(check("🦊🌵🚲🧊🎹🥝🛶🪁", 8), Ok(()));
    }

    #[test]
    fn long_passwords_are_accepted_up_to_1024_bytes() {
        for length in [64, 128, 1_000, 1_024] {
            assert_eq!(
                check(
                    &"vK7#qpzw".chars().cycle().take(length).collect::<String>(),
                    15
                ),
                Ok(()),
                "{length}"
            );
        }
        let longer = Secret::from("x".repeat(1_025));
        assert_eq!(Password::typed(&longer), Err(too_long(Field::Password)));
        assert_eq!(
            Password::typed_as_current(&longer),
            Err(too_long(Field::CurrentPassword))
        );
        assert!(Password::typed(&Secret::from("é".repeat(512))).is_ok());
        assert_eq!(
            Password::typed(&Secret::from("é".repeat(513))),
            Err(too_long(Field::Password))
        );
    }

    #[test]
    fn a_password_that_normalisation_makes_too_long_is_refused() {
        // U+FDFA becomes eighteen letters.
        let swelling = Secret::from("\u{fdfa}".repeat(100));
        assert!(swelling.expose().len() < 1_024);
        assert_eq!(Password::typed(&swelling), Err(too_long(Field::Password)));
    }

    #[test]
    fn an_empty_password_is_missing() {
        let missing = |field| {
            Err(Problem::Invalid {
                field,
                reason: Reason::Missing,
            })
        };
        assert_eq!(
            Password::typed(&Secret::default()),
            missing(Field::Password)
        );
        assert_eq!(
            Password::typed_as_current(&Secret::default()),
            missing(Field::CurrentPassword)
        );
    }

    #[test]
    fn composed_and_decomposed_and_full_width_are_one_password() {
        assert_eq!(
            typed("caf\u{e9} au lait, deux"),
            typed("cafe\u{301} au lait, deux")
        );
        assert_eq!(typed("ｖＫ７＃ｑｐｚｗ"), typed("vK7#qpzw"));
        assert_eq!(typed("\u{1e9b}\u{323}"), typed("\u{1e69}"));
        assert_ne!(typed("Straße"), typed("Strasse"));
        assert_ne!(typed("vK7#qpzw"), typed("VK7#qpzw"));
    }

    #[test]
    fn spaces_belong_to_the_password() {
        assert_ne!(typed(" vK7#qpzw"), typed("vK7#qpzw"));
        assert_ne!(typed("vK7#qpzw "), typed("vK7#qpzw"));
    }

    #[test]
    fn there_is_no_rule_about_kinds_of_characters() {
        for text in [
            "correct horse battery staple",
            "🦊🌵🚲🧊🎹🥝🛶🪁🦊🌵🚲🧊🎹🥝🛶🪁",
            "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
            "aaaaaaaaaaaaaaa",
            "it was raining that day",
            "пароль не для всех людей",
            "一二三四五六七八九十甲乙丙丁戊",
            "                nothing",
            "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
        ] {
            assert_eq!(check(text, 15), Ok(()), "{text}");
        }
    }

    #[test]
    fn passwords_that_many_have_are_refused() {
        for text in [
            "password",
            "password123",
            "PASSWORD123",
            "Passw0rd",
            "p@ssword",
            "drowssap",
            "12345678",
            "qwertyuiop",
            "iloveyou",
            "sunshine",
            "trustno1",
            "letmein1",
            "1qaz2wsx",
            "11111111",
            "aaaaaaaa",
            "asdfghjkl",
            "abababab",
            "25121987",
            "abcd1234",
            "football",
            "starwars",
        ] {
            assert_eq!(check(text, 8), Err(Reason::Common), "{text}");
        }
    }

    #[test]
    fn the_name_of_the_service_is_refused_whatever_stands_around_it() {
        for text in [
            "latchkey",
            "Latchkey2026",
            "latchkey2026!",
            "!!LATCHKEY!!",
            "2026 Latch-key 2026",
        ] {
            assert_eq!(check(text, 8), Err(Reason::Common), "{text}");
        }
        assert_eq!(check("my latchkey is under the mat", 15), Ok(()));
        let email = Email::parse("ann@example.com").unwrap();
        assert!(
            check_new(&typed("12345678!?vK"), &email, 8, "").is_ok(),
            "a service without a name"
        );
    }

    #[test]
    fn the_own_address_in_it_is_refused() {
        for text in [
            "ann.lee@example.com",
            "ANN.LEE@EXAMPLE.COM",
            "xx ann.lee@example.com xx",
            "Ann.Lee-and-the-fox",
        ] {
            assert_eq!(check(text, 15), Err(Reason::ContainsEmail), "{text}");
        }
        let short = Email::parse("ann@example.com").unwrap();
        assert!(check_new(&typed("planning the garden"), &short, 15, "Latchkey").is_ok());
    }

    #[test]
    fn control_characters_are_refused_in_a_new_password() {
        assert_eq!(check("vK7#qpzw\0vK7#qpzw", 8), Err(Reason::Malformed));
        assert_eq!(check("vK7#qpzw\nvK7#qpzw", 8), Err(Reason::Malformed));
    }

    #[test]
    fn a_password_does_not_print() {
        assert_eq!(format!("{:?}", typed("vK7#qpzw")), "Password(…)");
    }

    #[test]
    fn nothing_is_cut_at_any_length() {
        for length in 1..=1_023 {
            let same = "a".repeat(length);
            assert_ne!(
                typed(&format!("{same}X")),
                typed(&format!("{same}Y")),
                "{length}"
            );
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{1,60}") {
            if let Ok(once) = Password::typed(&Secret::from(text)) {
                prop_assert_eq!(&typed(&once.0), &once);
            }
        }

        #[test]
        fn any_password_is_checked_without_panic(text in "\\PC{1,60}") {
            if Password::typed(&Secret::from(text.as_str())).is_ok() {
                let _ = check(&text, 8);
            }
        }
    }
}
