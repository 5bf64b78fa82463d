//! Moments on the page's own clock.

/// A moment: milliseconds on the page's steady clock (`performance.now()`), which starts anywhere and never jumps.
///
/// The clock on the wall is not used for waiting: it may be wrong, and people set it while the page is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// The moment this many seconds later. Turns a `retry_after` of the server into a moment of the page.
    #[must_use]
    pub const fn after_seconds(self, seconds: u32) -> Self {
        // A `u32` is at most 4.3e9, so the product fits an `i64`; `as` because `i64::from` is not `const`.
        Self(self.0.saturating_add(seconds as i64 * 1_000))
    }

    /// Milliseconds from `earlier` until this moment; negative when it was before.
    #[must_use]
    pub const fn milliseconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds from `now` until this moment, rounded up; 0 once it has come.
    #[must_use]
    pub fn seconds_after(self, now: Self) -> u32 {
        let milliseconds = self.milliseconds_since(now).max(0);
        u32::try_from(milliseconds.saturating_add(999) / 1_000).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_wait_in_seconds_becomes_a_moment() {
        assert_eq!(Moment(250).after_seconds(3), Moment(3_250));
        assert_eq!(Moment(i64::MAX).after_seconds(1), Moment(i64::MAX));
    }

    #[test]
    fn seconds_until_a_moment_are_rounded_up_and_never_negative() {
        assert_eq!(Moment(3_250).seconds_after(Moment(250)), 3);
        assert_eq!(Moment(3_251).seconds_after(Moment(250)), 4);
        assert_eq!(Moment(100).seconds_after(Moment(250)), 0);
        assert_eq!(Moment(i64::MAX).seconds_after(Moment(i64::MIN)), u32::MAX);
    }
}
