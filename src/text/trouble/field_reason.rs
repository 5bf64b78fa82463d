//! Words for what is wrong with a field.

use crate::text::{Text, fill};
use contract::problem::{Field, Reason};

/// Why a field cannot be accepted, said at the field.
pub fn field_reason(text: &Text, field: Field, reason: Reason) -> String {
    let words = &text.trouble;
    match (reason, field) {
        (Reason::Missing, Field::Email) => words.missing_email.to_owned(),
        (Reason::Missing, Field::Password) => words.missing_password.to_owned(),
        (Reason::Missing, Field::CurrentPassword) => words.missing_current_password.to_owned(),
        // Whatever else is wrong with it, it cannot be the right one.
        (_, Field::CurrentPassword) => words.wrong_password.to_owned(),
        (Reason::Missing, Field::Code) => words.missing_code.to_owned(),
        (Reason::Missing, Field::Name) => words.missing_name.to_owned(),
        (Reason::Missing, Field::Phone) => words.missing_phone.to_owned(),
        (Reason::Malformed, Field::Email) => words.malformed_email.to_owned(),
        (Reason::Malformed, Field::Code) => words.malformed_code.to_owned(),
        (Reason::Malformed, Field::Phone) => words.malformed_phone.to_owned(),
        (Reason::Malformed, _) => words.malformed_other.to_owned(),
        (Reason::TooShort { minimum }, _) => fill(words.too_short, &[("n", &minimum.to_string())]),
        (Reason::TooLong { maximum }, _) => fill(words.too_long, &[("n", &maximum.to_string())]),
        (Reason::Common, _) => words.common.to_owned(),
        (Reason::Breached, _) => words.breached.to_owned(),
        (Reason::Repetition, _) => words.repetition.to_owned(),
        (Reason::Sequence, _) => words.sequence.to_owned(),
        (Reason::ServiceName, _) => words.service_name.to_owned(),
        (Reason::Guessable, _) => words.guessable.to_owned(),
        (Reason::ContainsEmail, _) => words.contains_email.to_owned(),
        (Reason::Wrong, Field::Email) => words.wrong_email.to_owned(),
        (Reason::Wrong, _) => words.wrong_password.to_owned(),
    }
}
