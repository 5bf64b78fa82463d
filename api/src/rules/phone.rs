//! A phone number in its one form (ITU-T E.164).

use super::{code_text, invalid};
use contract::{
    Problem,
    limits::PHONE_MAX_DIGITS,
    problem::{Field, Reason},
};

/// The shortest number with its country, in digits.
const MIN_DIGITS: usize = 7;
/// What is typed may be longer than what is left of it; beyond this, in bytes, nobody looks.
const TYPED_MAX_BYTES: usize = 128;

/// A number: a plus sign, the country, and the rest, without anything between.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Tidies what was typed: spaces, dashes, dots, slashes and brackets are dropped. Refused as [`Field::Phone`]: missing,
    /// malformed (no plus sign, or anything but digits), or too long.
    ///
    /// Only a code sent there can tell whether a number exists; this refuses what cannot be one.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let too_long = Reason::TooLong {
            maximum: PHONE_MAX_DIGITS,
        };
        if typed.len() > TYPED_MAX_BYTES {
            return Err(invalid(Field::Phone, too_long));
        }
        let tidy: String = typed
            .chars()
            .filter(|character| !is_filler(*character))
            .map(code_text::narrow)
            .filter(|character| !is_filler(*character))
            .collect();
        if tidy.is_empty() {
            return Err(invalid(Field::Phone, Reason::Missing));
        }
        let digits = tidy.strip_prefix('+').unwrap_or_default();
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        // No country begins with a zero.
        if !is_number || digits.starts_with('0') || digits.len() < MIN_DIGITS {
            return Err(invalid(Field::Phone, Reason::Malformed));
        }
        if digits.len() > PHONE_MAX_DIGITS as usize {
            return Err(invalid(Field::Phone, too_long));
        }
        Ok(Self(tidy))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A log line must not hold a person's number by accident.
impl std::fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PhoneNumber(…)")
    }
}

const fn is_filler(character: char) -> bool {
    code_text::is_filler(character) || matches!(character, '(' | ')' | '[' | ']' | '.' | '/')
}

#[cfg(test)]
mod tests {
    use super::PhoneNumber;
    use contract::{
        Problem,
        problem::{Field, Reason},
    };
    use proptest::prelude::*;

    fn refusal(typed: &str) -> Problem {
        PhoneNumber::parse(typed).unwrap_err()
    }

    fn invalid(reason: Reason) -> Problem {
        Problem::Invalid {
            field: Field::Phone,
            reason,
        }
    }

    #[test]
    fn a_number_is_tidied_into_one_form() {
        for typed in [
            "+49 151 1234567",
            " +49-(151)-123.45.67 ",
            "+49 151/1234567",
            "+４９ １５１ １２３４５６７",
        ] {
            let number = PhoneNumber::parse(typed).unwrap();
            assert_eq!(number.as_str(), "+491511234567", "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_refused_with_a_reason() {
        assert_eq!(refusal("  "), invalid(Reason::Missing));
        for typed in [
            "0151 1234567",
            "0049 151 1234567",
            "+049 151 1234567",
            "+49",
            "+",
            "+49 151 12345x7",
            "+49+1511234567",
            "+٤٩١٥١١٢٣٤٥٦٧",
        ] {
            assert_eq!(refusal(typed), invalid(Reason::Malformed), "{typed}");
        }
        let too_long = invalid(Reason::TooLong { maximum: 15 });
        assert_eq!(refusal("+1234567890123456"), too_long);
        assert_eq!(refusal(&"+1".repeat(100)), too_long);
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_of_one_form_or_refused(typed in "\\PC{0,60}") {
            if let Ok(number) = PhoneNumber::parse(&typed) {
                prop_assert_eq!(PhoneNumber::parse(number.as_str()).unwrap(), number);
            }
        }
    }
}
