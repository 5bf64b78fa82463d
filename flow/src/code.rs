//! Typed codes made tidy: what a person pastes or an input method produces becomes what the server takes.

use contract::{
    Secret, limits,
    problem::Reason,
    typed::{ascii_digit, is_filler},
};

/// An authenticator code without spaces, dashes and invisible characters, with every decimal digit in ASCII.
/// Anything else stays, for [`check`] to refuse.
#[must_use]
pub fn tidy(typed: &Secret) -> Secret {
    Secret::new(visible(typed.expose()).map(ascii_digit).collect::<String>())
}

/// A backup code in the alphabet it was written in: capitals, no spaces or dashes, O read as 0, I and L as 1.
/// Anything else stays, for [`check_backup_code`] to refuse.
#[must_use]
pub fn tidy_backup_code(typed: &Secret) -> Secret {
    let tidied: String = visible(typed.expose()).map(backup_character).collect();
    Secret::new(tidied)
}

/// The tidy authenticator code, if it has exactly `digits` digits.
///
/// # Errors
/// [`Reason::Missing`] when nothing was typed, else [`Reason::Malformed`].
pub fn check(typed: &Secret, digits: u32) -> Result<Secret, Reason> {
    whole(tidy(typed), digits, |character| character.is_ascii_digit())
}

/// The tidy backup code, if it has exactly [`limits::BACKUP_CODE_LENGTH`] characters of its alphabet.
///
/// # Errors
/// [`Reason::Missing`] when nothing was typed, else [`Reason::Malformed`].
pub fn check_backup_code(typed: &Secret) -> Result<Secret, Reason> {
    whole(
        tidy_backup_code(typed),
        limits::BACKUP_CODE_LENGTH,
        |character| limits::BACKUP_CODE_ALPHABET.contains(character),
    )
}

fn whole(tidied: Secret, length: u32, belongs: fn(char) -> bool) -> Result<Secret, Reason> {
    let characters = tidied.expose().chars();
    if tidied.is_empty() {
        Err(Reason::Missing)
    } else if characters.clone().all(belongs) && u32::try_from(characters.count()) == Ok(length) {
        Ok(tidied)
    } else {
        Err(Reason::Malformed)
    }
}

/// The characters that mean something in a code.
fn visible(typed: &str) -> impl Iterator<Item = char> + '_ {
    typed.chars().filter(|character| !is_filler(*character))
}

fn backup_character(character: char) -> char {
    // Full-width letters stand in the order of ASCII (Unicode block FF00), so one subtraction makes them plain.
    let plain = match character {
        '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        _ => ascii_digit(character),
    };
    match plain.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(typed: &str) -> String {
        tidy(&Secret::from(typed)).expose().to_owned()
    }

    #[test]
    fn spaces_dashes_and_invisible_characters_go() {
        for typed in [
            "123456",
            "123 456",
            " 1 2 3 4 5 6\n",
            "123-456",
            "123\u{2013}456",
            "123\u{A0}456",
            "\u{200E}123\u{200B}456\u{FEFF}",
            "\u{2068}123456\u{2069}",
        ] {
            assert_eq!(tidied(typed), "123456", "{typed:?}");
        }
    }

    #[test]
    fn digits_of_other_scripts_become_ascii() {
        assert_eq!(tidied("１２３４５６"), "123456");
        assert_eq!(tidied("٠١٢٣٤٥"), "012345");
        assert_eq!(tidied("۶۷۸۹۰۱"), "678901");
        assert_eq!(tidied("०१२३४५"), "012345");
        assert_eq!(tidied("𝟎𝟗𝟘𝟡𝟶𝟿"), "090909");
    }

    fn is_code(typed: &str) -> bool {
        check(&typed.into(), limits::CODE_DIGITS).is_ok()
    }

    #[test]
    fn a_code_is_complete_with_exactly_six_digits() {
        assert!(is_code("123 456"));
        assert!(is_code("１２３４５６"));
        for typed in [
            "",
            "12345",
            "1234567",
            "12345a",
            "²³¹²³¹",
            "½23456",
            "1.3456",
        ] {
            assert!(!is_code(typed), "{typed:?}");
        }
    }

    #[test]
    fn nothing_typed_is_missing_and_anything_else_wrong_is_malformed() {
        assert_eq!(check(&" - ".into(), 6), Err(Reason::Missing));
        assert_eq!(check(&"12345".into(), 6), Err(Reason::Malformed));
        assert_eq!(check(&"12345678".into(), 8), Ok("12345678".into()));
        assert_eq!(check_backup_code(&"".into()), Err(Reason::Missing));
    }

    #[test]
    fn a_backup_code_is_read_in_any_case_and_spacing() {
        let code = Secret::from("0123456789ABCDEF");
        for typed in [
            "0123-4567-89AB-CDEF",
            "0123456789abcdef",
            "o1i3 4567 89ab cdef".replace('i', "2").as_str(),
            "OL23 4567 89AB CDEF",
            "oI23-4567-89ab-cdef",
            "０１２３４５６７８９ＡＢｃｄｅｆ",
        ] {
            assert_eq!(
                check_backup_code(&typed.into()),
                Ok(code.clone()),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn a_backup_code_of_another_alphabet_or_length_is_refused() {
        for typed in [
            "0123-4567-89AB-CDE",
            "0123-4567-89AB-CDEF0",
            "U123-4567-89AB-CDEF",
            "0123-4567-89AB-CDE!",
            "123456",
        ] {
            assert!(check_backup_code(&typed.into()).is_err(), "{typed:?}");
        }
        assert!(check_backup_code(&"ZZZZ-ZZZZ-ZZZZ-ZZZZ".into()).is_ok());
    }
}
