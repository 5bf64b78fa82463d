//! Work that an event starts and that waits for an answer.

use crate::platform::spawn;
use leptos::prelude::*;
use std::future::Future;

/// Starts work that ends with the component that made this. Event handlers have no owner of their own, so a page
/// takes one of these while it is drawn.
#[derive(Clone, Debug)]
pub struct Tasks(Owner);

/// Tasks of the component that is being drawn.
pub fn use_tasks() -> Tasks {
    Tasks(Owner::current().unwrap_or_default())
}

impl Tasks {
    /// Starts the work.
    pub fn start(&self, work: impl Future<Output = ()> + 'static) {
        self.0.with(|| spawn(work));
    }
}
