//! Until when a browser is trusted.

use contract::Timestamp;

/// When the second step is asked for again at a browser that was trusted at a moment, until another. The server may have
/// come to trust for a shorter time since then; a trust from the future is none.
#[must_use]
pub fn trusted_until(
    (trusted_at, until): (Timestamp, Timestamp),
    longest_seconds: i64,
    now: Timestamp,
) -> Option<Timestamp> {
    let until = until.min(trusted_at.plus_seconds(longest_seconds));
    (trusted_at <= now && now < until).then_some(until)
}

#[cfg(test)]
mod tests {
    use super::trusted_until;
    use contract::Timestamp;

    const AT: Timestamp = Timestamp::from_seconds(1_000);
    const UNTIL: Timestamp = Timestamp::from_seconds(1_100);

    #[test]
    fn a_browser_is_trusted_until_the_moment_that_was_set() {
        let at = |seconds| trusted_until((AT, UNTIL), 100, Timestamp::from_seconds(seconds));
        assert_eq!(at(1_000), Some(UNTIL));
        assert_eq!(at(1_099), Some(UNTIL));
        assert_eq!(at(1_100), None);
    }

    #[test]
    fn a_shorter_time_counts_for_what_was_trusted_before() {
        let now = Timestamp::from_seconds(1_050);
        let until = Timestamp::from_seconds(1_060);
        assert_eq!(trusted_until((AT, UNTIL), 60, now), Some(until));
        assert_eq!(trusted_until((AT, UNTIL), 50, now), None);
        assert_eq!(trusted_until((AT, UNTIL), 0, now), None);
        assert_eq!(trusted_until((AT, UNTIL), 1_000, now), Some(UNTIL));
    }

    #[test]
    fn a_clock_that_was_put_back_trusts_nothing() {
        let before = Timestamp::from_seconds(999);
        assert_eq!(trusted_until((AT, UNTIL), 100, before), None);
    }
}
