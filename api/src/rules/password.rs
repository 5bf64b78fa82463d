//! Passwords: their one form, and what a new one must be (NIST SP 800-63B-4 §3.1.1.2).

use super::{
    email::Email,
    invalid,
    strength::{self, Kind, Strength},
};
use breached::Filter;
use contract::{
    Problem, Secret,
    limits::{PASSWORD_MAX_BYTES, PASSWORD_MIN_ALONE, PASSWORD_MIN_WITH_SECOND_STEP},
    problem::{Field, Reason},
};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// A local part shorter than this is part of too many good passwords to be refused.
const LOCAL_PART_MIN: usize = 4;
/// A part of a name shorter than this is part of too many words.
const NAME_MIN: usize = 3;
/// log2 of the guesses that a password must take which is an account's only protection: 10^10, zxcvbn's highest score.
const ENOUGH_ALONE: f64 = 33.2;
/// The same beside a second step: 10^8, zxcvbn's second highest.
const ENOUGH_WITH_SECOND_STEP: f64 = 26.6;

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

/// What a new password must be.
#[derive(Clone, Copy)]
pub struct Demands<'a> {
    /// The address of the account that it shall protect.
    pub email: &'a Email,
    /// The shortest, in code points.
    pub minimum: u32,
    /// What the service calls itself.
    pub site_name: &'a str,
    /// Passwords known from breaches.
    pub breached: &'a Filter,
}

/// Whether an account may take this password: long enough, without control characters, not containing the
/// email address, not the name of the service with digits and signs around it, not known from a breach, and not
/// among those that somebody who knows what people choose would guess early.
///
/// There is no rule about kinds of characters: four words pass, and so do sixteen different faces.
pub fn check_new(password: &Password, demands: &Demands<'_>) -> Result<(), Problem> {
    let refused = |reason| Err(invalid(Field::Password, reason));
    let minimum = demands.minimum;
    if password.0.chars().any(char::is_control) {
        return refused(Reason::Malformed);
    }
    if password.code_points() < minimum as usize {
        return refused(Reason::TooShort { minimum });
    }
    match weakness(password, demands) {
        Some(reason) => refused(reason),
        None => Ok(()),
    }
}

/// Why somebody else would guess this password early, whatever its length; nothing when they would not.
pub fn weakness(password: &Password, demands: &Demands<'_>) -> Option<Reason> {
    let lower_case = password.lower_case();
    if contains_email(&lower_case, demands.email) {
        return Some(Reason::ContainsEmail);
    }
    if is_site_name(&lower_case, demands.site_name) {
        return Some(Reason::ServiceName);
    }
    let enough = if demands.minimum < PASSWORD_MIN_ALONE {
        ENOUGH_WITH_SECOND_STEP
    } else {
        ENOUGH_ALONE
    };
    let names = names(demands);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let Strength { bits, kind } = strength::estimate(&password.0, &names, enough);
    let is_weak = bits < enough;
    match kind {
        Kind::ListEntry if is_weak => Some(Reason::Common),
        Kind::Repetition if is_weak => Some(Reason::Repetition),
        Kind::Sequence if is_weak => Some(Reason::Sequence),
        _ if demands.breached.has(&password.0) => Some(Reason::Breached),
        _ if is_weak => Some(Reason::Guessable),
        _ => None,
    }
}

/// What the person and the service are called, which whoever guesses tries first.
fn names(demands: &Demands<'_>) -> Vec<String> {
    let address = demands.email.as_str();
    let parts = address.split(|character: char| !character.is_alphanumeric());
    let all = [demands.site_name, demands.email.local_part(), address];
    all.into_iter()
        .chain(parts)
        .filter(|name| name.chars().count() >= NAME_MIN)
        .map(str::to_lowercase)
        .collect()
}

fn contains_email(lower_case: &str, email: &Email) -> bool {
    let local = email.local_part();
    lower_case.contains(email.as_str())
        || (local.chars().count() >= LOCAL_PART_MIN && lower_case.contains(local))
}

/// Whether nothing but digits, signs and spaces stands around the name of the service, or around it several times.
fn is_site_name(lower_case: &str, site_name: &str) -> bool {
    let bare = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    let name = bare(&site_name.nfkc().collect::<String>().to_lowercase());
    let core = Zeroizing::new(bare(lower_case));
    !name.is_empty() && !core.is_empty() && core.replace(&name, "").is_empty()
}

#[cfg(test)]
mod tests {
    use super::{Demands, Password, check_new, minimum};
    use crate::rules::{breached, email::Email};
    use contract::{
        Problem, Secret,
        problem::{Field, Reason},
    };
    use proptest::prelude::*;

    fn typed(text: &str) -> Password {
        Password::typed(&Secret::from(text)).unwrap()
    }

    fn check_of(email: &str, text: &str, minimum: u32, site_name: &str) -> Result<(), Reason> {
        let demands = Demands {
            email: &Email::parse(email).unwrap(),
            minimum,
            site_name,
            breached: &breached::shipped().unwrap(),
        };
        match check_new(&typed(text), &demands) {
            Ok(()) => Ok(()),
            Err(Problem::Invalid {
                field: Field::Password,
                reason,
            }) => Err(reason),
            Err(other) => panic!("{text:?} gave {other:?}"),
        }
    }

    fn check(text: &str, minimum: u32) -> Result<(), Reason> {
        check_of("ann.lee@example.com", text, minimum, "Latchkey")
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
        assert_eq!(check("vK7#qpzwvK9!qpz", 15), Ok(()));
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
        // Steps of a prime number, so that nothing is repeated as a whole.
        let characters: Vec<char> = ('!'..='~').collect();
        for length in [64, 128, 1_000, 1_024] {
            let long: String = (0..length)
                .map(|at| characters[(at * at + 31 * at) % 89])
                .collect();
            assert_eq!(check(&long, 15), Ok(()), "{length}");
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
            "😀🦊🌵🚲🧊🎹🥝🛶🪁🍉🎲🧭🪵🐙🦉🧵",
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
            assert!(check(text, 8).is_err(), "{text}");
        }
        assert_eq!(check("iloveyou", 8), Err(Reason::Common));
        assert_eq!(check("football", 8), Err(Reason::Common));
    }

    #[test]
    fn a_password_of_one_thing_over_and_over_is_refused_at_any_length() {
        for text in [
            "aaaaaaaaaaaaaaa",
            "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
            "abababababababab",
            "passwordpassword",
            "passwordpasswordpass",
            "sommersommersommer",
            "hallohallohallohallo",
        ] {
            assert_eq!(check(text, 15), Err(Reason::Repetition), "{text}");
        }
        assert_eq!(check(&"a".repeat(1_000), 15), Err(Reason::Repetition));
        assert_eq!(check(&"letmein".repeat(100), 15), Err(Reason::Repetition));
        // Enough of it is enough: the group alone is as good as a password beside a second step.
        assert_eq!(check("vK7#qpzwvK7#qpzw", 15), Ok(()));
    }

    #[test]
    fn runs_and_rows_of_keys_are_refused_at_any_length() {
        for text in [
            "123456789012345",
            "1234567890123456789012345678901234567890",
            "abcdefghijklmnopqrstuvwxyz",
            "qwertyuiopasdfghjkl",
            "qwertyuiopasdfghjklzxcvbnm",
            "1qaz2wsx3edc4rfv",
            "987654321987654321",
            "zyxwvutsrqponmlkj",
            "112233445566778899",
        ] {
            assert!(check(text, 15).is_err(), "{text}");
        }
        assert_eq!(check("cdefghijklmnopq", 15), Err(Reason::Sequence));
    }

    #[test]
    fn a_word_of_any_language_with_digits_and_a_sign_is_refused() {
        for text in [
            "Sommer2024!",
            "Passwort123!",
            "Passwort2025!",
            "azerty123",
            "motdepasse1",
            "contraseña1",
            "Contrasena1!",
            "Winter2025!",
            "Kaffee2024!",
            "Fussball1!",
            "Schalke04!",
            "Wachtwoord1!",
            "Bonjour123!",
            "Soleil2023!",
            "qwertz123",
            "Hallo1234!",
            "P@sswort1!",
            "Welcome2024!",
            "Liverpool1!",
            "Michael1987",
            "Admin123!",
            "Qwerty123!",
            "Summer2025!",
            "Marseille13!",
            "Natascha1!",
        ] {
            assert!(check(text, 8).is_err(), "{text}");
        }
    }

    #[test]
    fn the_names_at_hand_with_digits_and_a_sign_are_refused() {
        for (email, text) in [
            ("ann.lee@example.com", "latchkeylatchkey"),
            ("ann.lee@example.com", "Latchkey-latchkey-1"),
            ("annabel@wonderland-mills.example", "Wonderland2026!"),
            ("anna@bücher.example", "anna2026!anna2026!"),
        ] {
            assert!(check_of(email, text, 8, "Latchkey").is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_known_from_a_breach_is_refused() {
        for text in ["1q2w3e4r5t6y7u8i9o0p", "qwerty123456789", "ncc1701ncc1701"] {
            assert!(check(text, 8).is_err(), "{text}");
        }
        assert_eq!(check("sl8fAcl7VrWFWVRo", 15), Err(Reason::Breached));
    }

    #[test]
    fn good_passwords_are_taken() {
        for text in [
            "correct horse battery staple",
            "it was raining that day",
            "my latchkey is under the mat",
            "planning the garden",
            "drei blaue Elefanten tanzen",
            "une girafe sous la neige",
            "four plain words 7 apples",
            "Tr0mbone-kettle-49",
            "hq7RnzWm2x4tPdkA",
        ] {
            assert_eq!(check(text, 15), Ok(()), "{text}");
        }
        for text in [
            "vK7#qpzw",
            "xkqzvwpj",
            "R2d!mQ8s",
            "kettle-49-trombone",
            "8fj3k0dls2",
        ] {
            assert_eq!(check(text, 8), Ok(()), "{text}");
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
            assert_eq!(check(text, 8), Err(Reason::ServiceName), "{text}");
        }
        let nameless = check_of("ann@example.com", "12xK5678!?vK", 8, "");
        assert_eq!(nameless, Ok(()), "a service without a name");
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
        let short = check_of("ann@example.com", "planning the garden", 15, "Latchkey");
        assert_eq!(short, Ok(()));
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
    #[expect(
        clippy::disallowed_methods,
        reason = "how long it takes is what is tested"
    )]
    fn a_password_chosen_to_take_long_is_looked_at_in_time() {
        let slow: [String; 4] = [
            "4@8({3691!|70$5+%2".repeat(60),
            "p4$$w0rd1!|+"
                .chars()
                .cycle()
                .take(1_000)
                .enumerate()
                .map(|(at, it)| if at.is_multiple_of(37) { 'x' } else { it })
                .collect(),
            (0..1_000)
                .map(|at| char::from(b'a' + u8::try_from(at * at % 26).unwrap()))
                .collect(),
            "1a!".repeat(300) + "z",
        ];
        for text in slow {
            let text: String = text.chars().take(1_024).collect();
            let started = std::time::Instant::now();
            let _ = check(&text, 15);
            assert!(started.elapsed().as_millis() < 2_000, "{text}");
        }
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
