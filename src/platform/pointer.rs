//! What people point with here.

use super::page;

/// Whether this is first of all a touch screen: a phone or a tablet, which cannot scan a code that it shows itself.
#[must_use]
pub fn is_touch_first() -> bool {
    page::window()
        .and_then(|window| {
            window
                .match_media("(hover: none) and (pointer: coarse)")
                .ok()
        })
        .flatten()
        .is_some_and(|query| query.matches())
}
