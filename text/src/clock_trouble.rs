//! A code that fits another time.

use crate::Words;
use flow::drift::{Drift, Whose};

/// From this many seconds on, a time is told in minutes.
const MINUTES_FROM: u32 = 120;

/// Which time the code fits, and whose clock to set.
pub fn clock_trouble(words: Words, drift: Drift) -> String {
    let words = words.clock_trouble();
    let is_slow = drift.seconds < 0;
    let seconds = drift.seconds.unsigned_abs();
    let time = if seconds < MINUTES_FROM {
        words.seconds(seconds)
    } else {
        words.minutes(seconds.div_ceil(60))
    };
    let line = if is_slow {
        words.past(&time)
    } else {
        words.future(&time)
    };
    let advice = match (drift.whose, is_slow) {
        (Whose::Phone, true) => words.phone_slow,
        (Whose::Phone, false) => words.phone_fast,
        (Whose::Computer, true) => words.computer_slow,
        (Whose::Computer, false) => words.computer_fast,
        (Whose::Unknown, _) => words.unknown,
    };
    format!("{line} {advice}")
}
