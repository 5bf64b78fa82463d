//! Where messages end up: a mail server (RFC 5321) and a gateway for text messages that keep whatever comes, with the key by
//! which its sender knows it.

use axum::{Router, extract::Request, http::StatusCode, routing::post};
use data_encoding::{BASE64, HEXUPPER_PERMISSIVE};
use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufStream},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use url::form_urlencoded;

/// A message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// By which its sender knows it, the same however often it is sent.
    pub key: String,
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Everything that came, in its order. Clones are the same.
#[derive(Clone, Default)]
pub struct Kept(Arc<Mutex<Vec<Delivered>>>);

impl Kept {
    pub fn all(&self) -> Vec<Delivered> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn keep(&self, delivered: Delivered) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(delivered);
    }
}

/// Both of them.
pub struct Sinks {
    pub mails: Kept,
    pub text_messages: Kept,
    mail_port: u16,
    gateway_port: u16,
}

impl Sinks {
    pub async fn open() -> Self {
        Self::that_think_for(Duration::ZERO).await
    }

    /// A mail server that has taken a mail, and says so only after a while.
    pub async fn that_think_for(pause: Duration) -> Self {
        let (mails, text_messages) = (Kept::default(), Kept::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mail_port = listener.local_addr().unwrap().port();
        tokio::spawn(take_mails(listener, mails.clone(), pause));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway_port = listener.local_addr().unwrap().port();
        let kept = text_messages.clone();
        let path = "/2010-04-01/Accounts/AC1/Messages.json";
        let router = Router::new().route(path, post(move |request| take(kept, request)));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            mails,
            text_messages,
            mail_port,
            gateway_port,
        }
    }

    /// What the program must be told to send its messages here.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let gateway = format!("http://127.0.0.1:{}", self.gateway_port);
        vec![
            ("LATCHKEY_SMTP_HOST", "127.0.0.1".to_owned()),
            ("LATCHKEY_SMTP_PORT", self.mail_port.to_string()),
            ("LATCHKEY_SMTP_TLS", "none".to_owned()),
            ("LATCHKEY_MAIL_FROM", "latchkey@example.net".to_owned()),
            ("LATCHKEY_SMS_URL", gateway),
            ("LATCHKEY_SMS_ACCOUNT", "AC1".to_owned()),
            ("LATCHKEY_SMS_TOKEN", "token".to_owned()),
            ("LATCHKEY_SMS_FROM", "+15005550006".to_owned()),
        ]
    }
}

async fn take(kept: Kept, request: Request) -> StatusCode {
    let key = request.headers().get("idempotency-key").cloned();
    let Ok(body) = axum::body::to_bytes(request.into_body(), 64 * 1024).await else {
        return StatusCode::BAD_REQUEST;
    };
    let field = |name: &str| {
        let mut fields = form_urlencoded::parse(&body);
        let found = fields.find(|(it, _)| it == name);
        found.map(|(_, value)| value.into_owned()).unwrap()
    };
    kept.keep(Delivered {
        key: key.unwrap().to_str().unwrap().to_owned(),
        to: field("To"),
        subject: String::new(),
        text: field("Body"),
    });
    StatusCode::CREATED
}

async fn take_mails(listener: TcpListener, kept: Kept, pause: Duration) {
    while let Ok((client, _)) = listener.accept().await {
        let kept = kept.clone();
        // A client that goes away ends the conversation: that is all there is to do.
        tokio::spawn(async move { converse(client, kept, pause).await });
    }
}

async fn converse(client: TcpStream, kept: Kept, pause: Duration) -> io::Result<()> {
    let mut stream = BufStream::new(client);
    let mut to = String::new();
    say(&mut stream, "220 localhost").await?;
    while let Some(line) = line(&mut stream).await? {
        let verb = line.split([' ', '\r']).next().unwrap_or_default();
        let reply = match verb.to_ascii_uppercase().as_str() {
            "RCPT" => {
                let address = line.split_once('<').and_then(|(_, it)| it.split_once('>'));
                address.unwrap().0.clone_into(&mut to);
                "250 Good"
            }
            "DATA" => {
                say(&mut stream, "354 Go on").await?;
                let wire = data(&mut stream).await?;
                kept.keep(read(&to, &wire));
                sleep(pause).await;
                "250 Taken"
            }
            "QUIT" => return say(&mut stream, "221 Good bye").await,
            _ => "250 Good",
        };
        say(&mut stream, reply).await?;
    }
    Ok(())
}

async fn say(stream: &mut BufStream<TcpStream>, words: &str) -> io::Result<()> {
    stream.write_all(format!("{words}\r\n").as_bytes()).await?;
    stream.flush().await
}

async fn line(stream: &mut BufStream<TcpStream>) -> io::Result<Option<String>> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).await?;
    Ok((length > 0).then_some(line))
}

async fn data(stream: &mut BufStream<TcpStream>) -> io::Result<String> {
    let mut wire = String::new();
    loop {
        let line = line(stream).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
        if line == ".\r\n" {
            return Ok(wire);
        }
        // The client puts a dot in front of every line that begins with one (§4.5.2).
        wire.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// Unpacks a mail of one part of plain text (RFC 5322, RFC 2045).
fn read(to: &str, wire: &str) -> Delivered {
    let (head, body) = wire.split_once("\r\n\r\n").unwrap();
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let field = |name: &str| {
        let fields = head.lines().filter_map(|line| line.split_once(':'));
        let mut named = fields.filter(|(it, _)| it.eq_ignore_ascii_case(name));
        named.next().map_or("", |(_, value)| value.trim())
    };
    let text = match field("Content-Transfer-Encoding") {
        "base64" => {
            let packed: String = body.split_whitespace().collect();
            String::from_utf8(BASE64.decode(packed.as_bytes()).unwrap()).unwrap()
        }
        "quoted-printable" => quoted_printable(body),
        _ => body.to_owned(),
    };
    Delivered {
        key: field("Message-ID").to_owned(),
        to: to.to_owned(),
        subject: field("Subject").to_owned(),
        text: text.replace("\r\n", "\n"),
    }
}

/// RFC 2045 §6.7.
fn quoted_printable(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut parts = joined.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at(2);
        bytes.extend(HEXUPPER_PERMISSIVE.decode(code.as_bytes()).unwrap());
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes).unwrap()
}
