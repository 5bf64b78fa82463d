//! A phone number in its one form (ITU-T E.164), read as the page reads it.

use super::invalid;
use contract::{Problem, phone, problem::Field};

/// A number: a plus sign, the country, and the rest, without anything between.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Tidies what was typed by [`phone::international`]. Refused as [`Field::Phone`]: missing, malformed, or too long.
    ///
    /// Only a code sent there can tell whether a number exists; this refuses what cannot be one.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let number = phone::international(typed).map_err(|reason| invalid(Field::Phone, reason))?;
        Ok(Self(number))
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
            "+49 (0)151 1234567",
            "0049 151 1234567",
            "+٤٩١٥١١٢٣٤٥٦٧",
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
            "+049 151 1234567",
            "+49",
            "+",
            "+49 151 12345x7",
            "+49+1511234567",
        ] {
            assert_eq!(refusal(typed), invalid(Reason::Malformed), "{typed}");
        }
        let too_long = invalid(Reason::TooLong { maximum: 15 });
        assert_eq!(refusal("+1234567890123456"), too_long);
        assert_eq!(refusal(&"+1".repeat(200)), too_long);
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
