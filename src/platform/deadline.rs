//! Ends what takes too long.

use super::timeout::{Timeout, within};
use std::future::Future;
use web_sys::AbortController;

pub use web_sys::AbortSignal;

/// What the work gives; `None` when it takes longer than so many milliseconds. The work is given the signal that is
/// aborted then, and must hand it on to the browser. Neither `AbortSignal.timeout` (2022) nor even an
/// `AbortController` is needed: without one the work goes on in the browser, and nobody listens.
pub async fn within_ms<T, F: Future<Output = T>>(
    milliseconds: u32,
    work: impl FnOnce(Option<AbortSignal>) -> F,
) -> Option<T> {
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    let given = within(milliseconds, work(signal)).await;
    if given.is_none()
        && let Some(controller) = controller
    {
        controller.abort();
    }
    given
}

/// Waits for so many milliseconds.
pub async fn pause(milliseconds: u32) {
    let mut time_limit = Timeout::of(milliseconds);
    std::future::poll_fn(|context| time_limit.poll_over(context)).await;
}
