//! What carries messages away: one for each channel.

use super::{
    authorities::Authorities,
    sender::{SendError, Sender as _},
    smtp::Smtp,
};
use crate::{
    config::{Config, startup_error::StartupError},
    delivery::{message::Message, sms::HttpSms},
};
use contract::sent_code::Channel;

/// The senders that the server is set up with. A channel without one leaves its messages in the outbox.
#[derive(Default)]
pub struct Senders {
    mail: Option<Smtp>,
    text_message: Option<HttpSms>,
}

impl Senders {
    /// As the settings say.
    pub fn new(config: &Config) -> Result<Self, StartupError> {
        let sending = &config.settings.sending;
        let senders = if sending.smtp_host.is_some() || sending.sms_account.is_some() {
            let authorities = Authorities::read(config)?;
            Self {
                mail: Smtp::new(config, &authorities)?,
                text_message: HttpSms::new(config, &authorities)?,
            }
        } else {
            Self::default()
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

impl Senders {
    /// Sends one.
    pub async fn send(&self, message: &Message, id: &str) -> Result<(), SendError> {
        match (message.channel, &self.mail, &self.text_message) {
            (Channel::Email, Some(mail), _) => mail.send(message, id).await,
            (Channel::TextMessage, _, Some(gateway)) => gateway.send(message, id).await,
            _ => Ok(()),
        }
    }

    /// Looks whether a channel is set up rightly.
    pub async fn check(&self, channel: Channel) -> Result<(), SendError> {
        match (channel, &self.mail, &self.text_message) {
            (Channel::Email, Some(mail), _) => mail.check().await,
            (Channel::TextMessage, _, Some(gateway)) => gateway.check().await,
            _ => Ok(()),
        }
    }
}
