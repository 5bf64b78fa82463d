//! Hearing the code of a text message: one wait at a time, and never after its page is gone.

use crate::platform::{
    cancel::{CancelHolder, cancel},
    message_code, spawn,
};
use contract::Secret;
use leptos::prelude::*;

/// The wait that a page has under way. Another one in its place, or the end of the page, ends it.
#[derive(Clone, Copy)]
pub struct Listening {
    current: StoredValue<Option<CancelHolder>, LocalStorage>,
}

impl Listening {
    /// For the page whose body this is called in.
    pub fn here() -> Self {
        Self {
            current: StoredValue::new_local(None),
        }
    }

    /// Waits for a code; `tell` hears it, if there is one.
    pub fn begin(self, tell: impl FnOnce(Secret) + 'static) {
        let (holder, cancel) = cancel();
        self.current.set_value(Some(holder));
        spawn(async move {
            if let Some(code) = message_code::hear(cancel).await {
                tell(code);
            }
        });
    }

    /// Waits no longer.
    pub fn end(self) {
        self.current.set_value(None);
    }
}
