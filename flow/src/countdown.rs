//! Counting down: waits, and the dial beside an authenticator code. "Now" is an argument.

use crate::{Moment, clock_offset::ClockOffset};

/// Whole seconds from `now` until a moment, rounded up, so that 0 means that it has come.
#[must_use]
pub fn seconds_left(until: Moment, now: Moment) -> u32 {
    until.seconds_after(now)
}

/// Seconds as on a digital clock: `0:09`, `4:31`, `1:02:03`.
#[must_use]
pub fn clock_face(seconds: u32) -> String {
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes}:{rest:02}")
    }
}

/// How much is left of the time for which an authenticator shows one code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dial {
    /// Whole seconds left, rounded up: from the period down to 1.
    pub seconds_left: u32,
    /// The part left: from 1 (a code has just come) to nearly 0.
    pub fraction_left: f64,
}

impl Dial {
    /// The dial for codes that last `period` seconds (0 counts as 1), by the server's clock (RFC 6238 §4.2 counts
    /// periods from 1970).
    #[must_use]
    pub fn at(period: u32, clock: ClockOffset, now: Moment) -> Self {
        let period_ms = i64::from(period.max(1)) * 1_000;
        let left_ms = period_ms - clock.server_time(now).0.rem_euclid(period_ms);
        let left_ms = u32::try_from(left_ms).unwrap_or(u32::MAX);
        Self {
            seconds_left: left_ms.div_ceil(1_000),
            fraction_left: f64::from(left_ms) / (f64::from(period.max(1)) * 1_000.0),
        }
    }
}
