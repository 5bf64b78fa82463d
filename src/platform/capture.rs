//! Hearing of an event in the capture phase, before whoever handles it.

use leptos::prelude::StoredValue;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventTarget};

/// Calls `heard` with each event of this name at the target, or inside it, until the current owner goes away.
pub(super) fn capture(target: EventTarget, name: &'static str, heard: impl Fn(Event) + 'static) {
    let closure = Closure::new(heard);
    let callback = closure.as_ref().unchecked_ref();
    let added = target.add_event_listener_with_callback_and_bool(name, callback, true);
    if added.is_ok() {
        StoredValue::new_local(Listener {
            target,
            name,
            closure,
        });
    }
}

struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        // It was added, so it can be taken off.
        let _ = self
            .target
            .remove_event_listener_with_callback_and_bool(self.name, callback, true);
    }
}
