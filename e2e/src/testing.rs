//! How a fixture is tested by itself: no browser, and a runtime like that of a journey.

use crate::Outcome;
use tokio::{runtime::Builder, task::LocalSet};

/// Runs it to its end.
pub fn alone(test: impl Future<Output = Outcome>) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, test).unwrap();
}
