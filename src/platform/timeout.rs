//! Waiting for the browser no longer than so long.

use futures_channel::oneshot;
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

/// Runs out after so many milliseconds, unless it is dropped before.
pub struct Timeout {
    handle: Option<TimeoutHandle>,
    over: oneshot::Receiver<()>,
}

impl Timeout {
    /// Begins to wait.
    pub fn of(milliseconds: u32) -> Self {
        let (end, over) = oneshot::channel();
        let wait = Duration::from_millis(u64::from(milliseconds));
        let ring = move || {
            // Nobody may be waiting any more.
            let _ = end.send(());
        };
        // Where no clock can be set, the waiting is over at once rather than never.
        let handle = set_timeout_with_handle(ring, wait).ok();
        Self { handle, over }
    }

    /// Ready when it has run out.
    pub fn poll_over(&mut self, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.over).poll(context).map(drop)
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            handle.clear();
        }
    }
}

/// What the work gives; `None` when it takes longer than this.
pub async fn within<T>(milliseconds: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut time_limit = Timeout::of(milliseconds);
    let mut work = pin!(work);
    poll_fn(|context| {
        if let Poll::Ready(given) = work.as_mut().poll(context) {
            return Poll::Ready(Some(given));
        }
        time_limit.poll_over(context).map(|()| None)
    })
    .await
}
