//! A note that one program of the page leaves for the other, in the same tab: loading a page loses what is in memory.
//!
//! It holds no secret and no personal data, is read once, and is too old after a minute: then the person came another way.

use super::{clock, focus, page};
use web_sys::Storage;

const KEY: &str = "latchkey.handover";
/// Milliseconds for which a note is good. The next page of this tab reads it; a slow one takes its time.
const GOOD_FOR: i64 = 60_000;

/// Leaves a note. A browser that keeps nothing loses it.
pub fn leave(note: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, &format!("{} {note}", clock::wall_clock_ms()));
    }
}

/// Takes the note that the other program left, if it is still good. Then what is drawn next is one more step for the person,
/// so that its heading takes the focus.
#[must_use]
pub fn take() -> Option<String> {
    let storage = storage()?;
    let kept = storage.get_item(KEY).ok()??;
    let _ = storage.remove_item(KEY);
    let note = good_at(&kept, clock::wall_clock_ms())?;
    focus::begin_with_heading();
    Some(note.to_owned())
}

fn good_at(kept: &str, now: i64) -> Option<&str> {
    let (left_at, note) = kept.split_once(' ')?;
    let age = now - left_at.parse::<i64>().ok()?;
    (0..=GOOD_FOR).contains(&age).then_some(note)
}

/// The storage of this tab; a browser may refuse it.
fn storage() -> Option<Storage> {
    page::window()?.session_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::good_at;

    #[test]
    fn a_note_is_good_for_a_minute() {
        let kept = "1000 signed-out";
        assert_eq!(good_at(kept, 1_000), Some("signed-out"));
        assert_eq!(good_at(kept, 61_000), Some("signed-out"));
        assert_eq!(good_at(kept, 61_001), None);
        // Somebody set the clock back.
        assert_eq!(good_at(kept, 999), None);
    }

    #[test]
    fn what_is_no_note_is_none() {
        for kept in ["", "1000", "x signed-out"] {
            assert_eq!(good_at(kept, 1_000), None, "{kept}");
        }
    }
}
