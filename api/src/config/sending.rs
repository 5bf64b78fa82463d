//! Settings of the messages that are sent: by which mail server, by which gateway for text messages, and whether at all.

use super::choices::Switch;
use clap::{Args, ValueEnum};
use lettre::message::Mailbox;
use std::{path::PathBuf, str::FromStr};
use url::Url;

/// The password at the mail server, read from the environment, or from the file that it names, alone: arguments can be seen
/// by every user of the computer.
pub const SMTP_PASSWORD_VARIABLE: &str = "LATCHKEY_SMTP_PASSWORD";
/// The token at the gateway for text messages, read from the environment alone.
pub const TEXT_MESSAGE_TOKEN_VARIABLE: &str = "LATCHKEY_SMS_TOKEN";

/// The settings as they are given.
#[derive(Args, Clone, Debug)]
pub struct Sending {
    /// The mail server that takes mails, by name or IP address. Without one they stay in the outbox, where nobody reads
    /// them. [default: none]
    #[arg(long, env = "LATCHKEY_SMTP_HOST", value_parser = non_empty, global = true)]
    pub smtp_host: Option<String>,
    /// Its port. [default: 465 with tls, 587 with starttls, 25 with none]
    #[arg(long, env = "LATCHKEY_SMTP_PORT", global = true)]
    pub smtp_port: Option<u16>,
    /// How the way to it is protected.
    #[arg(
        long,
        env = "LATCHKEY_SMTP_TLS",
        value_enum,
        default_value = "tls",
        global = true
    )]
    pub smtp_tls: SmtpTls,
    /// The user at the mail server; the password stands in `LATCHKEY_SMTP_PASSWORD`. [default: none]
    #[arg(long, env = "LATCHKEY_SMTP_USER", value_parser = non_empty, global = true)]
    pub smtp_user: Option<String>,
    /// Whom mails come from, as `address` or `Name <address>`. Wanted with a mail server.
    #[arg(long, env = "LATCHKEY_MAIL_FROM", global = true)]
    pub mail_from: Option<Sender>,
    /// The gateway for text messages, in the shape of Twilio's.
    #[arg(
        long,
        env = "LATCHKEY_SMS_URL",
        default_value = "https://api.twilio.com",
        global = true
    )]
    pub sms_url: GatewayUrl,
    /// The account at the gateway (Account SID); its token stands in `LATCHKEY_SMS_TOKEN`. Without one text messages stay in
    /// the outbox. [default: none]
    #[arg(long, env = "LATCHKEY_SMS_ACCOUNT", value_parser = non_empty, global = true)]
    pub sms_account: Option<String>,
    /// The key to use at the gateway instead of the account's own token (API key SID); `LATCHKEY_SMS_TOKEN` is its secret
    /// then. [default: none]
    #[arg(long, env = "LATCHKEY_SMS_API_KEY", value_parser = non_empty, global = true)]
    pub sms_api_key: Option<String>,
    /// The number, or the name, that text messages come from. This or a messaging service is wanted with an account at the
    /// gateway.
    #[arg(long, env = "LATCHKEY_SMS_FROM", value_parser = non_empty, global = true)]
    pub sms_from: Option<String>,
    /// The messaging service (SID) that chooses the number that text messages come from. [default: none]
    #[arg(long, env = "LATCHKEY_SMS_MESSAGING_SERVICE", value_parser = non_empty, global = true)]
    pub sms_messaging_service: Option<String>,
    /// A file with certificates (PEM) of authorities to trust at the mail server and at the gateway, beside those of the
    /// system. [default: none]
    #[arg(long, env = "LATCHKEY_CA_FILE", global = true)]
    pub ca_file: Option<PathBuf>,
    /// Whether people may have codes by text message.
    #[arg(
        long,
        env = "LATCHKEY_TEXT_MESSAGES",
        value_enum,
        default_value = "on",
        global = true
    )]
    pub text_messages: Switch,
    /// Whether people may have codes by email as a second step. They prove little more than the mailbox, which also
    /// resets the password.
    #[arg(
        long,
        env = "LATCHKEY_EMAIL_CODES",
        value_enum,
        default_value = "off",
        global = true
    )]
    pub email_codes: Switch,
    /// For development only: writes every message to the log, and shows them to everybody at /outbox.
    #[arg(
        long,
        env = "LATCHKEY_DEVELOPMENT",
        value_enum,
        default_value = "off",
        global = true
    )]
    pub development: Switch,
}

/// How the way to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmtpTls {
    /// By TLS from the first byte.
    Tls,
    /// By TLS after a greeting in the clear. A server that does not offer it gets nothing.
    Starttls,
    /// Not at all: for a mail server on the same computer.
    None,
}

/// Whom mails come from.
#[derive(Clone, Debug)]
pub struct Sender(Mailbox);

impl Sender {
    /// Name and address.
    pub const fn mailbox(&self) -> &Mailbox {
        &self.0
    }
}

impl FromStr for Sender {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse()
            .map(Self)
            .map_err(|_| "must be an address, or a name and an address in angle brackets")
    }
}

/// Where the gateway for text messages is.
#[derive(Clone, Debug)]
pub struct GatewayUrl(String);

impl GatewayUrl {
    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GatewayUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str = "must be an address that begins with https:// or http://, without user, query and fragment";
        let url = Url::parse(text).map_err(|_| WANTED)?;
        let is_http = matches!(url.scheme(), "http" | "https") && url.has_host();
        let is_anonymous = url.username().is_empty() && url.password().is_none();
        let is_bare = url.query().is_none() && url.fragment().is_none();
        if is_http && is_anonymous && is_bare {
            Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
        } else {
            Err(WANTED)
        }
    }
}

fn non_empty(text: &str) -> Result<String, &'static str> {
    if text.is_empty() {
        Err("must not be empty")
    } else {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{GatewayUrl, Sender};

    #[test]
    fn a_gateway_is_an_address_without_secrets() {
        let url: GatewayUrl = "https://sms.example.org/v1/".parse().unwrap();
        assert_eq!(url.as_str(), "https://sms.example.org/v1");
        for given in [
            "sms.example.org",
            "ftp://sms.example.org",
            "https://a:b@sms.example.org",
            "https://sms.example.org/?a=b",
        ] {
            assert!(given.parse::<GatewayUrl>().is_err(), "{given}");
        }
    }

    #[test]
    fn a_sender_has_an_address() {
        assert!("Latchkey <no-reply@example.org>".parse::<Sender>().is_ok());
        assert!("no-reply@example.org".parse::<Sender>().is_ok());
        assert!("Latchkey".parse::<Sender>().is_err());
    }
}
