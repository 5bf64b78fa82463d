//! How many connections there may be, and for how long.

use std::time::Duration;

/// How many connections there may be, how long they may take, and how much they may say before they are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at the same time.
    pub connections: usize,
    /// The same from one network, but for trusted proxies.
    pub per_network: usize,
    /// How long a connection may wait for its next request.
    pub keep_alive: Duration,
    /// How long a connection may stay before the next answer on it is its last.
    pub max_age: Duration,
    /// How long a client may take to send the head of a request, once it began.
    pub head_time: Duration,
    /// How long a request may take from its head to the end of its answer, after which the connection is cut: whoever
    /// never reads would keep their place for good.
    pub answer_time: Duration,
    /// The largest head of a request, in bytes.
    pub head_bytes: usize,
    /// The most headers of a request.
    pub headers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_024,
            per_network: 256,
            keep_alive: Duration::from_secs(150),
            max_age: Duration::from_hours(1),
            head_time: Duration::from_secs(10),
            answer_time: Duration::from_mins(4),
            head_bytes: 64 * 1_024,
            headers: 200,
        }
    }
}
