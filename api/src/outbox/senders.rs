//! What carries messages away: one for each channel.

use super::{Message, http_sms::HttpSms, smtp::Smtp};
use crate::{config::Config, start::Stop};
use contract::sent_code::Channel;

/// Why a message was not sent. It says nothing of the message, and goes to the log.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct SendError {
    /// What happened.
    pub why: String,
    /// Whether it would happen again, however often it is tried: the destination is refused.
    pub is_final: bool,
}

impl SendError {
    /// It may go better later.
    pub fn for_now(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            is_final: false,
        }
    }

    /// It will never be sent.
    pub fn for_good(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            is_final: true,
        }
    }
}

/// Carries messages of one channel away.
pub trait Sender {
    /// Sends one. The id is the same at each try, so that the other side can tell a message from its repetition.
    fn send(
        &self,
        message: &Message,
        id: &str,
    ) -> impl Future<Output = Result<(), SendError>> + Send;
}

/// The senders that the server is set up with. A channel without one leaves its messages in the outbox.
#[derive(Default)]
pub struct Senders {
    mail: Option<Smtp>,
    text_message: Option<HttpSms>,
}

impl Senders {
    /// As the settings say.
    pub fn new(config: &Config) -> Result<Self, Stop> {
        let senders = Self {
            mail: Smtp::new(config)?,
            text_message: HttpSms::new(config)?,
        };
        senders.warn(config);
        Ok(senders)
    }

    /// Whether messages of this channel leave the outbox.
    pub const fn has(&self, channel: Channel) -> bool {
        match channel {
            Channel::Email => self.mail.is_some(),
            Channel::TextMessage => self.text_message.is_some(),
        }
    }

    fn warn(&self, config: &Config) {
        if config.is_development() {
            tracing::warn!(
                "LATCHKEY_DEVELOPMENT is on: whoever reaches this server can read every message at /outbox"
            );
            return;
        }
        if !self.has(Channel::Email) {
            tracing::warn!(
                "no mail is sent: LATCHKEY_SMTP_HOST is not set. Notices, confirmations and links for a new password \
                 reach nobody"
            );
        }
        if config.has_text_messages() && !self.has(Channel::TextMessage) {
            tracing::warn!(
                "no text message is sent: LATCHKEY_SMS_ACCOUNT is not set. Set it, or LATCHKEY_TEXT_MESSAGES=off"
            );
        }
    }
}

impl Sender for Senders {
    async fn send(&self, message: &Message, id: &str) -> Result<(), SendError> {
        match (message.channel, &self.mail, &self.text_message) {
            (Channel::Email, Some(mail), _) => mail.send(message, id).await,
            (Channel::TextMessage, _, Some(gateway)) => gateway.send(message, id).await,
            _ => Ok(()),
        }
    }
}
