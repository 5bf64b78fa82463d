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

    fn as_bytes(&self) -> &[u8] {
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

/// Seconds until authenticator apps show the next code: 1 to `period`.
pub fn next_code_in(now: Timestamp, period: u32) -> u32 {
    let next = (current_step(now, period) + 1).saturating_mul(i64::from(period));
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
