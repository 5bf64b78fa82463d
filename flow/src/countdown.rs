//! The dial beside an authenticator code. "Now" is an argument.

use crate::{Moment, clock_offset::ClockOffset};

/// Whole seconds for which an authenticator goes on showing the present code, rounded up: from the period down to 1.
///
/// For codes that last `period` seconds (0 counts as 1), by the server's clock (RFC 6238 §4.2 counts periods from
/// 1970).
#[must_use]
pub fn code_seconds_left(period: u32, clock: ClockOffset, now: Moment) -> u32 {
    let period_ms = i64::from(period.max(1)) * 1_000;
    let left_ms = period_ms - clock.server_time(now).0.rem_euclid(period_ms);
    u32::try_from(left_ms.saturating_add(999) / 1_000).unwrap_or(period)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;

    #[test]
    fn the_dial_turns_with_the_servers_clock() {
        // The server says 40 s past a full minute when the page's clock says 500 ms.
        let server = Timestamp(1_800_000_040_000);
        let clock = ClockOffset::measure(server, Moment(500), Moment(500));
        let left = |now| code_seconds_left(30, clock, Moment(now));
        assert_eq!(left(500), 20);
        assert_eq!(left(20_499), 1);
        assert_eq!(left(20_500), 30);
    }

    #[test]
    fn a_dial_survives_any_clock_and_period() {
        let clock = ClockOffset::measure(Timestamp(i64::MIN), Moment(0), Moment(0));
        for period in [0, 1, 30, u32::MAX] {
            let left = code_seconds_left(period, clock, Moment(7));
            assert!((1..=period.max(1)).contains(&left));
        }
    }
}
