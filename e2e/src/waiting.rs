//! Waiting for something to become true. Nothing here waits for a fixed time: a busy machine is slow, an idle one is not.

use crate::{Failure, Outcome};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long a person at a slow machine would wait before they give up.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often is asked. Each time costs the browser some work.
const EVERY: Duration = Duration::from_millis(40);

/// Asks until there is an answer, at most for [`PATIENCE`]; then the last refusal is the failure.
pub async fn until<T>(ask: impl AsyncFnMut() -> Outcome<T>) -> Outcome<T> {
    until_within(PATIENCE, ask).await
}

/// Asks until there is an answer, at most for `limit`.
pub async fn until_within<T>(
    limit: Duration,
    mut ask: impl AsyncFnMut() -> Outcome<T>,
) -> Outcome<T> {
    let started = Instant::now();
    loop {
        match ask().await {
            Ok(answer) => return Ok(answer),
            Err(failure) if started.elapsed() >= limit => {
                let waited = format!("after {} s", limit.as_secs());
                return Err(Failure::during(failure, &waited));
            }
            Err(_) => sleep(EVERY).await,
        }
    }
}
