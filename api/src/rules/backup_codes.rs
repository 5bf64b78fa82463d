//! Backup codes: making a set, tidying a typed one, finding it among the stored hashes.

use super::invalid;
use crate::random::{self, NoRandomness};
use contract::{
    Problem, Secret,
    limits::{BACKUP_CODE_ALPHABET, BACKUP_CODE_GROUP, BACKUP_CODE_LENGTH, BACKUP_CODES},
    problem::{Field, Reason},
};
use subtle::{ConditionallySelectable as _, ConstantTimeEq as _};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const LENGTH: usize = BACKUP_CODE_LENGTH as usize;
/// A typed code longer than this, in bytes, is not worth reading.
const TYPED_MAX_BYTES: usize = 256;

/// A backup code in its one form: [`BACKUP_CODE_LENGTH`] characters of the alphabet, no dashes.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct TidyCode([u8; LENGTH]);

impl TidyCode {
    /// The characters, to be hashed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for TidyCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TidyCode(…)")
    }
}

/// A new set of [`BACKUP_CODES`] codes of 80 random bits each, in groups: `XXXX-XXXX-XXXX-XXXX`.
pub fn new_set() -> Result<Vec<Secret>, NoRandomness> {
    (0..BACKUP_CODES).map(|_| new_code()).collect()
}

/// Tidies a typed code: any case, spaces and dashes anywhere, full-width characters, O for 0, I or L for 1.
/// Refused as [`Field::Code`] when nothing is left, or not exactly a code.
pub fn tidy(typed: &Secret) -> Result<TidyCode, Problem> {
    let typed = typed.expose();
    if typed.len() > TYPED_MAX_BYTES {
        return Err(invalid(Field::Code, Reason::Malformed));
    }
    let mut code = TidyCode([0; LENGTH]);
    let mut length = 0;
    for symbol in typed.chars().map(super::code_text::narrow) {
        if super::code_text::is_filler(symbol) {
            continue;
        }
        let (Some(place), Some(symbol)) = (code.0.get_mut(length), symbol_of(symbol)) else {
            return Err(invalid(Field::Code, Reason::Malformed));
        };
        *place = symbol;
        length += 1;
    }
    match length {
        0 => Err(invalid(Field::Code, Reason::Missing)),
        LENGTH => Ok(code),
        _ => Err(invalid(Field::Code, Reason::Malformed)),
    }
}

/// Where `hash` stands among `stored`. Looks at all of them, each in constant time.
pub fn position(hash: &[u8; 32], stored: &[[u8; 32]]) -> Option<usize> {
    let mut found = u64::MAX;
    for (index, candidate) in (0_u64..).zip(stored) {
        found = u64::conditional_select(&found, &index, hash.ct_eq(candidate));
    }
    usize::try_from(found)
        .ok()
        .filter(|index| *index < stored.len())
}

/// The alphabet's character for a typed one, with Crockford's rules for look-alikes.
fn symbol_of(typed: char) -> Option<u8> {
    let symbol = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    u8::try_from(symbol)
        .ok()
        .filter(|symbol| BACKUP_CODE_ALPHABET.as_bytes().contains(symbol))
}

/// One code: 10 random bytes, each 5 bits of which choose one of the 32 characters.
fn new_code() -> Result<Secret, NoRandomness> {
    let bytes = Zeroizing::new(random::bytes::<10>()?);
    let alphabet = BACKUP_CODE_ALPHABET.as_bytes();
    // Never grows: no copy is left behind in memory.
    let mut text = String::with_capacity(LENGTH + LENGTH / BACKUP_CODE_GROUP as usize);
    for index in 0..LENGTH {
        if index > 0 && index % BACKUP_CODE_GROUP as usize == 0 {
            text.push('-');
        }
        text.push(char::from(
            alphabet[usize::from(five_bits(&bytes, index * 5))],
        ));
    }
    Ok(Secret::from(text))
}

/// The five bits of `bytes` that begin at bit `start`, most significant first.
fn five_bits(bytes: &[u8; 10], start: usize) -> u8 {
    let bit = |at: usize| (bytes[at / 8] >> (7 - at % 8)) & 1;
    (start..start + 5).fold(0, |value, at| (value << 1) | bit(at))
}

#[cfg(test)]
mod tests {
    use super::{TidyCode, five_bits, new_set, position, tidy};
    use contract::{
        Problem, Secret,
        limits::BACKUP_CODE_ALPHABET,
        problem::{Field, Reason},
    };
    use proptest::prelude::*;
    use std::collections::{HashMap, HashSet};

    fn tidied(typed: &str) -> String {
        let code = tidy(&Secret::from(typed)).unwrap();
        String::from_utf8(code.as_bytes().to_vec()).unwrap()
    }

    fn refusal(typed: &str) -> Reason {
        match tidy(&Secret::from(typed)) {
            Err(Problem::Invalid {
                field: Field::Code,
                reason,
            }) => reason,
            other => panic!("{typed:?} gave {other:?}"),
        }
    }

    #[test]
    fn a_set_is_ten_codes_in_four_groups_of_four() {
        let set = new_set().unwrap();
        assert_eq!(set.len(), 10);
        for code in &set {
            let groups: Vec<&str> = code.expose().split('-').collect();
            assert_eq!(
                groups.iter().map(|group| group.len()).collect::<Vec<_>>(),
                [4; 4]
            );
            assert!(
                code.expose()
                    .chars()
                    .all(|c| c == '-' || BACKUP_CODE_ALPHABET.contains(c))
            );
        }
    }

    #[test]
    fn a_thousand_codes_all_differ_and_use_every_character_alike() {
        let codes: Vec<Secret> = (0..100).flat_map(|_| new_set().unwrap()).collect();
        let distinct: HashSet<&str> = codes.iter().map(Secret::expose).collect();
        assert_eq!(distinct.len(), 1_000);
        let mut counts: HashMap<char, f64> = HashMap::new();
        for symbol in codes
            .iter()
            .flat_map(|code| code.expose().chars())
            .filter(|c| *c != '-')
        {
            *counts.entry(symbol).or_default() += 1.0;
        }
        assert_eq!(counts.len(), 32);
        let expected = 16_000.0 / 32.0;
        let chi_square: f64 = counts
            .values()
            .map(|count| (count - expected) * (count - expected) / expected)
            .sum();
        // 31 degrees of freedom: chance exceeds 93 less than once in ten million runs.
        assert!(chi_square < 93.0, "{chi_square}");
    }

    #[test]
    fn every_random_bit_is_used_once() {
        let mut seen = HashSet::new();
        for bit in 0..80 {
            let mut bytes = [0; 10];
            bytes[bit / 8] = 1 << (7 - bit % 8);
            let symbols: Vec<u8> = (0..16).map(|index| five_bits(&bytes, index * 5)).collect();
            assert_eq!(symbols.iter().filter(|symbol| **symbol != 0).count(), 1);
            seen.insert(symbols);
        }
        assert_eq!(seen.len(), 80);
    }

    #[test]
    fn case_spaces_dashes_and_look_alikes_do_not_matter() {
        let wanted = "0123456789ABCDEF";
        for typed in [
            "0123-4567-89AB-CDEF",
            "0123456789abcdef",
            "  0123 4567\u{a0}89ab–cdef\n",
            "o1 23-4567-89ab-cdef",
            "OL23-4567-89AB-CDEF",
            "0i23-4567-89AB-CDEF",
            "0I2-3-4-5-6-7-8-9-A-B-C-D-E-F",
            "０１２３－４５６７－８９ＡＢ－ｃｄｅｆ",
        ] {
            assert_eq!(tidied(typed), wanted, "{typed:?}");
        }
    }

    #[test]
    fn what_is_not_exactly_a_code_is_malformed() {
        for typed in [
            "0123-4567-89AB-CDE",
            "0123-4567-89AB-CDEFG",
            "0123-4567-89AB-CDEU",
            "0123-4567-89AB-CDE!",
            "0123-4567-89AB-CDE\0",
            "0123-4567-89AB-CDE😀",
            "٠123-4567-89AB-CDEF",
            "ı123-4567-89AB-CDEF",
        ] {
            assert_eq!(refusal(typed), Reason::Malformed, "{typed:?}");
        }
        assert_eq!(refusal(&"0".repeat(10_000)), Reason::Malformed);
        assert_eq!(refusal(&" ".repeat(10_000)), Reason::Malformed);
    }

    #[test]
    fn an_empty_code_is_missing() {
        assert_eq!(refusal(""), Reason::Missing);
        assert_eq!(refusal(" - "), Reason::Missing);
    }

    #[test]
    fn a_hash_is_found_wherever_it_stands() {
        let stored: Vec<[u8; 32]> = (0..10).map(|byte| [byte; 32]).collect();
        for (index, hash) in stored.iter().enumerate() {
            assert_eq!(position(hash, &stored), Some(index));
        }
        assert_eq!(position(&[10; 32], &stored), None);
        assert_eq!(position(&[0; 32], &[]), None);
    }

    #[test]
    fn a_tidy_code_does_not_print() {
        let code: TidyCode = tidy(&Secret::from("0123456789ABCDEF")).unwrap();
        assert_eq!(format!("{code:?}"), "TidyCode(…)");
    }

    proptest! {
        #[test]
        fn any_text_is_tidied_without_panic_into_the_alphabet(typed in "\\PC{0,40}") {
            if let Ok(code) = tidy(&Secret::from(typed)) {
                prop_assert!(code.as_bytes().iter().all(|b| BACKUP_CODE_ALPHABET.as_bytes().contains(b)));
            }
        }

        #[test]
        fn every_code_is_found_again_however_it_is_spaced(
            symbols in proptest::collection::vec(0_usize..32, 16),
            fillers in proptest::collection::vec("[ \\-\u{a0}]{0,3}", 16),
            lower in any::<bool>(),
        ) {
            let alphabet: Vec<char> = BACKUP_CODE_ALPHABET.chars().collect();
            let plain: String = symbols.iter().map(|symbol| alphabet[*symbol]).collect();
            let spaced: String =
                plain.chars().zip(&fillers).flat_map(|(symbol, filler)| [symbol.to_string(), filler.clone()]).collect();
            let typed = if lower { spaced.to_lowercase() } else { spaced };
            prop_assert_eq!(tidied(&typed), plain);
        }
    }
}
