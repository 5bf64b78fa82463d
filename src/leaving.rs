//! Asking before somebody leaves a screen that shows what cannot be shown again. One screen at a time does.

use crate::platform::leaving::{self, Hold};
use leptos::prelude::*;

/// What is done when the person leaves all the same.
type Action = Box<dyn FnOnce()>;

/// The context that every screen may read.
#[derive(Clone, Copy)]
pub struct Leaving {
    hold: StoredValue<Option<Hold>, LocalStorage>,
    action: StoredValue<Option<Action>, LocalStorage>,
    asking: RwSignal<bool>,
}

/// Makes it known to everything below.
pub fn provide_leaving() -> Leaving {
    let leaving = Leaving {
        hold: StoredValue::new_local(None),
        action: StoredValue::new_local(None),
        asking: RwSignal::new(false),
    };
    provide_context(leaving);
    leaving
}

/// What this page knows of it.
pub fn use_leaving() -> Leaving {
    use_context().unwrap_or_else(provide_leaving)
}

impl Leaving {
    /// Holds the screen whose body this is called in, until it goes away or [`Self::release`] is called.
    pub fn hold_here(self) {
        self.asking.set(false);
        let hold = leaving::hold(move |attempt| {
            self.ask_first(move || {
                self.release();
                leaving::go(&attempt);
            });
        });
        self.hold.set_value(Some(hold));
    }

    /// Does this at once, or after the person was asked, where a screen is held.
    pub fn ask_first(self, action: impl FnOnce() + 'static) {
        let is_held = self
            .hold
            .with_value(|hold| hold.as_ref().is_some_and(Hold::is_on));
        if is_held {
            self.action.set_value(Some(Box::new(action)));
            self.asking.set(true);
        } else {
            action();
        }
    }

    /// Whether the person is being asked.
    pub fn is_asking(self) -> bool {
        self.asking.get()
    }

    /// The person stays.
    pub fn stay(self) {
        self.asking.set(false);
        self.action.set_value(None);
    }

    /// The person leaves all the same.
    pub fn leave(self) {
        self.asking.set(false);
        if let Some(action) = self.action.try_update_value(Option::take).flatten() {
            action();
        }
    }

    /// Nothing is asked any more: what was shown is safe.
    pub fn release(self) {
        self.hold.with_value(|hold| {
            if let Some(hold) = hold {
                hold.release();
            }
        });
    }
}
