//! A filter of passwords that are known from breaches: one file, made once by [`build`], asked offline by [`Filter`].
//!
//! The file is a Golomb-coded set (Golomb 1966, Rice 1979) of 37-bit fingerprints. A million entries take 2.4 MB, a password
//! that is none of them is taken for one with a chance of 7 in a million, and a look-up reads one block of about 250
//! entries. The fingerprints are no secret and hide nothing: whoever has the file can test passwords against it, as with
//! the lists that it was made of.
//!
//! The layout, numbers in little-endian order: [`MAGIC`]; the number of entries (`u32`); a checksum of all
//! that follows (`u64`, FNV-1a); for each of `BLOCKS` blocks and for
//! the end, where in the codes it begins (`u32`, bytes); the codes. A block has the fingerprints with the same leading
//! `BLOCK_BITS` bits, in order. Each is coded as its distance to the one before (the first to the number before the
//! block's lowest): the distance less 1 divided by 2^`RICE_BITS` in unary (ones, and a zero), then the remainder in
//! `RICE_BITS` bits, the highest first. The last byte of a block is filled up with ones, which begin no code that ends.

mod bits;

use bits::{BitReader, BitWriter};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// What a file begins with: its kind and version.
pub const MAGIC: [u8; 8] = *b"lkpwset1";
/// The bits of a fingerprint: a million of them are one in 137,000 of all there can be.
const FINGERPRINT_BITS: u32 = 37;
/// The leading bits that name the block.
const BLOCK_BITS: u32 = 12;
/// How many blocks there are.
const BLOCKS: usize = 1 << BLOCK_BITS;
/// The bits of a remainder: the best for a million entries.
const RICE_BITS: u32 = 17;
/// What FNV-1a begins with, and multiplies by (RFC 9923 §5).
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;
/// Where the checksum is.
const SUM_AT: usize = MAGIC.len() + 4;
/// Where the table of blocks begins.
const TABLE_AT: usize = SUM_AT + 8;
/// Where the codes begin.
const CODES_AT: usize = TABLE_AT + 4 * (BLOCKS + 1);

/// Why a file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It is no such file, or of another version.
    Kind,
    /// It was cut or damaged.
    Damaged,
    /// There are too many passwords for the file.
    TooMany,
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Kind => "it is no filter of passwords, or one of another version",
            Self::Damaged => "it is damaged",
            Self::TooMany => "there are too many passwords",
        })
    }
}

impl std::error::Error for Unusable {}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Filter {
    file: Cow<'static, [u8]>,
    entries: u32,
}

impl Filter {
    /// Takes the bytes of a file, and looks whether it is whole.
    ///
    /// # Errors
    /// [`Unusable`] when it is not.
    pub fn read(file: impl Into<Cow<'static, [u8]>>) -> Result<Self, Unusable> {
        let file = file.into();
        if !file.starts_with(&MAGIC) {
            return Err(Unusable::Kind);
        }
        let entries = number(&file, MAGIC.len()).ok_or(Unusable::Damaged)?;
        let sum = file.get(SUM_AT..TABLE_AT).ok_or(Unusable::Damaged)?;
        let rest = file.get(TABLE_AT..).ok_or(Unusable::Damaged)?;
        if sum == checksum(rest).to_le_bytes() {
            Ok(Self { file, entries })
        } else {
            Err(Unusable::Damaged)
        }
    }

    /// How many passwords it knows.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.entries
    }

    /// Whether it knows none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Whether a password is one of those that the file was made of, in any case of its letters: always when it is, and
    /// hardly ever when it is not.
    #[must_use]
    pub fn has(&self, password: &str) -> bool {
        let wanted = fingerprint(password);
        let block = usize::try_from(wanted >> (FINGERPRINT_BITS - BLOCK_BITS)).unwrap_or(BLOCKS);
        let Some(mut entries) = self.block(block) else {
            return false;
        };
        entries.find(|entry| *entry >= wanted) == Some(wanted)
    }

    /// The fingerprints of a block, in order.
    fn block(&self, block: usize) -> Option<impl Iterator<Item = u64>> {
        let offset = |block: usize| usize::try_from(number(&self.file, TABLE_AT + 4 * block)?).ok();
        let codes = self.file.get(CODES_AT..)?;
        let mut bits = BitReader::new(codes.get(offset(block)?..offset(block + 1)?)?);
        let mut next = u64::try_from(block).ok()? << (FINGERPRINT_BITS - BLOCK_BITS);
        Some(std::iter::from_fn(move || {
            let quotient = bits.ones()?;
            let remainder = bits.number(RICE_BITS)?;
            let entry = next.checked_add((quotient << RICE_BITS) | remainder)?;
            next = entry.checked_add(1)?;
            Some(entry)
        }))
    }
}

/// Makes a file of passwords. Two that differ in case alone are one.
///
/// # Errors
/// [`Unusable::TooMany`] when the file would be larger than its own numbers can say.
pub fn build<'a>(passwords: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>, Unusable> {
    let mut fingerprints: Vec<u64> = passwords.into_iter().map(fingerprint).collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    let entries = u32::try_from(fingerprints.len()).map_err(|_| Unusable::TooMany)?;
    let mut table = Vec::new();
    let mut codes = BitWriter::default();
    let mut rest = fingerprints.as_slice();
    for block in 0..BLOCKS as u64 {
        table.extend(offset(&codes)?.to_le_bytes());
        let end = (block + 1) << (FINGERPRINT_BITS - BLOCK_BITS);
        let (own, others) = rest.split_at(rest.partition_point(|entry| *entry < end));
        rest = others;
        let mut next = block << (FINGERPRINT_BITS - BLOCK_BITS);
        for entry in own {
            let distance = entry - next;
            codes.ones(distance >> RICE_BITS);
            codes.number(distance, RICE_BITS);
            next = entry + 1;
        }
        codes.fill();
    }
    table.extend(offset(&codes)?.to_le_bytes());
    table.extend(codes.bytes());
    let head = [
        &MAGIC[..],
        &entries.to_le_bytes(),
        &checksum(&table).to_le_bytes(),
    ];
    Ok([&head.concat()[..], &table].concat())
}

fn offset(codes: &BitWriter) -> Result<u32, Unusable> {
    u32::try_from(codes.bytes().len()).map_err(|_| Unusable::TooMany)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    four.try_into().ok().map(u32::from_le_bytes)
}

/// What stands for a password: of its NFKC form in lower case, since whoever guesses tries every case of it.
///
/// FNV-1a (RFC 9923 §2), mixed by the last step of `MurmurHash3`. Nothing here needs a hash that resists anybody: who finds a
/// password that collides has found one that they cannot use.
fn fingerprint(password: &str) -> u64 {
    let mut hash = FNV_BASIS;
    for character in password.nfkc().flat_map(char::to_lowercase) {
        // No copy of the password is made.
        let mut buffer = Zeroizing::new([0; 4]);
        hash = fnv(hash, character.encode_utf8(&mut *buffer).as_bytes());
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (hash ^ (hash >> 33)) >> (64 - FINGERPRINT_BITS)
}

fn checksum(bytes: &[u8]) -> u64 {
    fnv(FNV_BASIS, bytes)
}

fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn many(prefix: &str, count: u32) -> Vec<String> {
        (0..count)
            .map(|number| format!("{prefix}{number}"))
            .collect()
    }

    fn file_of(passwords: &[String]) -> Vec<u8> {
        build(passwords.iter().map(String::as_str)).unwrap()
    }

    #[test]
    fn every_password_is_found_again_in_any_case() {
        let passwords = many("Sommer ", 20_000);
        let file = file_of(&passwords);
        let filter = Filter::read(file).unwrap();
        assert_eq!(filter.len(), 20_000);
        for password in &passwords {
            assert!(filter.has(password), "{password}");
            assert!(filter.has(&password.to_uppercase()), "{password}");
        }
        assert!(filter.has("ｓｏｍｍｅｒ\u{3000}７"));
    }

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "how long it takes is what is tested"
    )]
    fn a_million_entries_fit_into_3_megabytes_and_others_are_hardly_ever_taken_for_one() {
        let file = file_of(&many("in ", 1_000_000));
        assert!(file.len() <= 3_000_000, "{}", file.len());
        let filter = Filter::read(file).unwrap();
        let others = many("out ", 1_000_000);
        let started = std::time::Instant::now();
        let wrong = others.iter().filter(|it| filter.has(it)).count();
        let each = started.elapsed() / 1_000_000;
        assert!(each.as_micros() < 1_000, "{each:?} for a look-up");
        // 1e-5 would be ten; a chance of 7.3e-6 gives seven, and more than twenty once in 30,000 lists.
        assert!(wrong <= 20, "{wrong}");
    }

    #[test]
    fn a_file_of_nothing_knows_nothing() {
        let file = file_of(&[]);
        let filter = Filter::read(file).unwrap();
        assert!(filter.is_empty());
        assert!(!filter.has("") && !filter.has("password"));
    }

    #[test]
    fn what_is_no_filter_or_was_cut_is_refused() {
        assert_eq!(Filter::read(&b""[..]).unwrap_err(), Unusable::Kind);
        assert_eq!(Filter::read(&b"lkpwset0"[..]).unwrap_err(), Unusable::Kind);
        let file = file_of(&many("a", 5_000));
        for length in [8, 11, TABLE_AT + 5, CODES_AT, file.len() - 1] {
            let cut = Filter::read(file[..length].to_vec()).unwrap_err();
            assert_eq!(cut, Unusable::Damaged, "{length}");
        }
        let mut longer = file.clone();
        longer.push(0);
        let mut other = file;
        *other.last_mut().unwrap() ^= 1;
        assert_eq!(Filter::read(other).unwrap_err(), Unusable::Damaged);
        assert_eq!(Filter::read(longer).unwrap_err(), Unusable::Damaged);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_without_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..40_000), is_marked: bool) {
            if is_marked && bytes.len() >= MAGIC.len() {
                bytes[..MAGIC.len()].copy_from_slice(&MAGIC);
            }
            if let Ok(filter) = Filter::read(bytes) {
                let _ = filter.has("password");
            }
        }

        #[test]
        fn any_password_is_found_again(passwords in proptest::collection::vec(any::<String>(), 0..50)) {
            let file = file_of(&passwords);
            let filter = Filter::read(file).unwrap();
            for password in &passwords {
                prop_assert!(filter.has(password));
            }
        }
    }
}
