//! Authenticator codes (RFC 6238): which time step a typed code belongs to.
//!
//! Whether that step was used before is for the database to say, in the same statement that marks it as used.

use super::{code_text, invalid};
use crate::random::{self, NoRandomness};
use contract::{
    Problem, Secret, Timestamp,
    authenticator::Algorithm,
    limits::{CODE_DIGITS, CODE_PERIOD},
    problem::{Field, Reason},
};
use data_encoding::BASE32_NOPAD;
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Bytes of a shared secret: 160 bits (RFC 4226 §4, R6).
pub const SECRET_BYTES: usize = 20;
/// The steps beside the current one at which a code is still accepted (RFC 6238 §5.2).
const SKEW: i64 = 1;
/// No code has more digits than this.
const DIGITS_MAX: usize = 8;
/// A typed code longer than this, in bytes, is not worth reading.
const TYPED_MAX_BYTES: usize = 256;

/// How an authenticator makes its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TotpParameters {
    /// The hash.
    pub algorithm: Algorithm,
    /// Digits of a code: 6 to 8.
    pub digits: u32,
    /// Seconds for which one code is shown.
    pub period: u32,
}

impl TotpParameters {
    /// What every authenticator app understands.
    pub const STANDARD: Self = Self {
        algorithm: Algorithm::Sha1,
        digits: CODE_DIGITS,
        period: CODE_PERIOD,
    };
}

/// A typed code in its one form: ASCII digits.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct TypedCode {
    digits: [u8; DIGITS_MAX],
    length: usize,
}

impl TypedCode {
    /// Tidies what was typed: spaces and dashes are dropped, and [`CODE_DIGITS`] ASCII digits must be left.
    /// Refused as [`Field::Code`] when nothing is left, or anything else.
    pub fn parse(typed: &Secret) -> Result<Self, Problem> {
        Self::of_digits(typed, CODE_DIGITS as usize)
    }

    fn of_digits(typed: &Secret, wanted: usize) -> Result<Self, Problem> {
        let typed = typed.expose();
        if typed.len() > TYPED_MAX_BYTES {
            return Err(invalid(Field::Code, Reason::Malformed));
        }
        let mut code = Self {
            digits: [0; DIGITS_MAX],
            length: 0,
        };
        for character in typed
            .chars()
            .filter(|character| !code_text::is_filler(*character))
        {
            let digit = u8::try_from(character).ok().filter(u8::is_ascii_digit);
            let (Some(place), Some(digit)) = (code.digits.get_mut(code.length), digit) else {
                return Err(invalid(Field::Code, Reason::Malformed));
            };
            *place = digit;
            code.length += 1;
        }
        match code.length {
            0 => Err(invalid(Field::Code, Reason::Missing)),
            length if length == wanted => Ok(code),
            _ => Err(invalid(Field::Code, Reason::Malformed)),
        }
    }

    /// The digits.
    pub fn as_bytes(&self) -> &[u8] {
        self.digits.get(..self.length).unwrap_or_default()
    }
}

impl std::fmt::Debug for TypedCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TypedCode(…)")
    }
}

/// A new shared secret.
pub fn new_secret() -> Result<Zeroizing<[u8; SECRET_BYTES]>, NoRandomness> {
    random::bytes().map(Zeroizing::new)
}

/// A shared secret as authenticator apps take it: base 32 without padding (RFC 4648 §6).
pub fn base32(secret: &[u8]) -> Secret {
    Secret::from(BASE32_NOPAD.encode(secret))
}

/// The time step that the code belongs to: the current one, the one before or the one after.
///
/// Always looks at all three, each in constant time. When several fit, it is the newest: the caller marks
/// that step as used and takes no older one, so the same digits are not accepted a second time.
pub fn matching_step(
    secret: &[u8],
    parameters: &TotpParameters,
    code: &TypedCode,
    now: Timestamp,
) -> Option<i64> {
    let current = current_step(now, parameters.period);
    let mut found = i64::MIN;
    for step in current - SKEW..=current + SKEW {
        let fits = expected_code(secret, parameters, step)
            .as_bytes()
            .ct_eq(code.as_bytes())
            & Choice::from(u8::from(step >= 0));
        found = i64::conditional_select(&found, &step, fits);
    }
    (found >= 0).then_some(found)
}

/// Seconds until authenticator apps show the next code that is taken: a later one than the current one and than the last that
/// was used. 1 to `period`, and more when a code of a later step was used: from an app whose clock is ahead, or before the
/// server's clock went back.
pub fn next_code_in(now: Timestamp, period: u32, last_step: i64) -> u32 {
    let step = current_step(now, period).max(last_step).saturating_add(1);
    let next = step.saturating_mul(i64::from(period));
    Timestamp::from_seconds(next).seconds_after(now)
}

/// RFC 6238 §4.2, T.
fn current_step(now: Timestamp, period: u32) -> i64 {
    now.seconds().div_euclid(i64::from(period.max(1)))
}

/// The code of a time step (RFC 4226 §5.3). Steps before 1970 give that of step 0, which the caller discards.
fn expected_code(secret: &[u8], parameters: &TotpParameters, step: i64) -> Zeroizing<String> {
    let algorithm = match parameters.algorithm {
        Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
        Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
        Algorithm::Sha512 => totp_rs::Algorithm::SHA512,
    };
    // A period of one second makes the argument of `generate` the step itself. The strict `build` would refuse
    // that, and checks nothing else that is not fixed here.
    let totp = totp_rs::Builder::new()
        .with_algorithm(algorithm)
        .with_digits(u8::try_from(parameters.digits).unwrap_or(0).clamp(6, 8))
        .with_step_duration(1)
        .with_secret(secret)
        .build_noncompliant();
    Zeroizing::new(totp.generate(u64::try_from(step).unwrap_or(0)).to_string())
}

#[cfg(test)]
mod tests {
    use super::{
        TotpParameters, TypedCode, base32, expected_code, matching_step, new_secret, next_code_in,
    };
    use contract::{
        Problem, Secret, Timestamp,
        authenticator::Algorithm,
        problem::{Field, Reason},
    };
    use proptest::prelude::*;
    use std::collections::HashSet;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn code(digits: &str) -> TypedCode {
        TypedCode::of_digits(&Secret::from(digits), digits.len()).unwrap()
    }

    fn refusal(typed: &str) -> Reason {
        match TypedCode::parse(&Secret::from(typed)) {
            Err(Problem::Invalid {
                field: Field::Code,
                reason,
            }) => reason,
            other => panic!("{typed:?} gave {other:?}"),
        }
    }

    #[test]
    fn rfc_6238_appendix_b() {
        let sha1: &[u8] = SECRET;
        let sha256: &[u8] = b"12345678901234567890123456789012";
        let sha512: &[u8] = b"1234567890123456789012345678901234567890123456789012345678901234";
        let table = [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"),
            (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"),
            (20_000_000_000, "65353130", "77737706", "47863826"),
        ];
        for (time, of_sha1, of_sha256, of_sha512) in table {
            for (algorithm, secret, digits) in [
                (Algorithm::Sha1, sha1, of_sha1),
                (Algorithm::Sha256, sha256, of_sha256),
                (Algorithm::Sha512, sha512, of_sha512),
            ] {
                let parameters = TotpParameters {
                    algorithm,
                    digits: 8,
                    period: 30,
                };
                let step = matching_step(secret, &parameters, &code(digits), at(time));
                assert_eq!(step, Some(time / 30), "{algorithm:?} at {time}");
            }
        }
    }

    #[test]
    fn rfc_4226_appendix_d() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ];
        for (counter, digits) in (0..).zip(codes) {
            let now = at(counter * 30 + 29);
            let step = matching_step(SECRET, &TotpParameters::STANDARD, &code(digits), now);
            assert_eq!(step, Some(counter));
        }
    }

    #[test]
    fn leading_zeros_are_part_of_the_code() {
        // RFC 6238, SHA-1 at 1111111109: 07081804; its last six digits start with a zero as well.
        let now = at(1_111_111_109);
        let with = matching_step(SECRET, &TotpParameters::STANDARD, &code("081804"), now);
        assert_eq!(with, Some(37_037_036));
        assert_eq!(refusal("81804"), Reason::Malformed);
    }

    #[test]
    fn only_the_current_step_and_its_two_neighbours_are_accepted() {
        let now = at(1_700_000_010);
        let current = 1_700_000_010 / 30;
        for (offset, accepted) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let shown = expected_code(SECRET, &TotpParameters::STANDARD, current + offset);
            let step = matching_step(SECRET, &TotpParameters::STANDARD, &code(&shown), now);
            assert_eq!(step, accepted.then_some(current + offset), "{offset}");
        }
    }

    #[test]
    fn a_code_that_fits_two_steps_counts_for_the_newer() {
        // The first two neighbours of this secret that have the same code.
        let collision = 910_737;
        let [one, next] =
            [0, 1].map(|more| expected_code(SECRET, &TotpParameters::STANDARD, collision + more));
        assert_eq!(one, next);
        let now = at(collision * 30);
        let step = matching_step(SECRET, &TotpParameters::STANDARD, &code(&one), now);
        assert_eq!(step, Some(collision + 1));
    }

    #[test]
    fn at_the_beginning_of_time_there_is_no_step_before() {
        let first = expected_code(SECRET, &TotpParameters::STANDARD, 0);
        let step = |now| matching_step(SECRET, &TotpParameters::STANDARD, &code(&first), now);
        assert_eq!(step(at(0)), Some(0));
        assert_eq!(step(at(-1)), Some(0));
        assert_eq!(step(at(-31)), None);
        assert_eq!(step(Timestamp(i64::MIN)), None);
    }

    #[test]
    fn spaces_and_dashes_do_not_matter() {
        for typed in [
            "755224",
            "755 224",
            " 7-5-5-2-2-4 ",
            "755\u{a0}224",
            "755\u{2013}224\n",
            "\u{3000}755224",
        ] {
            assert_eq!(
                TypedCode::parse(&Secret::from(typed)).unwrap(),
                code("755224"),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn what_is_not_six_ascii_digits_is_malformed() {
        for typed in [
            "75522",
            "7552244",
            "75522a",
            "75522\0",
            "75522😀",
            "７５５２２４",
            "٧٥٥٢٢٤",
            "+755224",
            "7.5e22",
            "0x7552",
            "755224\u{200b}",
            "0123456789abcdef",
        ] {
            assert_eq!(refusal(typed), Reason::Malformed, "{typed:?}");
        }
        assert_eq!(refusal(&"7".repeat(10_000)), Reason::Malformed);
        assert_eq!(refusal(&" ".repeat(10_000)), Reason::Malformed);
    }

    #[test]
    fn an_empty_code_is_missing() {
        assert_eq!(refusal(""), Reason::Missing);
        assert_eq!(refusal("  - "), Reason::Missing);
    }

    #[test]
    fn the_next_code_comes_with_the_next_step() {
        assert_eq!(next_code_in(at(0), 30, 0), 30);
        assert_eq!(next_code_in(at(29), 30, 0), 1);
        assert_eq!(next_code_in(Timestamp(29_999), 30, 0), 1);
        assert_eq!(next_code_in(Timestamp(15_500), 30, 0), 15);
        assert_eq!(next_code_in(at(30), 30, 0), 30);
        // The current step was used: nothing else is waited for.
        assert_eq!(next_code_in(at(59), 30, 1), 1);
        // A later one was used, by an app that is ahead or before the clock went back: its successor is.
        assert_eq!(next_code_in(at(54), 30, 2), 36);
        assert_eq!(next_code_in(at(54), 30, 4), 96);
    }

    #[test]
    fn a_thousand_secrets_of_160_bits_all_differ() {
        let secrets: HashSet<[u8; 20]> = (0..1_000).map(|_| *new_secret().unwrap()).collect();
        assert_eq!(secrets.len(), 1_000);
    }

    #[test]
    fn base_32_has_no_padding() {
        assert_eq!(base32(SECRET).expose(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(base32(b"f").expose(), "MY");
    }

    #[test]
    fn a_typed_code_does_not_print() {
        assert_eq!(format!("{:?}", code("755224")), "TypedCode(…)");
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_without_panic(typed in any::<String>()) {
            if let Ok(parsed) = TypedCode::parse(&Secret::from(typed)) {
                prop_assert!(parsed.as_bytes().iter().all(u8::is_ascii_digit));
                prop_assert_eq!(parsed.as_bytes().len(), 6);
            }
        }

        #[test]
        fn a_shown_code_matches_at_any_time(seconds in 0_i64..40_000_000_000, secret in any::<[u8; 20]>()) {
            let shown = expected_code(&secret, &TotpParameters::STANDARD, seconds / 30);
            let found = matching_step(&secret, &TotpParameters::STANDARD, &code(&shown), at(seconds));
            // Once in a million the next step has the same code, and then the newer counts.
            prop_assert!(found == Some(seconds / 30) || found == Some(seconds / 30 + 1));
        }
    }
}
