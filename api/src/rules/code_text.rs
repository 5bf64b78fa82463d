//! What people and clipboards put between the characters of a code.

/// The ASCII twin of a full-width character (U+FF01 to U+FF5E); any other character as it is.
pub fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => {
            u8::try_from(u32::from(character) - 0xFEE0).map_or(character, char::from)
        }
        other => other,
    }
}

/// Whether a character only separates: white space of any script, or a dash.
pub const fn is_filler(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '-' | '\u{AD}' | '\u{2010}'
                ..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}'
        )
}

#[cfg(test)]
mod tests {
    use super::{is_filler, narrow};

    #[test]
    fn full_width_characters_become_ascii() {
        assert_eq!(narrow('\u{FF01}'), '!');
        assert_eq!(narrow('９'), '9');
        assert_eq!(narrow('Ａ'), 'A');
        assert_eq!(narrow('\u{FF5E}'), '~');
        assert_eq!(narrow('\u{FF5F}'), '\u{FF5F}');
        assert_eq!(narrow('é'), 'é');
    }

    #[test]
    fn spaces_and_dashes_separate_and_nothing_else_does() {
        for character in [
            ' ', '\t', '\n', '\u{A0}', '\u{2009}', '\u{3000}', '-', '–', '—', '\u{2212}',
        ] {
            assert!(is_filler(character), "{character:?}");
        }
        for character in ['_', '.', '0', 'a', '\0', '\u{200B}'] {
            assert!(!is_filler(character), "{character:?}");
        }
    }
}
