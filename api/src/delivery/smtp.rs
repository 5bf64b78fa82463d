//! Sends mails by a mail server (RFC 5321).

use super::authorities::Authorities;
use crate::{
    config::{Config, sending::SmtpTls, startup_error::StartupError},
    delivery::{
        message::Message,
        sender::{SendError, Sender},
    },
};
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0},
    },
    transport::smtp::{
        self, SUBMISSION_PORT, SUBMISSIONS_PORT, authentication::Credentials, client::Tls,
        extension::ClientId,
    },
};

use std::{error::Error as _, io};

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Replies that refuse whom the mail is for (RFC 5321 §4.2.3): it will never be taken.
const REFUSED: [u16; 3] = [550, 551, 553];
/// Replies that refuse who we are (RFC 4954 §6): no mail will be taken.
const NOT_LET_IN: [u16; 4] = [530, 534, 535, 538];

/// A mail server, and whom mails come from.
pub struct Smtp {
    transport: Transport,
    from: Mailbox,
    host: String,
}

impl Smtp {
    /// As the settings say; nothing when they name no mail server.
    pub fn new(config: &Config, authorities: &Authorities) -> Result<Option<Self>, StartupError> {
        let sending = &config.settings.sending;
        let Some(server) = &sending.smtp_host else {
            return Ok(None);
        };
        let from = sending.mail_from.as_ref().ok_or_else(|| {
            StartupError::settings("LATCHKEY_MAIL_FROM", "must be set with LATCHKEY_SMTP_HOST")
        })?;
        let builder = Transport::builder_dangerous(server);
        let mut builder = match sending.smtp_tls {
            SmtpTls::Tls => builder
                .port(SUBMISSIONS_PORT)
                .tls(Tls::Wrapper(authorities.mail(server)?)),
            SmtpTls::Starttls => builder
                .port(SUBMISSION_PORT)
                .tls(Tls::Required(authorities.mail(server)?)),
            SmtpTls::None => builder,
        };
        if let Some(port) = sending.smtp_port {
            builder = builder.port(port);
        }
        if let Some(user) = &sending.smtp_user {
            let password = config.smtp_password.as_ref().ok_or_else(|| {
                StartupError::settings(
                    "LATCHKEY_SMTP_PASSWORD",
                    "must be set with LATCHKEY_SMTP_USER",
                )
            })?;
            let password = password.expose().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        let host = config.origin().host().to_owned();
        if let Some(domain) = config.origin().domain() {
            builder = builder.hello_name(ClientId::Domain(domain.to_owned()));
        }
        Ok(Some(Self {
            transport: builder.build(),
            from: from.mailbox().clone(),
            host,
        }))
    }

    fn email(&self, message: &Message, id: &str) -> Result<lettre::Message, SendError> {
        let to = message
            .to
            .parse()
            .map_err(|_| SendError::for_good("mail cannot be sent to such an address"))?;
        // Tells machines that answer mail not to answer this one (RFC 3834 §5).
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&message.subject)
            .message_id(Some(format!("<{id}@{}>", self.host)))
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            // Its lines are short enough for every server, whatever the paragraphs are (RFC 2045 §6.7, RFC 5322 §2.1.1).
            .header(ContentTransferEncoding::QuotedPrintable)
            .raw_header(automatic)
            .body(message.text.clone())
            .map_err(|_| SendError::for_good("the mail cannot be written"))
    }
}

impl Sender for Smtp {
    async fn send(&self, message: &Message, id: &str) -> Result<(), SendError> {
        let email = self.email(message, id)?;
        let sent = self.transport.send(email).await;
        sent.map(drop).map_err(|error| refused(&error))
    }

    async fn check(&self) -> Result<(), SendError> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(SendError::for_now("the mail server does not answer")),
            Err(error) => Err(refused(&error)),
        }
    }
}

/// What a server says may repeat the address: only its number goes to the log.
fn refused(error: &smtp::Error) -> SendError {
    match error.status().map(u16::from) {
        Some(code) if REFUSED.contains(&code) => {
            SendError::for_good(format!("the mail server answered {code}"))
        }
        Some(code) if NOT_LET_IN.contains(&code) => {
            SendError::wrong_set_up(format!("the mail server answered {code}"))
        }
        Some(code) => SendError::for_now(format!("the mail server answered {code}")),
        None if is_untrusted(error) => SendError::wrong_set_up(error.to_string()),
        None => SendError::for_now(error.to_string()),
    }
}

/// Whether it is the server's certificate that is refused. The library wraps what TLS says more than once.
fn is_untrusted(error: &smtp::Error) -> bool {
    let mut cause = error.source();
    while let Some(it) = cause {
        let inner = it.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = inner.and_then(|it| it.downcast_ref::<rustls::Error>());
        if matches!(tls, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        cause = it.source();
    }
    false
}
