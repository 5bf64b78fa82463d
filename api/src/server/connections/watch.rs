//! What one connection does: it waits for a request, reads its head, or answers it; and until when it may.

use crate::config::connection_limits::Limits;
use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, ready},
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

/// Watches one connection. Clones watch the same.
#[derive(Clone)]
pub struct Watch(Arc<Inner>);

struct Inner {
    limits: Limits,
    state: Mutex<State>,
    closed: Notify,
}

#[derive(Clone, Copy)]
struct State {
    phase: Phase,
    since: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing of the next request is there.
    Waiting,
    /// A part of its head is.
    Reading,
    /// It is being answered.
    Answering,
}

/// How idle a connection is: one that waits is more so than one that has begun to ask, and then the longer the more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Idleness {
    is_waiting: bool,
    age: std::time::Duration,
}

/// A request that is being answered, for as long as this is kept.
pub struct Answering(Watch);

impl Watch {
    /// Of a connection that was just made: it has something to ask.
    pub fn new(limits: &Limits) -> Self {
        let state = State {
            phase: Phase::Reading,
            since: Instant::now(),
        };
        Self(Arc::new(Inner {
            limits: *limits,
            state: Mutex::new(state),
            closed: Notify::new(),
        }))
    }

    /// Something arrived.
    pub fn received(&self) {
        if self.state().phase == Phase::Waiting {
            self.turn(Phase::Reading);
        }
    }

    /// The head of a request is there.
    pub fn answers(&self) -> Answering {
        self.turn(Phase::Answering);
        Answering(self.clone())
    }

    /// How idle it is; nothing while it is being answered.
    pub fn idleness(&self) -> Option<Idleness> {
        let State { phase, since } = self.state();
        (phase != Phase::Answering).then(|| Idleness {
            is_waiting: phase == Phase::Waiting,
            age: since.elapsed(),
        })
    }

    /// Ends it, from outside.
    pub fn close(&self) {
        self.0.closed.notify_one();
    }

    /// Lets the connection work until it ends, is closed, or takes too long over what it does.
    pub async fn over(&self, connection: impl Future) {
        let mut connection = pin!(connection);
        let mut closed = pin!(self.0.closed.notified());
        let mut alarm = pin!(sleep_until(self.deadline()));
        std::future::poll_fn(|context| {
            let is_over = connection.as_mut().poll(context).is_ready();
            if is_over || closed.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            // Whatever it does now, it began it just before.
            let deadline = self.deadline();
            if alarm.deadline() != deadline {
                alarm.as_mut().reset(deadline);
            }
            ready!(alarm.as_mut().poll(context));
            Poll::Ready(())
        })
        .await;
    }

    fn deadline(&self) -> Instant {
        let State { phase, since } = self.state();
        let limits = &self.0.limits;
        since
            + match phase {
                Phase::Waiting => limits.keep_alive,
                Phase::Reading => limits.head_time,
                Phase::Answering => limits.answer_time,
            }
    }

    fn state(&self) -> State {
        *lock(&self.0.state)
    }

    fn turn(&self, phase: Phase) {
        *lock(&self.0.state) = State {
            phase,
            since: Instant::now(),
        };
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.turn(Phase::Waiting);
    }
}

/// Nothing that is locked can be left half done, so a panic elsewhere is no reason to stop.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
