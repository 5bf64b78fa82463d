//! How a provider treats those who ask it: as agreed, with refusals, or not at all.

use tokio::sync::watch;

/// What a provider does with what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultMode {
    /// It takes it.
    Works,
    /// It says that it cannot, for now.
    Refuses,
    /// It says nothing. Whoever waits is heard when the mode changes.
    Hangs,
}

/// The fault mode of one fake, which a journey may change at any time.
pub struct Faults(watch::Sender<FaultMode>);

impl Default for Faults {
    fn default() -> Self {
        Self(watch::Sender::new(FaultMode::Works))
    }
}

impl Faults {
    /// From now on it is like this.
    pub fn set(&self, mode: FaultMode) {
        self.0.send_replace(mode);
    }

    /// Waits while it hangs, and answers whether it works then.
    pub async fn works(&self) -> bool {
        let mut changes = self.0.subscribe();
        // The sender stands in `self`, so it is there as long as this is.
        let mode = changes.wait_for(|mode| *mode != FaultMode::Hangs).await;
        mode.is_ok_and(|mode| *mode == FaultMode::Works)
    }
}
