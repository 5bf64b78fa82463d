//! What the page can say about a new password while it is typed: whether it is long enough, and how strong it looks.
//!
//! The server decides. It also knows the common passwords; that list is too big for a page.

use contract::{Secret, limits};

/// A password measured against the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Nothing typed.
    Empty,
    /// Too few code points.
    TooShort {
        /// How many more it needs.
        missing: u32,
    },
    /// More than [`limits::PASSWORD_MAX_BYTES`] bytes.
    TooLong,
    /// Neither.
    Enough,
}

/// How hard a password looks to guess. A hint, not a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Few different characters, a row on the keyboard, or the e-mail address.
    Weak,
    /// Long enough, but not much more.
    Fair,
    /// Long and varied.
    Strong,
}

/// Rows that people walk along when they are told to make a password longer.
const ROWS: [&str; 6] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "azertyuiop",
];
/// From this many different pieces on, a password looks strong: four words of four letters.
const STRONG_FROM: usize = 16;
/// Below this many different pieces, a password looks weak.
const FAIR_FROM: usize = 8;

/// Measures a password that must have `minimum` code points.
///
/// The server counts after NFKC normalisation, which can make several code points of one. So a password with such
/// a character is never called too short here.
#[must_use]
pub fn length(password: &Secret, minimum: u32) -> Length {
    let text = password.expose();
    let count = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let has_most_bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
    if text.is_empty() {
        Length::Empty
    } else if count < minimum && !text.chars().any(may_grow) {
        Length::TooShort {
            missing: minimum - count,
        }
    } else if has_most_bytes > limits::PASSWORD_MAX_BYTES {
        Length::TooLong
    } else {
        Length::Enough
    }
}

/// How strong a password looks, for the account with this e-mail address.
#[must_use]
pub fn strength(password: &Secret, email: &str) -> Strength {
    let lower = password.expose().to_lowercase();
    let name = email
        .split('@')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let without_name = if name.chars().count() >= 4 {
        lower.replace(&name, "")
    } else {
        lower
    };
    match pieces(&without_name) {
        0..FAIR_FROM => Strength::Weak,
        FAIR_FROM..STRONG_FROM => Strength::Fair,
        _ => Strength::Strong,
    }
}

/// Characters that say something new: not the one before again, not the next one of a row, and each at most twice.
fn pieces(text: &str) -> usize {
    let characters: Vec<char> = text.chars().collect();
    let mut count = 0;
    for (index, character) in characters.iter().enumerate() {
        let before = &characters[..index];
        let follows = before.last().is_some_and(|last| is_next(*last, *character));
        let repeated = before
            .iter()
            .filter(|earlier| *earlier == character)
            .count()
            >= 2;
        if !follows && !repeated {
            count += 1;
        }
    }
    count
}

fn is_next(last: char, character: char) -> bool {
    last == character
        || ROWS.iter().any(|row| {
            let mut pairs = row.chars().zip(row.chars().skip(1));
            pairs.any(|pair| pair == (last, character) || pair == (character, last))
        })
}

/// Whether NFKC may make several code points of this one (Unicode 14; whole neighbourhoods, to be on the safe side).
fn may_grow(character: char) -> bool {
    matches!(
        u32::from(character),
        0xA8..=0xBE
            | 0x132..=0x149
            | 0x1C4..=0x1F3
            | 0x2D8..=0x2DD
            | 0x344
            | 0x37A
            | 0x384..=0x385
            | 0x587
            | 0x675..=0x678
            | 0x958..=0xFB9
            | 0x1E9A
            | 0x1FBD..=0x1FFE
            | 0x2017..=0x2ADC
            | 0x309B..=0x309F
            | 0x30FF
            | 0x3200..=0x33FF
            | 0xFB00..=0xFEFC
            | 0xFFE3
            | 0x1D15E..=0x1D1C0
            | 0x1F100..=0x1F248
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_code_points_up_to_a_limit_in_bytes() {
        let table = [
            (String::new(), Length::Empty),
            ("a".repeat(14), Length::TooShort { missing: 1 }),
            ("é".repeat(14), Length::TooShort { missing: 1 }),
            ("🔑".repeat(15), Length::Enough),
            ("a".repeat(1_024), Length::Enough),
            ("a".repeat(1_025), Length::TooLong),
            ("é".repeat(513), Length::TooLong),
        ];
        for (password, expected) in table {
            assert_eq!(
                length(&password.as_str().into(), 15),
                expected,
                "{password}"
            );
        }
    }

    #[test]
    fn what_normalisation_may_make_longer_is_left_to_the_server() {
        // One code point that NFKC makes 18 of.
        assert_eq!(length(&"\u{FDFA}".into(), 15), Length::Enough);
        assert_eq!(length(&"ﬃﬃﬃﬃﬃ".into(), 15), Length::Enough);
    }

    #[test]
    fn rows_and_repetition_look_weak() {
        for weak in [
            "",
            "aaaaaaaaaaaaaaaaaaaa",
            "123456789012345",
            "qwertyuiopasdfgh",
            "abcabcabcabcabcabc",
            "zyxwvutsrq",
        ] {
            assert_eq!(
                strength(&weak.into(), "ann@x.org"),
                Strength::Weak,
                "{weak}"
            );
        }
    }

    #[test]
    fn ones_own_name_does_not_count() {
        let password = "Annabelle.Lee annabelle.lee 7".into();
        assert_eq!(strength(&password, "annabelle.lee@x.org"), Strength::Weak);
        assert!(strength(&password, "someone@x.org") > Strength::Weak);
    }

    #[test]
    fn several_words_look_strong() {
        assert_eq!(
            strength(&"correct horse battery staple".into(), ""),
            Strength::Strong
        );
        assert_eq!(
            strength(&"hunter2hunter2".into(), "ann@x.org"),
            Strength::Fair
        );
    }
}
