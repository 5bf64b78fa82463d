//! When to try again what could not be sent.

use contract::Timestamp;

/// Seconds to wait after each attempt; the last wait repeats.
const WAITS: [i64; 5] = [5, 30, 2 * 60, 10 * 60, 60 * 60];

/// When to try again after so many attempts; nothing when nobody wants it any more by then.
pub fn next(tries: i64, now: Timestamp, expires_at: Timestamp) -> Option<Timestamp> {
    let place = usize::try_from(tries.saturating_sub(1)).unwrap_or(0);
    let wait = WAITS.get(place).or(WAITS.last()).copied().unwrap_or(0);
    let next = now.plus_seconds(wait);
    (next < expires_at).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::next;
    use contract::Timestamp;

    const NOW: Timestamp = Timestamp(0);
    const NEVER: Timestamp = Timestamp(i64::MAX);

    #[test]
    fn each_wait_is_longer_until_it_is_an_hour() {
        let waits = [1, 2, 3, 4, 5, 6, 1_000].map(|tries| next(tries, NOW, NEVER));
        let seconds = [5, 30, 120, 600, 3_600, 3_600, 3_600];
        assert_eq!(waits, seconds.map(|it| Some(Timestamp::from_seconds(it))));
    }

    #[test]
    fn what_expires_before_the_next_try_is_given_up() {
        assert_eq!(next(1, NOW, Timestamp::from_seconds(5)), None);
        assert!(next(1, NOW, Timestamp::from_seconds(6)).is_some());
        assert_eq!(next(4, NOW, Timestamp::from_seconds(600)), None);
    }
}
