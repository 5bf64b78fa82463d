//! A mail server (RFC 5321) that keeps whatever comes, for everybody, and can refuse it or hang.
//!
//! The server under test sends here as it would to any other: over a socket, without encryption on this machine.

use crate::{
    Failure, Outcome,
    fault_mode::{FaultMode, Faults},
    mail::Mail,
    server::Setting,
    waiting::until,
};
use std::{cell::RefCell, io, net::Ipv4Addr, rc::Rc};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufStream},
    net::{TcpListener, TcpStream},
    task::{self, JoinHandle},
};

/// The longest mail that is taken.
const MAIL_MAX: usize = 256 * 1024;

/// The mail server. It needs a [`task::LocalSet`] to stand in.
pub struct Mailbox {
    port: u16,
    state: Rc<State>,
    work: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    faults: Faults,
    /// What came, and whether the story has read it.
    mails: RefCell<Vec<(Mail, bool)>>,
    /// What came and could not be read.
    trouble: RefCell<Vec<String>>,
}

impl Mailbox {
    /// Opens one on a free port.
    pub async fn open() -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let state = Rc::new(State::default());
        let work = task::spawn_local(serve(listener, Rc::clone(&state)));
        Ok(Self { port, state, work })
    }

    /// What the server under test must be told to send its mail here.
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
        self.state.faults.set(mode);
    }

    /// Waits for the next mail to this address that has these words in its subject or its text. Each is answered once.
    pub async fn next_mail(&self, to: &str, words: &str) -> Outcome<Mail> {
        until(async || {
            let mut mails = self.state.mails.borrow_mut();
            let is_it = |mail: &Mail| mail.to == to && mail.says(words);
            if let Some((mail, is_read)) = mails.iter_mut().find(|(it, read)| !read && is_it(it)) {
                *is_read = true;
                return Ok(mail.clone());
            }
            let came: Vec<String> = mails.iter().map(|(it, _)| summary(it)).collect();
            let trouble = self.state.trouble.borrow().join(", ");
            Err(Failure::new(format!(
                "no unread mail to {to} says “{words}”; these came: {}. {trouble}",
                came.join(", ")
            )))
        })
        .await
    }

    /// All that came, read or not.
    pub fn mails(&self) -> Vec<Mail> {
        let mails = self.state.mails.borrow();
        mails.iter().map(|(mail, _)| mail.clone()).collect()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.work.abort();
    }
}

fn summary(mail: &Mail) -> String {
    format!("“{}” to {}", mail.subject(), mail.to)
}

async fn serve(listener: TcpListener, state: Rc<State>) {
    while let Ok((client, _)) = listener.accept().await {
        let state = Rc::clone(&state);
        task::spawn_local(async move {
            // A client that goes away ends the connection: that is all there is to do.
            let _ = Talk::new(client, &state).run().await;
        });
    }
}

/// One connection.
struct Talk<'a> {
    stream: BufStream<TcpStream>,
    state: &'a State,
    receivers: Vec<String>,
}

impl<'a> Talk<'a> {
    fn new(client: TcpStream, state: &'a State) -> Self {
        Self {
            stream: BufStream::new(client),
            state,
            receivers: Vec::new(),
        }
    }

    async fn run(mut self) -> io::Result<()> {
        let works = self.state.faults.works().await;
        self.say(if works {
            "220 localhost"
        } else {
            "421 4.3.2 Not now"
        })
        .await?;
        while let Some(line) = self.line().await? {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let verb = line.split(' ').next().unwrap_or_default();
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
            Some(_) if !self.state.faults.works().await => "451 4.3.0 Not now",
            Some((address, _)) => {
                self.receivers.push(address.to_owned());
                "250 2.1.5 Good"
            }
        }
    }

    async fn data(&mut self) -> io::Result<&'static str> {
        self.say("354 Go on").await?;
        let mut wire = Vec::new();
        loop {
            let line = self.line().await?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if line == b".\r\n" {
                break;
            }
            // The client puts a dot in front of every line that begins with one (§4.5.2).
            wire.extend(line.strip_prefix(b".").unwrap_or(&line));
            if wire.len() > MAIL_MAX {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        if !self.state.faults.works().await {
            return Ok("451 4.3.0 Not now");
        }
        for receiver in self.receivers.drain(..) {
            match Mail::read(&receiver, &wire) {
                Ok(mail) => self.state.mails.borrow_mut().push((mail, false)),
                Err(failure) => self.state.trouble.borrow_mut().push(failure.to_string()),
            }
        }
        Ok("250 2.0.0 Taken")
    }

    /// The next line with its end; `None` when nothing more comes.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let length = self.stream.read_until(b'\n', &mut line).await?;
        Ok((length > 0).then_some(line))
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
    use super::{FaultMode, Mailbox};
    use crate::{Outcome, testing::alone};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        task,
    };

    /// Says all of it at once, and answers the numbers of what is replied.
    async fn say(port: u16, words: &'static str) -> Outcome<Vec<String>> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(words.as_bytes()).await?;
        let mut replies = String::new();
        stream.read_to_string(&mut replies).await?;
        let numbers = replies
            .lines()
            .filter_map(|line| line.split(' ').next().map(str::to_owned));
        Ok(numbers.collect())
    }

    const LETTER: &str = "EHLO here\r\nMAIL FROM:<a@b> BODY=8BITMIME\r\nRCPT TO:<ann@example.org>\r\n\
        RCPT TO:<ben@example.org>\r\nDATA\r\nSubject: Two\r\n\r\nHello\r\n..dot\r\n.\r\nQUIT\r\n";

    const OTHER: &str = "EHLO here\r\nMAIL FROM:<a@b>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n\
        Subject: Two\r\n\r\nAnother\r\n.\r\nQUIT\r\n";

    #[test]
    fn a_mail_is_taken_for_everybody_it_is_for() {
        alone(async {
            let mailbox = Mailbox::open().await?;
            let replies = say(mailbox.port, LETTER).await?;
            let expected = ["220", "250", "250", "250", "250", "354", "250", "221"];
            assert_eq!(replies, expected);
            for to in ["ben@example.org", "ann@example.org"] {
                let mail = mailbox.next_mail(to, "hello").await?;
                assert_eq!(
                    (mail.subject().as_str(), mail.text.as_str()),
                    ("Two", "Hello\n.dot\n")
                );
            }
            assert_eq!(mailbox.mails().len(), 2);
            Ok(())
        });
    }

    #[test]
    fn each_mail_is_answered_once() {
        alone(async {
            let mailbox = Mailbox::open().await?;
            say(mailbox.port, LETTER).await?;
            say(mailbox.port, OTHER).await?;
            let ann = "ann@example.org";
            let second = mailbox.next_mail(ann, "other").await?;
            assert_eq!(second.text, "Another\n");
            let first = mailbox.next_mail(ann, "Two").await?;
            assert_eq!(first.text, "Hello\n.dot\n");
            Ok(())
        });
    }

    #[test]
    fn it_refuses_and_hangs_when_told() {
        alone(async {
            let mailbox = Mailbox::open().await?;
            mailbox.becomes(FaultMode::Refuses);
            let replies = say(mailbox.port, LETTER).await?;
            assert_eq!(replies.first().map(String::as_str), Some("421"));
            assert!(!replies.contains(&"354".to_owned()), "{replies:?}");
            mailbox.becomes(FaultMode::Hangs);
            let letter = task::spawn_local(say(mailbox.port, LETTER));
            task::yield_now().await;
            assert!(!letter.is_finished() && mailbox.mails().is_empty());
            mailbox.becomes(FaultMode::Works);
            letter.await??;
            assert_eq!(mailbox.mails().len(), 2);
            Ok(())
        });
    }
}
