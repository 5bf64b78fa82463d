//! Words about codes that are sent: by text message and by e-mail.

use super::Text;
use contract::sent_code::Channel;

/// What both ways of sending say.
#[derive(Debug)]
pub struct SentCodeText {
    /// By text message.
    pub text_message: ChannelText,
    /// By e-mail.
    pub email: ChannelText,
    /// Under the label of the field.
    pub hint: &'static str,
    /// While the code is being sent.
    pub sending: &'static str,
    /// Sends another one.
    pub resend: &'static str,
    /// Sends the first one, when it did not go by itself.
    pub send: &'static str,
    /// When another can be asked for: "{time}".
    pub resend_in: &'static str,
}

/// What one way of sending says.
#[derive(Debug)]
pub struct ChannelText {
    /// The method's name.
    pub name: &'static str,
    /// What it is, in the list of methods.
    pub choose: &'static str,
    /// Where the code went: "{to}".
    pub sent: &'static str,
    /// Where the code will go: "{to}".
    pub not_sent: &'static str,
    /// Label of the field.
    pub label: &'static str,
    /// Why another method is better.
    pub weaker: &'static str,
}

impl SentCodeText {
    /// What this way of sending says.
    pub const fn of(text: &Text, channel: Channel) -> &ChannelText {
        match channel {
            Channel::TextMessage => &text.sent_code.text_message,
            Channel::Email => &text.sent_code.email,
        }
    }
}

/// English.
pub const SENT_CODE: SentCodeText = SentCodeText {
    text_message: ChannelText {
        name: "Text message",
        choose: "A six-digit code sent to your phone. Weaker: messages can be read on their way",
        sent: "We sent a code to {to}.",
        not_sent: "We send a code to {to}.",
        label: "Code from the text message",
        weaker: "Text messages can be read on their way, and a phone number can be taken over. A passkey or an authenticator app protects you better.",
    },
    email: ChannelText {
        name: "E-mail code",
        choose: "A six-digit code sent to your mailbox. The weakest: whoever reads your mail has it",
        sent: "We sent a code to {to}.",
        not_sent: "We send a code to {to}.",
        label: "Code from the e-mail",
        weaker: "Whoever can read your mail can use this code, and the same mailbox resets your password. A passkey or an authenticator app protects you better.",
    },
    hint: "Six digits. It is good for ten minutes, and once.",
    sending: "Sending a code…",
    resend: "Send another code",
    send: "Send a code",
    resend_in: "You can ask for a new code in {time}.",
};
