//! The one way to start work that waits.

use std::future::Future;

/// Runs the future on its own, under the current reactive owner, and drops it when that owner goes away:
/// an answer that comes after its page was left reaches nobody.
///
/// Call it while an owner is current (a component's body, an effect, or inside `Owner::with`); an event handler
/// that has none starts work that nothing cancels.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    leptos::task::spawn_local_scoped_with_cancellation(future);
}
