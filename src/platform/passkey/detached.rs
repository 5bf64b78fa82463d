//! Work that outlives the page it was started from. There are two cases: noticing when the browser lets go of a ceremony,
//! and signals on their way.

use std::future::Future;

/// Starts it. It must touch nothing that a page owns.
#[expect(
    clippy::disallowed_methods,
    reason = "platform::spawn drops its work with the page, and this must go on"
)]
pub(super) fn start(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}
