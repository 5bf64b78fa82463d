//! A clock for waiting that goes on while the device sleeps.
//!
//! `performance.now()` never jumps when somebody sets the clock on the wall, but on many systems it stands still while
//! the device sleeps (High Resolution Time §4). The wall clock shows how long that was. It is compared only when the
//! page comes back, so that setting the clock while the page is in use changes no wait.

use crate::Moment;

/// A smaller difference is two clocks that run differently, or a clock that was put right a little.
const TOLERANCE_MS: i64 = 2_000;

/// What both clocks say at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// Milliseconds of `performance.now()`.
    pub steady_ms: i64,
    /// Milliseconds of `Date.now()`.
    pub wall_ms: i64,
}

/// The steady clock, and for how long it stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct SteadyClock {
    /// What both clocks said when they were last compared.
    compared: Option<Clocks>,
    slept_ms: i64,
}

impl SteadyClock {
    /// A clock that was never compared with the wall.
    pub const NEW: Self = Self {
        compared: None,
        slept_ms: 0,
    };

    /// The moment it is when `performance.now()` says this.
    #[must_use]
    pub const fn at(self, steady_ms: i64) -> Moment {
        Moment(steady_ms.saturating_add(self.slept_ms))
    }

    /// Compares both clocks: when the page is opened, when it is left, and when it comes back. What the wall clock is
    /// ahead by since the last time was slept. A wall clock that was set back says nothing.
    #[must_use]
    pub fn compare(self, now: Clocks) -> Self {
        let before = self.compared.unwrap_or(now);
        let steady = now.steady_ms.saturating_sub(before.steady_ms);
        let wall = now.wall_ms.saturating_sub(before.wall_ms);
        let ahead = wall.saturating_sub(steady);
        let slept = if ahead >= TOLERANCE_MS { ahead } else { 0 };
        Self {
            compared: Some(now),
            slept_ms: self.slept_ms.saturating_add(slept),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_800_000_000_000;

    fn both(steady_ms: i64, wall_ms: i64) -> Clocks {
        Clocks { steady_ms, wall_ms }
    }

    #[test]
    fn what_was_slept_is_added_once() {
        let clock = SteadyClock::NEW.compare(both(1_000, NOON));
        assert_eq!(clock.at(1_000), Moment(1_000));
        // Ten minutes by the wall, of which the steady clock saw a quarter of a minute.
        let clock = clock.compare(both(16_000, NOON + 600_000));
        assert_eq!(clock.at(16_000), Moment(601_000));
        let clock = clock.compare(both(17_000, NOON + 601_000));
        assert_eq!(clock.at(17_000), Moment(602_000));
    }

    #[test]
    fn clocks_that_run_a_little_differently_are_left_alone() {
        let mut clock = SteadyClock::NEW.compare(both(0, NOON));
        for minute in 1..100 {
            clock = clock.compare(both(minute * 60_000, NOON + minute * 61_000));
        }
        assert_eq!(clock.at(0), Moment(0));
    }

    #[test]
    fn a_wall_clock_that_was_set_back_hides_no_later_sleep() {
        let clock = SteadyClock::NEW.compare(both(0, NOON));
        let clock = clock.compare(both(1_000, NOON - 3_600_000));
        assert_eq!(clock.at(1_000), Moment(1_000));
        let clock = clock.compare(both(2_000, NOON - 3_600_000 + 300_000));
        assert_eq!(clock.at(2_000), Moment(301_000));
    }

    #[test]
    fn absurd_clocks_do_not_overflow() {
        let clock = SteadyClock::NEW.compare(both(i64::MAX, i64::MIN));
        let clock = clock.compare(both(i64::MIN, i64::MAX));
        assert_eq!(clock.at(i64::MAX), Moment(i64::MAX));
    }
}
