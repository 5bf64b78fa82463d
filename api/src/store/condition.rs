//! Whether the database can be written: what the last real write has seen, and a small write of our own when there was none
//! for a while.

use crate::store::failures::cannot_write;
use std::sync::{Mutex as Lock, PoisonError};
use tokio::{sync::Mutex, time::Instant};

/// What is known of writing. It is kept in memory: a server that starts has written, to bring its tables up to date.
#[derive(Debug)]
pub struct Condition {
    last: Lock<Seen>,
    /// One probe at a time, however many ask.
    pub(super) probing: Mutex<u64>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) works: bool,
    pub(super) at: Instant,
}

impl Condition {
    /// Of a database that was written just now.
    pub fn new() -> Self {
        let at = Instant::now();
        Self {
            last: Lock::new(Seen { works: true, at }),
            probing: Mutex::new(0),
        }
    }

    /// Notes how a write ended. A failure that says nothing of the disk, such as a constraint, changes nothing.
    pub fn note(&self, failure: Option<&sqlx::Error>) {
        match failure {
            None => self.set(true),
            Some(cause) if cannot_write(cause) => self.set(false),
            Some(_) => {}
        }
    }

    fn set(&self, works: bool) {
        let at = Instant::now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Seen { works, at };
    }

    pub(super) fn last(&self) -> Seen {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
