//! How far a recovery has come.

use contract::{Timestamp, recovery::Recovery};

/// How far a recovery has come that lapses at a moment, and whose waiting period ends at another, once it began. Nothing
/// when it has lapsed.
#[must_use]
pub fn stage(
    ready_at: Option<Timestamp>,
    expires_at: Timestamp,
    now: Timestamp,
) -> Option<Recovery> {
    if expires_at <= now {
        return None;
    }
    Some(match ready_at {
        None => Recovery::LinkSent { expires_at },
        Some(ready_at) if now < ready_at => Recovery::Waiting { ready_at },
        Some(_) => Recovery::Ready { expires_at },
    })
}

#[cfg(test)]
mod tests {
    use super::stage;
    use contract::{Timestamp, recovery::Recovery};

    const READY: Timestamp = Timestamp(2_000);
    const END: Timestamp = Timestamp(3_000);

    #[test]
    fn a_link_that_was_not_opened_lapses() {
        let sent = Recovery::LinkSent { expires_at: END };
        assert_eq!(stage(None, END, Timestamp(2_999)), Some(sent));
        assert_eq!(stage(None, END, END), None);
    }

    #[test]
    fn the_time_of_waiting_ends_at_its_end_and_not_before() {
        let at = |now| stage(Some(READY), END, Timestamp(now));
        assert_eq!(at(0), Some(Recovery::Waiting { ready_at: READY }));
        assert_eq!(at(1_999), Some(Recovery::Waiting { ready_at: READY }));
        assert_eq!(at(2_000), Some(Recovery::Ready { expires_at: END }));
        assert_eq!(at(2_999), Some(Recovery::Ready { expires_at: END }));
        assert_eq!(at(3_000), None);
    }
}
