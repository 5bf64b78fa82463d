//! Typed codes made tidy: what a person pastes or an input method produces becomes what the server takes.

use contract::{Secret, limits, problem::Reason};

/// The zeros of all decimal digits (Unicode 14, general category Nd); the nine digits after each zero follow it.
const ZEROS: [u32; 66] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
    0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0,
    0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

/// The text without spaces, dashes and invisible characters, with every decimal digit in ASCII.
pub(crate) fn plain_digits(typed: &str) -> String {
    visible(typed).map(ascii_digit).collect()
}

/// An authenticator code without spaces, dashes and invisible characters, with every decimal digit in ASCII.
/// Anything else stays, for [`check`] to refuse.
#[must_use]
pub fn tidy(typed: &Secret) -> Secret {
    Secret::new(plain_digits(typed.expose()))
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

/// Spaces, dashes, and the invisible characters that come along when text is copied from a message:
/// soft hyphen, joiners, direction marks, byte order mark.
fn is_filler(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '-' | '_' | '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FE58}'
            | '\u{FE63}' | '\u{FF0D}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{61C}' | '\u{FEFF}'
        )
}

fn ascii_digit(character: char) -> char {
    let code_point = u32::from(character);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code_point);
    zero.and_then(|zero| char::from_digit(code_point - zero, 10))
        .unwrap_or(character)
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

    #[test]
    fn every_decimal_digit_is_known_and_nothing_else_is_taken_for_one() {
        let mut found = 0;
        for character in char::MIN..=char::MAX {
            let digit = ascii_digit(character);
            if digit.is_ascii_digit() {
                found += 1;
                assert!(character.is_numeric(), "{character:?} is no digit");
            } else {
                assert_eq!(digit, character);
            }
        }
        assert_eq!(found, ZEROS.len() * 10);
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
