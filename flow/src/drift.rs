//! Why a right-looking authenticator code was refused: which time it fits, and so whose clock is wrong.
//!
//! The look-up happens in the browser, with the secret that is on screen anyway while an authenticator is being set
//! up. It changes nothing about what the server accepts.

use contract::{
    Secret,
    authenticator::{Algorithm, PendingAuthenticator},
};
use totp_rs::{Builder, Totp};

/// How far a code is looked for to either side, in seconds.
pub const REACH: u32 = 600;
/// Up to this many milliseconds from the server, this computer's clock counts as right.
const CLOCK_TOLERANCE_MS: i64 = 15_000;

/// A clock that is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The code fits the time this many seconds from the server's: negative is the past (the clock is slow), positive
    /// the future (the clock is fast). A multiple of the code's period, never 0.
    pub seconds: i32,
    /// Whose clock it is.
    pub whose: Whose,
}

/// Whose clock is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The phone's (or whatever makes the codes): this computer agrees with the server, the code does not.
    Phone,
    /// This computer's: the code fits this computer's clock, so the app runs on it or both are wrong alike.
    Computer,
    /// Not to be told: this computer disagrees with the server, and the code fits neither.
    Unknown,
}

/// What codes are made with, beside the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeParameters {
    /// The hash.
    pub algorithm: Algorithm,
    /// Digits of a code, 6 to 8.
    pub digits: u32,
    /// Seconds for which a code is shown.
    pub period: u32,
}

impl From<&PendingAuthenticator> for CodeParameters {
    fn from(pending: &PendingAuthenticator) -> Self {
        Self {
            algorithm: pending.algorithm,
            digits: pending.digits,
            period: pending.period,
        }
    }
}

/// Looks up which time within [`REACH`] a refused code fits.
///
/// `local_now_ms` is this computer's wall clock (`Date.now()`, milliseconds since 1970), `server_offset_ms` what must
/// be added to it to get the server's ([`crate::clock_offset::ClockOffset::from_wall`]). `None` when the code fits
/// now, give or take the one period that the server allows, when it fits no time in reach, and when the secret or the
/// parameters cannot make codes.
#[must_use]
pub fn diagnose(
    secret: &Secret,
    parameters: CodeParameters,
    code: &Secret,
    local_now_ms: i64,
    server_offset_ms: i64,
) -> Option<Drift> {
    let totp = generator(secret, parameters)?;
    let typed = crate::code::check(code, parameters.digits).ok()?;
    let period = i64::from(parameters.period);
    let server_now = local_now_ms
        .saturating_add(server_offset_ms)
        .div_euclid(1_000);

    let steps = steps_that_fit(&totp, &typed, server_now, period)?;
    if steps.abs() <= 1 {
        return None;
    }
    Some(Drift {
        seconds: i32::try_from(steps * period).ok()?,
        whose: whose(steps * period, server_offset_ms, period),
    })
}

fn generator(secret: &Secret, parameters: CodeParameters) -> Option<Totp> {
    let key = totp_rs::Secret::try_from_base32(secret.expose()).ok()?;
    let algorithm = match parameters.algorithm {
        Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
        Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
        Algorithm::Sha512 => totp_rs::Algorithm::SHA512,
    };
    // `build` refuses what could make the generator panic: a period of 0, or more digits than a code has.
    Builder::new()
        .with_secret(key)
        .with_algorithm(algorithm)
        .with_digits(u8::try_from(parameters.digits).ok()?)
        .with_step_duration(u64::from(parameters.period))
        .build()
        .ok()
}

/// How many periods from `server_now` (seconds) the code fits, the nearest if it fits several.
fn steps_that_fit(totp: &Totp, code: &Secret, server_now: i64, period: i64) -> Option<i64> {
    let reach = i64::from(REACH) / period;
    let nearest_first = (0..=reach).flat_map(|distance| [-distance, distance]);
    nearest_first.into_iter().find(|steps| {
        server_now
            .checked_add(steps * period)
            .and_then(|time| u64::try_from(time).ok())
            .is_some_and(|time| totp.generate(time).to_string() == code.expose())
    })
}

/// `seconds` and the offset are both counted from the server's clock.
fn whose(seconds: i64, server_offset_ms: i64, period: i64) -> Whose {
    let computer_ms = server_offset_ms.saturating_neg();
    let beside_computer_ms = seconds.saturating_mul(1_000).saturating_sub(computer_ms);
    // The typing may have crossed into the next period, so the code may be up to one period from the clock it fits.
    let one_period_ms = period.saturating_mul(1_000);
    if computer_ms.saturating_abs() <= CLOCK_TOLERANCE_MS {
        Whose::Phone
    } else if beside_computer_ms.saturating_abs() <= one_period_ms {
        Whose::Computer
    } else {
        Whose::Unknown
    }
}
