//! How a fake treats what it is given: as agreed, slowly, with refusals, or not at all.

use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// What a fake does with what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultMode {
    /// It takes it.
    Works,
    /// It takes it, and says so only after this time.
    Slow(Duration),
    /// It says that it cannot, for now.
    Refuses,
    /// The same, but only after it has read all of it.
    RefusesLate,
    /// It says nothing. Whoever waits is heard when the mode changes.
    Hangs,
}

/// The fault mode of one fake, which a test may change at any time. Clones are the same.
#[derive(Clone)]
pub struct Faults(Arc<watch::Sender<FaultMode>>);

impl Default for Faults {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(FaultMode::Works)))
    }
}

impl Faults {
    /// From now on it is like this.
    pub fn set(&self, mode: FaultMode) {
        self.0.send_replace(mode);
    }

    /// The mode once it does not hang.
    async fn mode(&self) -> FaultMode {
        let mut changes = self.0.subscribe();
        // The sender stands in `self`, so it is there as long as this is.
        let mode = changes.wait_for(|mode| *mode != FaultMode::Hangs).await;
        mode.map_or(FaultMode::Refuses, |mode| *mode)
    }

    /// Whether it goes on listening.
    pub async fn listens(&self) -> bool {
        self.mode().await != FaultMode::Refuses
    }

    /// Whether it takes what it has read.
    pub async fn takes(&self) -> bool {
        let mode = self.mode().await;
        !matches!(mode, FaultMode::Refuses | FaultMode::RefusesLate)
    }

    /// What it needs between taking something and saying so.
    pub async fn pause(&self) {
        if let FaultMode::Slow(pause) = self.mode().await {
            tokio::time::sleep(pause).await;
        }
    }
}
