//! Whether capital letters are locked, as far as a key press tells.

use leptos::ev::KeyboardEvent;

/// Whether Caps Lock was on when this key was pressed. Phones always say no.
#[must_use]
pub fn is_on(event: &KeyboardEvent) -> bool {
    event.get_modifier_state("CapsLock")
}
