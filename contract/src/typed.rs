//! What people, clipboards and input methods put into a text that nobody sees, and digits of every script.

/// The zeros of all decimal digits (Unicode 14, general category Nd); the nine digits after each zero follow it.
const ZEROS: [u32; 66] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
    0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0,
    0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

/// Whether a character comes along unseen when text is copied from a page or a message: soft hyphen, zero-width space
/// and joiners, direction marks, byte order mark.
#[must_use]
pub const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    )
}

/// Whether a character only separates the digits of a code or number: white space, a dash, or nothing to be seen.
#[must_use]
pub const fn is_filler(character: char) -> bool {
    is_invisible(character)
        || character.is_whitespace()
        || matches!(
            character,
            '-' | '_' | '\u{2010}'
                ..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}'
        )
}

/// A decimal digit of any script in ASCII; any other character as it is.
#[must_use]
pub fn ascii_digit(character: char) -> char {
    let code_point = u32::from(character);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code_point);
    zero.and_then(|zero| char::from_digit(code_point - zero, 10))
        .unwrap_or(character)
}

/// An email address as it was typed, without what nobody sees: invisible characters everywhere, and white space at
/// both ends. White space inside stays, to be refused.
///
/// Two of the invisible characters, the joiners, are letters of some domain names (RFC 5892 appendix A). Between two
/// characters of the domain outside ASCII they stay, for the server to judge (UTS #46).
#[must_use]
pub fn email(typed: &str) -> String {
    let characters: Vec<char> = typed.chars().collect();
    let domain = characters
        .iter()
        .rposition(|character| matches!(character, '@' | '\u{FF20}'));
    let stays = |at: usize| {
        let is_beside = |at: Option<usize>| {
            at.and_then(|at| characters.get(at))
                .is_some_and(|it| is_letter(*it))
        };
        matches!(characters[at], '\u{200C}' | '\u{200D}')
            && domain.is_some_and(|domain| domain < at)
            && is_beside(at.checked_sub(1))
            && is_beside(at.checked_add(1))
    };
    let seen: String = (0..characters.len())
        .filter(|at| !is_invisible(characters[*at]) || stays(*at))
        .map(|at| characters[at])
        .collect();
    seen.trim().to_owned()
}

/// Whether a character outside ASCII can stand beside a joiner.
const fn is_letter(character: char) -> bool {
    !character.is_ascii() && !is_invisible(character) && !character.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decimal_digit_is_known_and_nothing_else_is_taken_for_one() {
        let mut found = 0;
        for character in char::MIN..=char::MAX {
            let digit = ascii_digit(character);
            if digit.is_ascii_digit() {
                found += 1;
                assert!(character.is_numeric(), "{character:?} is no digit");
            } else {
                assert_eq!(digit, character);
            }
        }
        assert_eq!(found, ZEROS.len() * 10);
    }

    #[test]
    fn an_address_is_read_without_what_nobody_sees() {
        for typed in [
            "ann@example.org",
            "\u{FEFF}ann@example.org",
            "ann@example.org\u{200B}",
            "an\u{AD}n@exam\u{AD}ple.org",
            "\u{A0}ann@example.org\u{A0}\u{202F}",
            "\u{202A}ann@example.org\u{202C}",
            "\u{2068}ann\u{200D}@\u{200C}example\u{2060}.org\u{2069}\u{200E}\n",
        ] {
            assert_eq!(email(typed), "ann@example.org", "{typed:?}");
        }
        for typed in ["a b@x.org", "a\u{A0}b@x.org", "", "@", "a@b@c"] {
            assert_eq!(email(typed), typed, "{typed:?}");
        }
    }

    #[test]
    fn a_joiner_stays_only_inside_a_domain_that_may_need_it() {
        let persian = "ann@\u{646}\u{627}\u{645}\u{647}\u{200C}\u{627}\u{6CC}.example";
        assert_eq!(email(persian), persian);
        assert_eq!(email("ann@exa\u{200D}mple.org"), "ann@example.org");
        assert_eq!(email("ann@b\u{FC}\u{200D}cher.org"), "ann@b\u{FC}cher.org");
        assert_eq!(
            email("\u{646}\u{200C}\u{6CC}@x.org"),
            "\u{646}\u{6CC}@x.org"
        );
    }
}
