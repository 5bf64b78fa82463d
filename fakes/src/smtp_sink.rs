//! A mail server (RFC 5321) that keeps whatever comes, for everybody, and can refuse it or hang.

use crate::{FaultMode, Faults, Inbox, Message, Setting};
use std::{
    io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufStream},
    net::{TcpListener, TcpStream},
};

/// The longest email that is taken.
const EMAIL_MAX: usize = 256 * 1024;

/// The mail server, without encryption on this machine. Clones are the same; it ends with the runtime.
#[derive(Clone)]
pub struct SmtpSink {
    /// What it took.
    pub inbox: Inbox,
    port: u16,
    faults: Faults,
    wires: Arc<Mutex<Vec<String>>>,
}

impl SmtpSink {
    /// Opens one on a free port.
    pub async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let sink = Self {
            inbox: Inbox::default(),
            port: listener.local_addr()?.port(),
            faults: Faults::default(),
            wires: Arc::default(),
        };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let conversation = Conversation {
                    stream: BufStream::new(client),
                    sink: serving.clone(),
                    receivers: Vec::new(),
                };
                // A client that goes away ends the connection: that is all there is to do.
                tokio::spawn(conversation.run());
            }
        });
        Ok(sink)
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// What the server under test must be told to send its emails here.
    pub fn settings(&self) -> Vec<Setting> {
        vec![
            ("LATCHKEY_SMTP_HOST", Ipv4Addr::LOCALHOST.to_string()),
            ("LATCHKEY_SMTP_PORT", self.port.to_string()),
            ("LATCHKEY_SMTP_TLS", "none".to_owned()),
            ("LATCHKEY_MAIL_FROM", "latchkey@example.net".to_owned()),
        ]
    }

    /// From now on it treats what comes like this.
    pub fn becomes(&self, mode: FaultMode) {
        self.faults.set(mode);
    }

    /// Every email as it came over the wire, taken or not.
    pub fn wires(&self) -> Vec<String> {
        let wires = self.wires.lock().unwrap_or_else(PoisonError::into_inner);
        wires.clone()
    }
}

/// One connection.
struct Conversation {
    stream: BufStream<TcpStream>,
    sink: SmtpSink,
    receivers: Vec<String>,
}

impl Conversation {
    async fn run(mut self) -> io::Result<()> {
        let listens = self.sink.faults.listens().await;
        let greeting = ["421 4.3.2 Not now", "220 localhost"][usize::from(listens)];
        self.say(greeting).await?;
        while let Some(line) = self.line().await? {
            let verb = line.split([' ', '\r']).next().unwrap_or_default();
            let reply = match verb.to_ascii_uppercase().as_str() {
                "EHLO" | "HELO" => "250 localhost",
                "MAIL" | "RSET" => {
                    self.receivers.clear();
                    "250 2.0.0 Good"
                }
                "RCPT" => self.receiver(&line).await,
                "DATA" if self.receivers.is_empty() => "503 5.5.1 To whom?",
                "DATA" => self.data().await?,
                "NOOP" => "250 2.0.0 Good",
                "QUIT" => return self.say("221 2.0.0 Good bye").await,
                _ => "502 5.5.1 Not here",
            };
            self.say(reply).await?;
        }
        Ok(())
    }

    /// `RCPT TO:<ann@example.org>`
    async fn receiver(&mut self, line: &str) -> &'static str {
        let address = line.split_once('<').and_then(|(_, it)| it.split_once('>'));
        match address {
            None => "501 5.5.4 To whom?",
            Some(_) if !self.sink.faults.listens().await => "451 4.3.0 Not now",
            Some((address, _)) => {
                self.receivers.push(address.to_owned());
                "250 2.1.5 Good"
            }
        }
    }

    async fn data(&mut self) -> io::Result<&'static str> {
        self.say("354 Go on").await?;
        let mut wire = String::new();
        loop {
            let line = self.line().await?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if line == ".\r\n" {
                break;
            }
            // The client puts a dot in front of every line that begins with one (§4.5.2).
            wire.push_str(line.strip_prefix('.').unwrap_or(&line));
            if wire.len() > EMAIL_MAX {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        let emails = self.receivers.drain(..);
        let emails: Result<Vec<Message>, String> =
            emails.map(|to| Message::email(&to, &wire)).collect();
        let wires = &self.sink.wires;
        wires
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(wire);
        let Ok(emails) = emails else {
            return Ok("554 5.6.0 Not plain text");
        };
        if !self.sink.faults.takes().await {
            return Ok("451 4.3.0 Not now");
        }
        self.sink.inbox.keep(emails);
        self.sink.faults.pause().await;
        Ok("250 2.0.0 Taken")
    }

    /// The next line with its end; `None` when nothing more comes.
    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let length = self.stream.read_until(b'\n', &mut line).await?;
        Ok((length > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
    }

    async fn say(&mut self, words: &str) -> io::Result<()> {
        self.stream
            .write_all(format!("{words}\r\n").as_bytes())
            .await?;
        self.stream.flush().await
    }
}

#[cfg(test)]
mod tests {
    use super::SmtpSink;
    use crate::FaultMode;
    use std::{io, time::Duration};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
        time::timeout,
    };

    /// Says all of it at once, and answers the numbers of what is replied.
    async fn say(port: u16, words: &'static str) -> io::Result<Vec<String>> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(words.as_bytes()).await?;
        let mut replies = String::new();
        stream.read_to_string(&mut replies).await?;
        let numbers = replies
            .lines()
            .filter_map(|line| line.split(' ').next().map(str::to_owned));
        Ok(numbers.collect())
    }

    const EMAIL: &str = "EHLO here\r\nMAIL FROM:<a@b> BODY=8BITMIME\r\nRCPT TO:<ann@example.org>\r\n\
        RCPT TO:<ben@example.org>\r\nDATA\r\nSubject: Two\r\n\r\nHello\r\n..dot\r\n.\r\nQUIT\r\n";

    const OTHER: &str = "EHLO here\r\nMAIL FROM:<a@b>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n\
        Subject: Two\r\n\r\nAnother\r\n.\r\nQUIT\r\n";

    #[tokio::test]
    async fn an_email_is_taken_for_everybody_it_is_for() {
        let sink = SmtpSink::open().await.unwrap();
        let replies = say(sink.port, EMAIL).await.unwrap();
        let expected = ["220", "250", "250", "250", "250", "354", "250", "221"];
        assert_eq!(replies, expected);
        for to in ["ben@example.org", "ann@example.org"] {
            let email = sink.inbox.next(to, "hello").unwrap();
            let said = (email.subject.as_str(), email.text.as_str());
            assert_eq!(said, ("Two", "Hello\n.dot\n"));
        }
        assert_eq!(sink.inbox.all().len(), 2);
    }

    #[tokio::test]
    async fn each_email_is_answered_once() {
        let sink = SmtpSink::open().await.unwrap();
        say(sink.port, EMAIL).await.unwrap();
        say(sink.port, OTHER).await.unwrap();
        let ann = "ann@example.org";
        let second = sink.inbox.next(ann, "other").unwrap();
        assert_eq!(second.text, "Another\n");
        let first = sink.inbox.next(ann, "Two").unwrap();
        assert_eq!(first.text, "Hello\n.dot\n");
        assert_eq!(sink.inbox.next(ann, "Two"), None);
    }

    #[tokio::test]
    async fn it_refuses_and_hangs_when_told() {
        let sink = SmtpSink::open().await.unwrap();
        sink.becomes(FaultMode::Refuses);
        let replies = say(sink.port, EMAIL).await.unwrap();
        assert_eq!(replies.first().map(String::as_str), Some("421"));
        assert!(!replies.contains(&"354".to_owned()), "{replies:?}");
        sink.becomes(FaultMode::RefusesLate);
        let replies = say(sink.port, OTHER).await.unwrap();
        assert_eq!(replies, ["220", "250", "250", "250", "354", "451", "221"]);
        sink.becomes(FaultMode::Hangs);
        let mut email = tokio::spawn(say(sink.port, EMAIL));
        let early = timeout(Duration::from_millis(50), &mut email).await;
        assert!(early.is_err() && sink.inbox.all().is_empty());
        sink.becomes(FaultMode::Works);
        email.await.unwrap().unwrap();
        assert_eq!(sink.inbox.all().len(), 2);
    }
}
