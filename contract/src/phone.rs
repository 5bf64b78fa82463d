//! Typed phone numbers made tidy, the same in the page and on the server (ITU-T E.164).

use crate::{
    limits::PHONE_MAX_DIGITS,
    problem::Reason,
    typed::{ascii_digit, is_filler},
};

/// The fewest digits, country included, that any number has.
const MIN_DIGITS: usize = 7;
/// What is typed may be longer than what is left of it; beyond this, in bytes, nobody looks.
const TYPED_MAX_BYTES: usize = 256;

/// Countries and services whose own numbers begin with 0, dialled from abroad as well: Italy and the Vatican, Ivory
/// Coast, Burkina Faso, Niger, Benin, Gabon, Congo, San Marino, Tajikistan, and worldwide services (ITU-T E.164 annex D).
const ZERO_STAYS: [&str; 12] = [
    "39", "225", "226", "227", "229", "241", "242", "378", "800", "881", "888", "992",
];

/// Countries whose code has two digits; 1 and 7 have one, all others three (ITU-T E.164 annex D).
const TWO_DIGITS: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// The number in its international form: `+`, the country, and the rest, without anything between.
///
/// Spaces, dashes, dots, slashes, brackets and invisible characters go, every decimal digit is read, and `00` or a wide
/// `+` stands for `+`. The trunk prefix, which is dialled inside the country alone, goes too, with or without brackets:
/// `+44 (0)20 7946 0000` and `+49 0151 1234567`. Where the zero is part of the number, as in Italy, it stays.
///
/// # Errors
/// [`Reason::Missing`] when nothing was typed, [`Reason::TooLong`] beyond [`PHONE_MAX_DIGITS`], else
/// [`Reason::Malformed`].
pub fn international(typed: &str) -> Result<String, Reason> {
    let too_long = Reason::TooLong {
        maximum: PHONE_MAX_DIGITS,
    };
    if typed.len() > TYPED_MAX_BYTES {
        return Err(too_long);
    }
    let plain = plain(typed);
    if plain.is_empty() {
        return Err(Reason::Missing);
    }
    let digits = plain.strip_prefix('+').ok_or(Reason::Malformed)?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    // No country begins with a zero.
    if !is_number || digits.starts_with('0') {
        return Err(Reason::Malformed);
    }
    let number = without_trunk_prefix(digits).ok_or(Reason::Malformed)?;
    match number.len() {
        // The plus sign is not a digit.
        length if length > PHONE_MAX_DIGITS as usize + 1 => Err(too_long),
        length if length <= MIN_DIGITS => Err(Reason::Malformed),
        _ => Ok(number),
    }
}

/// The digits and whatever else means something, with `+` where `00` or a wide `+` was typed.
fn plain(typed: &str) -> String {
    let plain: String = typed
        .chars()
        .filter(|character| !is_filler(*character))
        .map(|character| match character {
            '\u{FF0B}' => '+',
            // The full-width brackets, stop and solidus stand in the order of ASCII.
            '\u{FF08}' => '(',
            '\u{FF09}' => ')',
            '\u{FF0E}' => '.',
            '\u{FF0F}' => '/',
            other => ascii_digit(other),
        })
        .filter(|character| !matches!(character, '(' | ')' | '[' | ']' | '.' | '/'))
        .collect();
    match plain.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => plain,
    }
}

/// The number without the prefix that is dialled inside the country alone; nothing when what is left begins like no number
/// of that country.
fn without_trunk_prefix(digits: &str) -> Option<String> {
    let length = country_digits(digits);
    let (country, national) = digits.split_at_checked(length)?;
    let own = match country {
        // Ten digits follow +7; before them, at home, stands an 8.
        "7" if national.len() == 11 => national.strip_prefix('8').unwrap_or(national),
        "7" => national,
        "36" => national.strip_prefix("06").unwrap_or(national),
        _ if ZERO_STAYS.contains(&country) => return Some(format!("+{digits}")),
        _ => national.strip_prefix('0').unwrap_or(national),
    };
    (!own.starts_with('0')).then(|| format!("+{country}{own}"))
}

/// How many digits the country has.
fn country_digits(digits: &str) -> usize {
    if digits.starts_with(['1', '7']) {
        1
    } else if TWO_DIGITS.iter().any(|two| digits.starts_with(two)) {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for typed in [
            "+491701234567",
            "+49 170 1234567",
            "+49 (170) 123-45-67",
            "+49 (0) 170 1234567",
            "+49(0)170/1234567",
            "+49 0170 1234567",
            "0049 170.123.4567",
            "0049 (0)170 1234567",
            "＋４９ １７０ １２３４５６７",
            "+49 （0）170 1234567",
            "\u{202A}+49\u{A0}170\u{2013}1234567\u{202C}",
            "+٤٩١٧٠١٢٣٤٥٦٧",
        ] {
            assert_eq!(
                international(typed).as_deref(),
                Ok("+491701234567"),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn the_zero_that_is_dialled_at_home_goes_and_the_one_of_the_number_stays() {
        for (typed, number) in [
            ("+44 (0)20 7946 0000", "+442079460000"),
            ("+44 020 7946 0000", "+442079460000"),
            ("+49 0151 1234567", "+491511234567"),
            ("+33 (0)6 12 34 56 78", "+33612345678"),
            ("+353 (0)85 012 3456", "+353850123456"),
            ("+61 (0)412 345 678", "+61412345678"),
            ("+380 050 123 4567", "+380501234567"),
            ("+98 0912 345 6789", "+989123456789"),
            // The zero belongs to the number.
            ("+39 06 698 12345", "+390669812345"),
            ("+39 (0)6 698 12345", "+390669812345"),
            ("+39 347 123 4567", "+393471234567"),
            ("+225 07 12 34 56 78", "+2250712345678"),
            ("+242 06 612 3456", "+242066123456"),
            ("+378 0549 886377", "+3780549886377"),
            // Other prefixes than a zero.
            ("+36 06 20 123 4567", "+36201234567"),
            ("+36 20 123 4567", "+36201234567"),
            ("+7 8 912 345-67-89", "+79123456789"),
            ("+7 800 555 35 35", "+78005553535"),
            ("+1 (202) 555-0123", "+12025550123"),
        ] {
            assert_eq!(international(typed).as_deref(), Ok(number), "{typed:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_refused_with_a_reason() {
        for typed in [
            "0170 1234567",
            "170 1234567",
            "+0170 1234567",
            "000 170 1234567",
            "+",
            "+49",
            "+49 0",
            "+49 00170 1234567",
            "+49 170 CALL ME",
            "+49 170 1234567 ext. 5",
            "++491701234567",
            "+49+1701234567",
        ] {
            assert_eq!(international(typed), Err(Reason::Malformed), "{typed:?}");
        }
        assert_eq!(international(" - "), Err(Reason::Missing));
    }

    #[test]
    fn a_number_has_at_most_15_digits() {
        assert!(international("+123456789012345").is_ok());
        assert!(international("+49 0 1234567890123").is_ok());
        let too_long = Err(Reason::TooLong { maximum: 15 });
        assert_eq!(international("+1234567890123456"), too_long);
        assert_eq!(international(&"+1".repeat(200)), too_long);
    }

    #[test]
    fn a_tidy_number_is_read_as_itself() {
        for country in 1..=999_u32 {
            for rest in ["0212345678", "0612345678", "812345678", "2123456789"] {
                if let Ok(number) = international(&format!("+{country}{rest}")) {
                    assert_eq!(international(&number), Ok(number.clone()), "{number}");
                }
            }
        }
    }
}
