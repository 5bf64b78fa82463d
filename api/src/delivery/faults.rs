//! Which channels are set up wrongly, as far as this server found out: no message of theirs leaves until somebody changes that.

use contract::sent_code::Channel;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is known of each channel.
#[derive(Debug, Default)]
pub struct Faults {
    text_message: AtomicBool,
    email: AtomicBool,
}

impl Faults {
    /// Whether its messages leave, as far as is known.
    pub fn is_working(&self, channel: Channel) -> bool {
        !self.of(channel).load(Ordering::Relaxed)
    }

    /// Notes that it is set up wrongly, or not. Returns whether that is news.
    pub fn note(&self, channel: Channel, is_wrong: bool) -> bool {
        self.of(channel).swap(is_wrong, Ordering::Relaxed) != is_wrong
    }

    const fn of(&self, channel: Channel) -> &AtomicBool {
        match channel {
            Channel::TextMessage => &self.text_message,
            Channel::Email => &self.email,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Faults;
    use contract::sent_code::Channel::{Email, TextMessage};

    #[test]
    fn a_channel_that_is_set_up_wrongly_is_known_until_it_is_not() {
        let faults = Faults::default();
        assert!(faults.note(TextMessage, true));
        assert!(!faults.note(TextMessage, true), "no news");
        assert!(!faults.is_working(TextMessage) && faults.is_working(Email));
        assert!(faults.note(TextMessage, false));
        assert!(faults.is_working(TextMessage));
    }
}
