//! Moments, as both sides write them.

use crate::json::Json;
use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z, by the server's clock.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment this many seconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000))
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// The moment `seconds` later; earlier when negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000)))
    }

    /// Whole seconds from `now` until this moment, rounded up; 0 once it has come.
    #[must_use]
    pub fn seconds_after(self, now: Self) -> u32 {
        let milliseconds = self.0.saturating_sub(now.0).max(0);
        u32::try_from(milliseconds.saturating_add(999) / 1_000).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn a_wait_is_rounded_up_and_never_negative() {
        let now = Timestamp(10_001);
        assert_eq!(Timestamp(10_001).seconds_after(now), 0);
        assert_eq!(Timestamp(9_000).seconds_after(now), 0);
        assert_eq!(Timestamp(10_002).seconds_after(now), 1);
        assert_eq!(Timestamp(12_001).seconds_after(now), 2);
    }

    #[test]
    fn seconds_before_the_epoch_round_down() {
        assert_eq!(Timestamp(-1).seconds(), -1);
        assert_eq!(Timestamp::from_seconds(59).seconds(), 59);
    }
}
