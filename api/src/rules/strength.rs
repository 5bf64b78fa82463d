//! How many guesses a password takes from somebody who knows what people choose: patterns as zxcvbn finds them (Wheeler 2016),
//! words of several languages, repetition, and the names at hand.

mod words;

use std::ops::Range;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use zeroize::Zeroizing;
use zxcvbn::matching::{Match, patterns::MatchPattern};

/// A password is looked at in pieces of so many code points. A longer piece would take zxcvbn long, and make it compute
/// 21!, which no number of its holds.
const PIECE: usize = 20;
/// Whoever puts parts together tries them in an order that is not known: log2 of what a part more costs.
const ARRANGEMENT: f64 = 1.0;
/// A word that stands in the list with other letters, as `p@ssw0rt`: log2 of the ways to write it so.
const LOOK_ALIKE: f64 = 2.0;
/// A capital at the beginning or the end, or all capitals; other capitals.
const USUAL_CAPITALS: f64 = 1.0;
const UNUSUAL_CAPITALS: f64 = 5.0;

/// What a password mostly is, as far as it is to be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One entry of a list of passwords that people chose, or of words.
    ListEntry,
    /// One character, word or group over and over.
    Repetition,
    /// A run of letters or digits, a row of keys, a date.
    Sequence,
    /// Parts put together, or nothing that shows.
    Other,
}

/// An estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// log2 of the guesses that it takes.
    pub bits: f64,
    /// What it is.
    pub kind: Kind,
}

/// Estimates a password. `names` are what the person and the service are called: whoever guesses tries them first. It stops
/// looking when there are `enough` bits.
pub fn estimate(password: &str, names: &[&str], enough: f64) -> Strength {
    let characters = Zeroizing::new(password.chars().collect::<Vec<char>>());
    let period = period(&characters);
    let is_repeated = 2 * period <= characters.len();
    let unit = if is_repeated {
        &characters[..period]
    } else {
        &characters[..]
    };
    let mut strength = once(unit, names, enough);
    if is_repeated {
        let times = u32::try_from(characters.len() / period).unwrap_or(u32::MAX);
        strength.bits += f64::from(times).log2();
        strength.kind = Kind::Repetition;
    }
    strength
}

/// The length of the shortest beginning that makes the whole when it is repeated, the last time perhaps in part.
fn period(characters: &[char]) -> usize {
    let same = |period: &usize| {
        characters
            .iter()
            .zip(characters.iter().skip(*period))
            .all(|(before, after)| before == after)
    };
    (1..characters.len()).find(same).unwrap_or(characters.len())
}

/// Estimates what is not a repetition as a whole, piece by piece until there are enough bits.
fn once(characters: &[char], names: &[&str], enough: f64) -> Strength {
    let mut whole = Strength {
        bits: 0.0,
        kind: Kind::Other,
    };
    let mut pieces = characters.chunks(PIECE);
    if let Some(first) = pieces.next() {
        whole = piece(first, names);
    }
    for next in pieces {
        if whole.bits >= enough {
            break;
        }
        let next = piece(next, names);
        whole.bits += next.bits + ARRANGEMENT;
        if next.kind != whole.kind {
            whole.kind = Kind::Other;
        }
    }
    whole
}

/// The cheaper of two readings: as zxcvbn reads it, and around a word of another language.
fn piece(characters: &[char], names: &[&str]) -> Strength {
    let plain = by_patterns(characters, names);
    let folded = Zeroizing::new(fold(characters));
    let Some((at, word)) = words::longest(&folded) else {
        return plain;
    };
    let is_whole = at.len() == characters.len();
    let Range { start, end } = at;
    let mut bits = word.bits + capitals(&characters[start..end]);
    for part in [&characters[..start], &characters[end..]] {
        if !part.is_empty() {
            bits += piece(part, names).bits + ARRANGEMENT;
        }
    }
    let kind = if is_whole {
        Kind::ListEntry
    } else {
        Kind::Other
    };
    if bits < plain.bits {
        Strength { bits, kind }
    } else {
        plain
    }
}

/// As zxcvbn reads it, but for two things: what fits no pattern counts with the characters that it is made of, where zxcvbn
/// takes ten of each; and parts cost what they cost, where zxcvbn adds 10,000 guesses for each.
fn by_patterns(characters: &[char], names: &[&str]) -> Strength {
    let text = Zeroizing::new(characters.iter().collect::<String>());
    let estimate = zxcvbn::zxcvbn(&text, names);
    let parts = estimate.sequence();
    let orders: f64 = (2..=u32::try_from(parts.len()).unwrap_or(u32::MAX).min(64))
        .map(|count| f64::from(count).log2())
        .sum();
    let is_whole = parts.len() == 1;
    let bits: f64 = parts
        .iter()
        .map(|part| part_bits(part, is_whole, names))
        .sum();
    let kind = match parts {
        [only] => kind(&only.pattern),
        _ => Kind::Other,
    };
    Strength {
        bits: bits + orders,
        kind,
    }
}

/// log2 of the guesses of a part.
fn part_bits(part: &Match, is_whole: bool, names: &[&str]) -> f64 {
    match &part.pattern {
        // Alone, a year and a sign are seen for what they are; beside a word, zxcvbn spares itself the third part.
        MatchPattern::BruteForce => {
            let each: f64 = part.token.chars().map(character_bits).sum();
            let token = Zeroizing::new(part.token.chars().collect::<Vec<char>>());
            if is_whole {
                each
            } else {
                each.min(by_patterns(&token, names).bits)
            }
        }
        // Whoever guesses begins with the names at hand, and zxcvbn takes 50 guesses at least for a part.
        MatchPattern::Dictionary(word) if names.contains(&word.matched_word.as_str()) => {
            let written = Zeroizing::new(part.token.chars().collect::<Vec<char>>());
            capitals(&written)
        }
        // Its base may fit no pattern.
        MatchPattern::Repeat(repeat) if repeat.base_token.chars().count() > 1 => {
            let base = Zeroizing::new(repeat.base_token.chars().collect::<Vec<char>>());
            let times = u32::try_from(repeat.repeat_count).unwrap_or(u32::MAX);
            by_patterns(&base, names).bits + f64::from(times).log2()
        }
        #[expect(clippy::cast_precision_loss, reason = "only its size matters")]
        _ => (part.guesses.unwrap_or(1).max(1) as f64).log2(),
    }
}

const fn kind(pattern: &MatchPattern) -> Kind {
    match pattern {
        MatchPattern::Dictionary(_) => Kind::ListEntry,
        MatchPattern::Repeat(_) => Kind::Repetition,
        MatchPattern::Spatial(_)
        | MatchPattern::Sequence(_)
        | MatchPattern::Regex(_)
        | MatchPattern::Date(_) => Kind::Sequence,
        MatchPattern::BruteForce => Kind::Other,
    }
}

/// log2 of how many characters there are like this one.
fn character_bits(character: char) -> f64 {
    let alike: f64 = match character {
        '0'..='9' => 10.0,
        'a'..='z' | 'A'..='Z' => 26.0,
        _ if character.is_ascii() => 33.0,
        _ => 100.0,
    };
    alike.log2()
}

fn capitals(word: &[char]) -> f64 {
    let count = word.iter().filter(|it| it.is_uppercase()).count();
    let is_at_an_end = [word.first(), word.last()]
        .into_iter()
        .flatten()
        .any(|it| it.is_uppercase());
    match count {
        0 => 0.0,
        1 if is_at_an_end => USUAL_CAPITALS,
        all if all == word.len() => USUAL_CAPITALS,
        _ => UNUSUAL_CAPITALS,
    }
}

/// Lower case, and without accents: one character for each.
fn fold(characters: &[char]) -> Vec<char> {
    let plain = |character: &char| {
        let lower = character.to_lowercase().next().unwrap_or(*character);
        let mut parts = std::iter::once(lower).nfd();
        parts.find(|it| !is_combining_mark(*it)).unwrap_or(lower)
    };
    characters.iter().map(plain).collect()
}
