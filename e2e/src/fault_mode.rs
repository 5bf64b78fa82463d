//! How a provider treats those who ask it: as agreed, with refusals, or not at all.

use tokio::sync::watch;

/// What a provider does with what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It takes it.
    Works,
    /// It says that it cannot, for now.
    Refuses,
    /// It says nothing. Whoever waits is heard when the mood changes.
    Hangs,
}

/// The mood of one provider, which a story may change at any time.
pub struct Moods(watch::Sender<Mood>);

impl Default for Moods {
    fn default() -> Self {
        Self(watch::Sender::new(Mood::Works))
    }
}

impl Moods {
    /// From now on it is like this.
    pub fn become_so(&self, mood: Mood) {
        self.0.send_replace(mood);
    }

    /// Waits while it hangs, and answers whether it works then.
    pub async fn works(&self) -> bool {
        let mut changes = self.0.subscribe();
        // The sender stands in `self`, so it is there as long as this is.
        let mood = changes.wait_for(|mood| *mood != Mood::Hangs).await;
        mood.is_ok_and(|mood| *mood == Mood::Works)
    }
}
