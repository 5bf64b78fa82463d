//! How far the server's clock is from the page's, so that what depends on the server's time can be shown on any computer.

use crate::Moment;
use contract::Timestamp;

/// The server's clock, as seen from the page's steady clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockOffset {
    /// Milliseconds to add to a [`Moment`] to get the server's time.
    milliseconds: i64,
}

impl ClockOffset {
    /// The offset, from an answer that says the server's time. The server is taken to have looked at its clock
    /// half way between the call and the answer, so the error is at most half of the round trip.
    #[must_use]
    pub const fn measure(server: Timestamp, sent: Moment, received: Moment) -> Self {
        let half_way = sent.0.midpoint(received.0);
        Self {
            milliseconds: server.0.saturating_sub(half_way),
        }
    }

    /// The server's time at a moment of the page.
    #[must_use]
    pub const fn server_time(self, now: Moment) -> Timestamp {
        Timestamp(now.0.saturating_add(self.milliseconds))
    }

    /// Milliseconds to add to this computer's wall clock (`Date.now()`), which says `wall_ms` at `now`, to get the
    /// server's time: positive when this computer is slow. For [`crate::drift::diagnose`].
    #[must_use]
    pub const fn from_wall(self, wall_ms: i64, now: Moment) -> i64 {
        self.server_time(now).0.saturating_sub(wall_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFSET: ClockOffset =
        ClockOffset::measure(Timestamp(1_000_000), Moment(2_000), Moment(2_400));

    #[test]
    fn the_server_is_taken_to_answer_half_way() {
        assert_eq!(OFFSET.server_time(Moment(2_200)), Timestamp(1_000_000));
        assert_eq!(OFFSET.server_time(Moment(3_200)), Timestamp(1_001_000));
    }

    #[test]
    fn a_slow_computer_gets_a_positive_correction() {
        assert_eq!(OFFSET.from_wall(910_000, Moment(2_200)), 90_000);
        assert_eq!(OFFSET.from_wall(1_005_000, Moment(2_200)), -5_000);
    }

    #[test]
    fn absurd_clocks_do_not_overflow() {
        let offset = ClockOffset::measure(Timestamp(i64::MIN), Moment(i64::MAX), Moment(i64::MAX));
        assert_eq!(offset.server_time(Moment(i64::MIN)), Timestamp(i64::MIN));
        assert_eq!(offset.from_wall(i64::MAX, Moment(0)), i64::MIN);
    }
}
