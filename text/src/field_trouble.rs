//! What is wrong with a field.

use crate::Words;
use contract::problem::{Field, Reason};

/// Why a field cannot be accepted, said at the field.
pub fn field_reason(words: Words, field: Field, reason: Reason) -> String {
    let words = words.field_trouble();
    let plain = match (reason, field) {
        (Reason::Missing, Field::Email) => words.missing_email,
        (Reason::Missing, Field::Password) => words.missing_password,
        (Reason::Missing, Field::CurrentPassword) => words.missing_current_password,
        // Whatever else is wrong with it, it cannot be the right one.
        (_, Field::CurrentPassword) => words.wrong_password,
        (Reason::Missing, Field::Code) => words.missing_code,
        (Reason::Missing, Field::Name) => words.missing_name,
        (Reason::Missing, Field::Phone) => words.missing_phone,
        (Reason::Malformed, Field::Email) => words.malformed_email,
        (Reason::Malformed, Field::Code) => words.malformed_code,
        (Reason::Malformed, Field::Phone) => words.malformed_phone,
        (Reason::Malformed, Field::Password | Field::Name) => words.malformed_other,
        (Reason::TooShort { minimum }, _) => return words.too_short(&minimum.to_string()),
        (Reason::TooLong { maximum }, _) => return words.too_long(&maximum.to_string()),
        (Reason::Common, _) => words.common,
        (Reason::Breached, _) => words.breached,
        (Reason::Repetition, _) => words.repetition,
        (Reason::Sequence, _) => words.sequence,
        (Reason::ServiceName, _) => words.service_name,
        (Reason::Guessable, _) => words.guessable,
        (Reason::ContainsEmail, _) => words.contains_email,
        (Reason::Wrong, Field::Email) => words.wrong_email,
        (Reason::Wrong, Field::Password | Field::Code | Field::Name | Field::Phone) => {
            words.wrong_password
        }
    };
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::field_reason;
    use crate::ENGLISH;
    use contract::problem::{Field, Reason};

    #[test]
    fn a_summary_does_not_say_the_same_of_two_fields() {
        for [one, other] in [
            [Field::Email, Field::Password],
            [Field::CurrentPassword, Field::Password],
            [Field::Code, Field::Name],
        ] {
            for reason in [Reason::Missing, Reason::Malformed] {
                let said = [one, other].map(|field| field_reason(ENGLISH, field, reason));
                assert_ne!(said[0], said[1], "{one:?}, {other:?}, {reason:?}");
            }
        }
    }
}
