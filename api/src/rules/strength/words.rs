//! Words of languages other than English, which zxcvbn knows.

use super::{LOOK_ALIKE, fold};
use std::{collections::HashMap, ops::Range, sync::LazyLock};
use zeroize::Zeroizing;

/// The words, the most used first; made by `cargo xtask passwords`.
const LIST: &str = include_str!("../../../data/words.txt");
/// The shortest and the longest word that is looked for.
const SHORTEST: usize = 4;
const LONGEST: usize = 20;

/// The rank of each word, from 1 on, without its accents: people leave them out in passwords.
static RANKS: LazyLock<HashMap<Vec<char>, u32>> = LazyLock::new(|| {
    let mut ranks = HashMap::new();
    for (rank, word) in (1..).zip(LIST.lines()) {
        let folded = fold(&word.chars().collect::<Vec<char>>());
        ranks.entry(folded).or_insert(rank);
    }
    ranks
});

/// A word that was found.
#[derive(Clone, Copy)]
pub struct Word {
    /// log2 of the guesses that it takes.
    pub bits: f64,
}

/// The longest word in a folded text, and where it is; of two, the first.
pub fn longest(text: &[char]) -> Option<(Range<usize>, Word)> {
    let plain: Zeroizing<Vec<char>> = Zeroizing::new(
        text.iter()
            .map(|character| look_alike(*character))
            .collect(),
    );
    (SHORTEST..=text.len().min(LONGEST))
        .rev()
        .find_map(|length| {
            (0..=text.len() - length).find_map(|start| {
                let at = start..start + length;
                let word = find(&text[at.clone()], &plain[at.clone()])?;
                Some((at, word))
            })
        })
}

fn find(written: &[char], plain: &[char]) -> Option<Word> {
    if let Some(rank) = RANKS.get(written) {
        return Some(Word {
            bits: f64::from(*rank).log2(),
        });
    }
    let rank = RANKS.get(plain)?;
    Some(Word {
        bits: f64::from(*rank).log2() + LOOK_ALIKE,
    })
}

/// The letter that a sign or digit stands for.
const fn look_alike(character: char) -> char {
    match character {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    }
}
