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

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;

    #[test]
    fn a_wait_reads_like_a_digital_clock() {
        let faces = [
            (0, "0:00"),
            (9, "0:09"),
            (60, "1:00"),
            (271, "4:31"),
            (3_723, "1:02:03"),
        ];
        for (seconds, face) in faces {
            assert_eq!(clock_face(seconds), face);
        }
        assert_eq!(clock_face(u32::MAX), "1193046:28:15");
    }

    #[test]
    fn the_last_second_of_a_wait_counts_as_one() {
        assert_eq!(seconds_left(Moment(5_000), Moment(4_001)), 1);
        assert_eq!(seconds_left(Moment(5_000), Moment(5_000)), 0);
        assert_eq!(seconds_left(Moment(5_000), Moment(9_000)), 0);
    }

    #[test]
    fn the_dial_turns_with_the_servers_clock() {
        // The server says 40 s past a full minute when the page's clock says 500 ms.
        let server = Timestamp(1_800_000_040_000);
        let clock = ClockOffset::measure(server, Moment(500), Moment(500));
        let dial = |now| Dial::at(30, clock, Moment(now));
        assert_eq!(dial(500).seconds_left, 20);
        assert!((dial(500).fraction_left - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(
            dial(20_499),
            Dial {
                seconds_left: 1,
                fraction_left: 1.0 / 30_000.0
            }
        );
        assert_eq!(
            dial(20_500),
            Dial {
                seconds_left: 30,
                fraction_left: 1.0
            }
        );
    }

    #[test]
    fn a_dial_survives_any_clock_and_period() {
        let clock = ClockOffset::measure(Timestamp(i64::MIN), Moment(0), Moment(0));
        for period in [0, 1, 30, u32::MAX] {
            let dial = Dial::at(period, clock, Moment(7));
            assert!((1..=period.max(1)).contains(&dial.seconds_left));
            assert!(dial.fraction_left > 0.0 && dial.fraction_left <= 1.0);
        }
    }
}
