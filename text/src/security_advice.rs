//! What losing a method means, and what to do next.

use crate::Words;
use flow::risk::{Addition, Consequence, Suggestion, Way};

/// One suggestion.
#[derive(Clone, Copy, Debug)]
pub struct SuggestionWords {
    /// How things stand.
    pub title: &'static str,
    /// What to do, and what it is good for.
    pub lead: &'static str,
}

/// What losing a method means.
pub fn consequence(words: Words, consequence: &Consequence) -> String {
    let advice = words.security_advice();
    match consequence {
        Consequence::Still(ways) => {
            let ways: Vec<String> = ways.iter().map(|way| self::way(words, *way)).collect();
            advice.still(&ways.join(", "))
        }
        Consequence::NotTaken => words.keys_only().not_taken.to_owned(),
        Consequence::LockedOut { can_recover: true } => advice.only_recovery.to_owned(),
        Consequence::LockedOut { can_recover: false } => advice.locked_out.to_owned(),
    }
}

/// How things stand, and what to do about it.
pub const fn suggestion(words: Words, suggestion: Suggestion) -> SuggestionWords {
    let words = words.security_advice();
    let (title, lead) = match suggestion {
        Suggestion::SecondStep(_) => (words.second_step_title, words.second_step_lead),
        Suggestion::UnsavedBackupCodes => (words.unsaved_codes_title, words.unsaved_codes_lead),
        Suggestion::ConfirmEmail => (words.confirm_email_title, words.confirm_email_lead),
        Suggestion::AnotherMethod(_) => (words.another_title, words.another_lead),
        Suggestion::BackupCodes { left: 0 } => (words.no_codes_title, words.no_codes_lead),
        Suggestion::BackupCodes { .. } => (words.few_codes_title, words.few_codes_lead),
        Suggestion::StrongerThanMessages(_) => (words.stronger_title, words.stronger_lead),
    };
    SuggestionWords { title, lead }
}

/// The link that adds it.
pub const fn addition(words: Words, addition: Addition) -> &'static str {
    match addition {
        Addition::Passkey => words.security_advice().add_passkey,
        Addition::Authenticator => words.security_advice().add_authenticator,
    }
}

fn way(words: Words, way: Way) -> String {
    let words = words.security_advice();
    match way {
        Way::Passkeys(count) => words.passkeys(count),
        Way::SecurityKeys(count) => words.security_keys(count),
        Way::Authenticators(count) => words.authenticators(count),
        Way::BackupCodes(count) => words.backup_codes(count),
        Way::TextMessages => words.text_messages.to_owned(),
        Way::EmailCodes => words.email_codes.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::consequence;
    use crate::ENGLISH;
    use flow::risk::{Consequence, Way};

    #[test]
    fn what_is_left_is_said_strongest_first() {
        let left = Consequence::Still(vec![Way::SecurityKeys(1), Way::BackupCodes(8)]);
        assert_eq!(
            consequence(ENGLISH, &left),
            "If you lose this, you still have: a security key, 8 backup codes."
        );
        let none = Consequence::LockedOut { can_recover: false };
        assert_eq!(
            consequence(ENGLISH, &none),
            "If you lose this, you would be locked out."
        );
    }
}
