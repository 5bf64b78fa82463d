//! A message, and what its channel is called.

use contract::sent_code::Channel;

/// A message. It has no `Debug`: a log must not hold what it says.
pub struct Message {
    /// How it is sent.
    pub channel: Channel,
    /// The number or address that it goes to.
    pub to: String,
    /// What it is about; a text message has none.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// What the database calls a channel.
pub const fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::TextMessage => "text_message",
        Channel::Email => "email",
    }
}

/// The channel of this name.
pub fn channel_named(name: &str) -> Option<Channel> {
    [Channel::TextMessage, Channel::Email]
        .into_iter()
        .find(|channel| channel_name(*channel) == name)
}
