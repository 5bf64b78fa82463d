//! When a call is made again without anybody asking for it: only what reads, and only when the server is not available.

use crate::CallError;
use contract::{Problem, endpoint::Verb};

/// Milliseconds before each repeat: a server that is restarted is back within these.
const BACK_OFF_MS: [u32; 3] = [1_000, 2_000, 4_000];
/// A person waits no longer than so many seconds without a word.
const LONGEST_SECONDS: u32 = 10;

/// In how many milliseconds a call that failed like this for the time `earlier + 1` is made again; `None` if it is not.
///
/// A POST is never repeated: it may have been done, and a code must not be used up twice. `Retry-After`
/// (RFC 9110 §10.2.3) is kept to, and when that is too long for somebody who waits, the failure is told instead.
#[must_use]
pub fn again_in(verb: Verb, earlier: usize, error: &CallError) -> Option<u32> {
    if verb != Verb::Get {
        return None;
    }
    let asked_for = match error {
        CallError::Unavailable { retry_after } => retry_after.unwrap_or_default(),
        CallError::Refused(Problem::Busy { retry_after }) => *retry_after,
        _ => return None,
    };
    let back_off = *BACK_OFF_MS.get(earlier)?;
    (asked_for <= LONGEST_SECONDS).then(|| back_off.max(asked_for.saturating_mul(1_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWAY: CallError = CallError::Unavailable { retry_after: None };

    #[test]
    fn what_reads_is_tried_again_more_and_more_rarely_and_then_given_up() {
        let waits: Vec<_> = (0..4).map(|it| again_in(Verb::Get, it, &AWAY)).collect();
        assert_eq!(waits, [Some(1_000), Some(2_000), Some(4_000), None]);
    }

    #[test]
    fn what_changes_something_is_never_sent_twice() {
        assert_eq!(again_in(Verb::Post, 0, &AWAY), None);
        let busy = CallError::Refused(Problem::Busy { retry_after: 1 });
        assert_eq!(again_in(Verb::Post, 0, &busy), None);
    }

    #[test]
    fn the_server_s_wish_is_kept_to_and_a_long_one_is_told() {
        let asked = |seconds| CallError::Unavailable {
            retry_after: Some(seconds),
        };
        assert_eq!(again_in(Verb::Get, 0, &asked(5)), Some(5_000));
        assert_eq!(again_in(Verb::Get, 2, &asked(1)), Some(4_000));
        assert_eq!(again_in(Verb::Get, 0, &asked(11)), None);
        let busy = CallError::Refused(Problem::Busy { retry_after: 3 });
        assert_eq!(again_in(Verb::Get, 0, &busy), Some(3_000));
    }

    #[test]
    fn other_failures_are_told_at_once() {
        for error in [
            CallError::Unreachable,
            CallError::TimedOut,
            CallError::Nonsense { reference: None },
            CallError::ServerFault { reference: None },
            CallError::Refused(Problem::NotSignedIn),
        ] {
            assert_eq!(again_in(Verb::Get, 0, &error), None, "{error:?}");
        }
    }
}
