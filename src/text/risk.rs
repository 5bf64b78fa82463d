//! What losing a method means, and what to do next, in words.

use super::{Plural, Text, fill};
use flow::risk::{Addition, Consequence, Suggestion, Way};

/// What losing a method means, and what to do next.
#[derive(Debug)]
pub struct RiskText {
    /// "If you lose this, you still have: {ways}."
    pub still: &'static str,
    /// There is no way but recovery.
    pub only_recovery: &'static str,
    /// There is none at all.
    pub locked_out: &'static str,
    /// So many passkeys.
    pub passkeys: Plural,
    /// So many security keys.
    pub security_keys: Plural,
    /// So many authenticator apps.
    pub authenticators: Plural,
    /// So many backup codes.
    pub backup_codes: Plural,
    /// Codes by text message.
    pub text_messages: &'static str,
    /// Codes by e-mail.
    pub email_codes: &'static str,
    /// There is no second step.
    pub second_step: SuggestionText,
    /// The address is not confirmed.
    pub confirm_email: SuggestionText,
    /// There is one method.
    pub another: SuggestionText,
    /// Backup codes were made, and nobody said that they are saved.
    pub unsaved_codes: SuggestionText,
    /// A few backup codes are left.
    pub few_codes: SuggestionText,
    /// No backup code is left.
    pub no_codes: SuggestionText,
    /// There is nothing but messages.
    pub stronger: SuggestionText,
    /// Do it: add a passkey.
    pub add_passkey: &'static str,
    /// Do it: set up an authenticator app.
    pub add_authenticator: &'static str,
    /// Do it: confirm the address.
    pub confirm: &'static str,
    /// Do it: make new backup codes.
    pub make_codes: &'static str,
}

/// One suggestion.
#[derive(Debug)]
pub struct SuggestionText {
    /// How things stand.
    pub title: &'static str,
    /// What to do, and what it is good for.
    pub lead: &'static str,
}

/// English.
pub const RISK: RiskText = RiskText {
    still: "If you lose this, you still have: {ways}.",
    only_recovery: "If you lose this, you would be locked out until you recover your account by e-mail.",
    locked_out: "If you lose this, you would be locked out.",
    passkeys: Plural {
        zero: "no passkey",
        one: "a passkey",
        other: "{n} passkeys",
    },
    security_keys: Plural {
        zero: "no security key",
        one: "a security key",
        other: "{n} security keys",
    },
    authenticators: Plural {
        zero: "no authenticator app",
        one: "an authenticator app",
        other: "{n} authenticator apps",
    },
    backup_codes: Plural {
        zero: "no backup code",
        one: "a backup code",
        other: "{n} backup codes",
    },
    text_messages: "text messages",
    email_codes: "codes by e-mail",
    second_step: SuggestionText {
        title: "Your password alone opens your account",
        lead: "Anybody who learns it can sign in as you. Add a second step: it takes a minute.",
    },
    confirm_email: SuggestionText {
        title: "Your e-mail address is not confirmed",
        lead: "Without it we cannot warn you, and there is no way back in when you lose your second step.",
    },
    another: SuggestionText {
        title: "You have one method, and it can be lost",
        lead: "Add another one on another device, so that losing one is no trouble.",
    },
    unsaved_codes: SuggestionText {
        title: "Your backup codes were not saved",
        lead: "They were shown once, and nobody said that they are saved. Make new ones, or say that you have them.",
    },
    few_codes: SuggestionText {
        title: "Your backup codes are running out",
        lead: "Make a new set before you need the last one.",
    },
    no_codes: SuggestionText {
        title: "You have no backup codes left",
        lead: "Make a new set and keep it on paper: it works when every device is lost.",
    },
    stronger: SuggestionText {
        title: "Messages can be read on their way",
        lead: "Add a method that nobody can listen to. Messages then serve only when it is not at hand.",
    },
    add_passkey: "Add a passkey",
    add_authenticator: "Set up an authenticator app",
    confirm: "Confirm it",
    make_codes: "Make new backup codes",
};

/// What losing a method means.
pub fn consequence(text: &Text, consequence: &Consequence) -> String {
    let words = &text.risk;
    match consequence {
        Consequence::Still(ways) => {
            let ways: Vec<String> = ways.iter().map(|way| way_words(words, *way)).collect();
            fill(words.still, &[("ways", &ways.join(", "))])
        }
        Consequence::NotTaken => text.keys_only.not_taken.to_owned(),
        Consequence::LockedOut { can_recover: true } => words.only_recovery.to_owned(),
        Consequence::LockedOut { can_recover: false } => words.locked_out.to_owned(),
    }
}

/// How things stand, and what to do about it.
pub const fn suggestion(text: &Text, suggestion: Suggestion) -> &SuggestionText {
    let words = &text.risk;
    match suggestion {
        Suggestion::SecondStep(_) => &words.second_step,
        Suggestion::UnsavedBackupCodes => &words.unsaved_codes,
        Suggestion::ConfirmEmail => &words.confirm_email,
        Suggestion::AnotherMethod(_) => &words.another,
        Suggestion::BackupCodes { left: 0 } => &words.no_codes,
        Suggestion::BackupCodes { .. } => &words.few_codes,
        Suggestion::StrongerThanMessages(_) => &words.stronger,
    }
}

/// The link that adds it.
pub const fn addition(text: &Text, addition: Addition) -> &'static str {
    match addition {
        Addition::Passkey => text.risk.add_passkey,
        Addition::Authenticator => text.risk.add_authenticator,
    }
}

fn way_words(words: &RiskText, way: Way) -> String {
    match way {
        Way::Passkeys(count) => words.passkeys.of(count),
        Way::SecurityKeys(count) => words.security_keys.of(count),
        Way::Authenticators(count) => words.authenticators.of(count),
        Way::BackupCodes(count) => words.backup_codes.of(count),
        Way::TextMessages => words.text_messages.to_owned(),
        Way::EmailCodes => words.email_codes.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::consequence;
    use crate::text::use_text;
    use flow::risk::{Consequence, Way};

    #[test]
    fn what_is_left_is_said_strongest_first() {
        let text = use_text();
        let left = Consequence::Still(vec![Way::SecurityKeys(1), Way::BackupCodes(8)]);
        assert_eq!(
            consequence(text, &left),
            "If you lose this, you still have: a security key, 8 backup codes."
        );
        let none = Consequence::LockedOut { can_recover: false };
        assert_eq!(
            consequence(text, &none),
            "If you lose this, you would be locked out."
        );
    }
}
