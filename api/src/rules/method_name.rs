//! The name that a person gives one of their methods.

use super::invalid;
use contract::{
    Problem,
    limits::NAME_MAX,
    problem::{Field, Reason},
};
use unicode_normalization::UnicodeNormalization as _;

/// A name: trimmed, NFC, 1 to [`NAME_MAX`] code points, none of which can disturb the text around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodName(String);

impl MethodName {
    /// Tidies what was typed. Refused as [`Field::Name`]: missing, malformed (control characters and those that
    /// turn the direction of the text), or too long.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let name: String = typed.trim().nfc().collect();
        if name.is_empty() {
            return Err(invalid(Field::Name, Reason::Missing));
        }
        if name.chars().any(is_disturbing) {
            return Err(invalid(Field::Name, Reason::Malformed));
        }
        if name.chars().count() > NAME_MAX as usize {
            return Err(invalid(Field::Name, Reason::TooLong { maximum: NAME_MAX }));
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, line and paragraph separators, and the embeddings, overrides and isolates of
/// Unicode's bidirectional algorithm (UAX #9 §2): a name must not rearrange the page or the log that shows it.
fn is_disturbing(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::MethodName;
    use contract::{
        Problem,
        problem::{Field, Reason},
    };
    use proptest::prelude::*;

    fn refusal(typed: &str) -> Reason {
        match MethodName::parse(typed) {
            Err(Problem::Invalid {
                field: Field::Name,
                reason,
            }) => reason,
            other => panic!("{typed:?} gave {other:?}"),
        }
    }

    #[test]
    fn a_name_is_trimmed_and_composed() {
        assert_eq!(
            MethodName::parse("  Phone \u{3000}").unwrap().as_str(),
            "Phone"
        );
        assert_eq!(MethodName::parse("Cafe\u{301}").unwrap().as_str(), "Café");
    }

    #[test]
    fn nothing_but_spaces_is_missing() {
        assert_eq!(refusal(""), Reason::Missing);
        assert_eq!(refusal(" \t\u{A0}\n"), Reason::Missing);
    }

    #[test]
    fn control_characters_and_text_turners_are_refused() {
        for typed in [
            "a\0b",
            "a\nb",
            "a\u{1b}[31mb",
            "a\u{202e}b",
            "a\u{2066}b",
            "a\u{2028}b",
            "a\u{85}b",
        ] {
            assert_eq!(refusal(typed), Reason::Malformed, "{typed:?}");
        }
    }

    #[test]
    fn length_counts_code_points() {
        assert!(MethodName::parse(&"📱".repeat(64)).is_ok());
        assert_eq!(refusal(&"📱".repeat(65)), Reason::TooLong { maximum: 64 });
    }

    #[test]
    fn markup_is_only_text() {
        assert_eq!(
            MethodName::parse("<b onclick=x>").unwrap().as_str(),
            "<b onclick=x>"
        );
    }

    proptest! {
        #[test]
        fn a_name_that_was_accepted_stays_as_it_is(typed in "\\PC{0,80}") {
            if let Ok(name) = MethodName::parse(&typed) {
                prop_assert_eq!(MethodName::parse(name.as_str()), Ok(name.clone()));
            }
        }
    }
}
