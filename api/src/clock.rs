//! The time, asked for in one place, so that a test can set it.

use contract::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::UNIX_EPOCH,
};

/// Tells the time: the system's, or one that stands still until it is moved.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of this computer.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at this moment. Its clones stand and move together.
    pub fn fixed(now: Timestamp) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(now.0))))
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => system_now(),
            Source::Fixed(now) => Timestamp(now.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock, also backwards; the system's cannot be moved.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Source::Fixed(now) = &self.0 {
            now.fetch_add(seconds.saturating_mul(1_000), Ordering::SeqCst);
        }
    }
}

/// A clock before 1970 reads as 1970: every code and session then counts as expired or not yet valid.
#[allow(
    clippy::disallowed_methods,
    reason = "the one place that asks the system for the time"
)]
fn system_now() -> Timestamp {
    let since_epoch = std::time::SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}
