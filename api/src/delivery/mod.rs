//! What carries messages away: a mail server, and a gateway for text messages.

pub mod authorities;
pub mod faults;
pub mod message;
pub mod sender;
pub mod senders;
pub mod sms;
pub mod smtp;

use faults::Faults;
use senders::Senders;
use std::sync::Arc;
use tokio::sync::Notify;

/// What carries messages away, and what wakes whoever hands them over. A clone is the same.
#[derive(Clone, Default)]
pub struct Delivery {
    wake: Arc<Notify>,
    senders: Arc<Senders>,
    faults: Arc<Faults>,
}

impl Delivery {
    /// One with these senders.
    pub fn new(senders: Senders) -> Self {
        Self {
            wake: Arc::default(),
            senders: Arc::new(senders),
            faults: Arc::default(),
        }
    }

    /// What carries messages away.
    pub fn senders(&self) -> &Senders {
        &self.senders
    }

    /// Whether messages of each channel leave.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Says that there is something to send.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until there is something to send.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }
}
