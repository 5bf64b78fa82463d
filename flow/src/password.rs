//! What the page can say about the length of a new password before it is sent.
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

/// Measures a password that must have `minimum` code points.
///
/// The server counts after NFKC normalisation, which can make several code points of one. So a password with such
/// a character is never called too short here.
#[must_use]
pub fn length(password: &Secret, minimum: u32) -> Length {
    let text = password.expose();
    let has_most_bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
    match progress(text, minimum) {
        Progress::Nothing => Length::Empty,
        Progress::Short { count } => Length::TooShort {
            missing: minimum - count,
        },
        Progress::Enough if has_most_bytes > limits::PASSWORD_MAX_BYTES => Length::TooLong,
        Progress::Enough => Length::Enough,
    }
}

/// How far somebody is who types a password: what is shown beside the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing is typed.
    Nothing,
    /// Not enough yet.
    Short {
        /// The code points so far.
        count: u32,
    },
    /// As many as it needs.
    Enough,
}

/// Counts what was typed of a password that must have `minimum` code points.
#[must_use]
pub fn progress(text: &str, minimum: u32) -> Progress {
    let count = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if text.is_empty() {
        Progress::Nothing
    } else if count < minimum && !text.chars().any(may_grow) {
        Progress::Short { count }
    } else {
        Progress::Enough
    }
}

/// What a screen reader is told of it while somebody types: the beginning, every fifth code point that is still to come, and
/// the end. Told at each key, it would speak over the keys.
#[must_use]
pub const fn is_worth_saying(progress: Progress, minimum: u32) -> bool {
    match progress {
        Progress::Nothing => false,
        Progress::Short { count } => (minimum - count).is_multiple_of(5),
        Progress::Enough => true,
    }
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
    fn what_is_typed_is_counted_up_to_the_minimum_and_said_now_and_then() {
        assert_eq!(progress("", 15), Progress::Nothing);
        assert_eq!(progress("vK7#qpzwé", 15), Progress::Short { count: 9 });
        assert_eq!(progress("vK7#qpzwvK7#qpz", 15), Progress::Enough);
        let said = (0..20)
            .filter(|length| is_worth_saying(progress(&"a".repeat(*length), 15), 15))
            .collect::<Vec<_>>();
        assert_eq!(said, [5, 10, 15, 16, 17, 18, 19]);
        assert_eq!(progress("\u{FDFA}", 15), Progress::Enough);
    }

    #[test]
    fn what_normalisation_may_make_longer_is_left_to_the_server() {
        // One code point that NFKC makes 18 of.
        assert_eq!(length(&"\u{FDFA}".into(), 15), Length::Enough);
        assert_eq!(length(&"ﬃﬃﬃﬃﬃ".into(), 15), Length::Enough);
    }
}
