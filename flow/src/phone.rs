//! Typed phone numbers made tidy: what a person writes becomes the international form that the server takes.

use crate::code;
use contract::{limits::PHONE_MAX_DIGITS, problem::Reason};

/// The fewest digits, country included, that any number has.
const MIN_DIGITS: usize = 7;

/// The number without spaces, dashes, dots, slashes, brackets and invisible characters, with every decimal digit in
/// ASCII, and with `+` where `00` or a wide `+` was typed. Anything else stays, for [`check`] to refuse.
///
/// `(0)` goes altogether: people write it between the country and the rest, and nobody dials it from abroad.
#[must_use]
pub fn tidy(typed: &str) -> String {
    let digits = code::plain_digits(typed);
    let plain: String = digits
        .replace("(0)", "")
        .chars()
        .filter(|character| !matches!(character, '(' | ')' | '[' | ']' | '.' | '/'))
        .map(|character| match character {
            '\u{FF0B}' => '+',
            other => other,
        })
        .collect();
    match plain.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => plain,
    }
}

/// The tidy number, if it has the international form (ITU-T E.164): `+`, a country that does not begin with 0, and at
/// most [`PHONE_MAX_DIGITS`] digits in all.
///
/// # Errors
/// [`Reason::Missing`] when nothing was typed, else [`Reason::Malformed`].
pub fn check(typed: &str) -> Result<String, Reason> {
    let number = tidy(typed);
    if number.is_empty() {
        return Err(Reason::Missing);
    }
    let digits = number.strip_prefix('+').unwrap_or_default();
    let is_known = digits.bytes().all(|digit| digit.is_ascii_digit())
        && !digits.starts_with('0')
        && digits.len() >= MIN_DIGITS
        && u32::try_from(digits.len()).is_ok_and(|length| length <= PHONE_MAX_DIGITS);
    if is_known {
        Ok(number)
    } else {
        Err(Reason::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for typed in [
            "+491701234567",
            "+49 170 1234567",
            "+49 (170) 123-45-67",
            "+49 (0) 170 1234567",
            "+49(0)170/1234567",
            "0049 170.123.4567",
            "＋４９ １７０ １２３４５６７",
            "\u{202A}+49\u{A0}170\u{2013}1234567\u{202C}",
            "+٤٩١٧٠١٢٣٤٥٦٧",
        ] {
            assert_eq!(check(typed).as_deref(), Ok("+491701234567"), "{typed:?}");
        }
    }

    #[test]
    fn a_number_without_its_country_is_refused() {
        for typed in [
            "0170 1234567",
            "170 1234567",
            "+0170 1234567",
            "000 170 1234567",
            "+",
            "+49",
            "+49 170 CALL ME",
            "+49 170 1234567 ext. 5",
            "++491701234567",
            "+49+1701234567",
        ] {
            assert_eq!(check(typed), Err(Reason::Malformed), "{typed:?}");
        }
        assert_eq!(check(" - "), Err(Reason::Missing));
    }

    #[test]
    fn a_number_has_at_most_15_digits() {
        assert!(check("+123456789012345").is_ok());
        assert_eq!(check("+1234567890123456"), Err(Reason::Malformed));
    }

    proptest! {
        #[test]
        fn a_tidy_number_is_read_as_itself(typed in "[+0-9 ()/.a-]{0,20}") {
            if let Ok(number) = check(&typed) {
                prop_assert_eq!(tidy(&number), number.as_str());
                prop_assert_eq!(check(&number), Ok(number));
            }
        }
    }
}
