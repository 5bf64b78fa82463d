//! Codes that are sent.

use crate::Words;
use contract::sent_code::Channel;

/// What one way of sending says.
#[derive(Clone, Copy, Debug)]
pub struct ChannelWords {
    /// Label of the field.
    pub label: &'static str,
    /// Why another method is better.
    pub weaker: &'static str,
}

/// What this way of sending says.
pub const fn channel(words: Words, channel: Channel) -> ChannelWords {
    let words = words.sent_code();
    let (label, weaker) = match channel {
        Channel::TextMessage => (words.text_message_label, words.text_message_weaker),
        Channel::Email => (words.email_label, words.email_weaker),
    };
    ChannelWords { label, weaker }
}
