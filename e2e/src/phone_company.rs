//! A company that sends text messages, in Twilio's shape: what it is given over HTTP it keeps, for everybody, and it
//! can refuse it or hang.

use crate::{
    Failure, Outcome, decoding,
    failure::ensure,
    fault_mode::{FaultMode, Faults},
    interceptor::read_head,
    secrets::Secrets,
    server::Setting,
    waiting::until,
};
use serde_json::json;
use std::{cell::RefCell, io, net::Ipv4Addr, rc::Rc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::{self, JoinHandle},
};
use url::form_urlencoded;

/// Who pays.
const ACCOUNT: &str = "AC00000000000000000000000000000001";
/// What shows that they asked for it.
const TOKEN: &str = "four-grey-herons";
/// The number that messages come from: one that is nobody's (Twilio's for tests).
const FROM: &str = "+15005550006";

/// A text message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMessage {
    /// To whom: the number with `+`.
    pub to: String,
    /// What it says.
    pub text: String,
    /// By what its sender knows it, the same however often it is sent.
    pub key: String,
}

/// The company. It needs a [`task::LocalSet`] to stand in.
pub struct PhoneCompany {
    port: u16,
    state: Rc<State>,
    work: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    faults: Faults,
    /// What was taken, and whether the story has read it.
    messages: RefCell<Vec<(TextMessage, bool)>>,
    /// How many requests came, taken or not.
    asked: RefCell<usize>,
    /// What came and could not be taken.
    trouble: RefCell<Vec<String>>,
}

impl TextMessage {
    /// The code in it, which also stands in its last line, for the browser (the format of origin-bound one-time codes).
    /// It stays between the message and who types it.
    pub fn code(&self, secrets: &Secrets) -> Outcome<String> {
        let code = decoding::code(&self.text);
        let code =
            code.ok_or_else(|| Failure::new(format!("there is no code in: {}", self.text)))?;
        let last = self.text.lines().last().unwrap_or_default();
        ensure(last == format!("@localhost #{code}"), || {
            format!("the last line is: {last}")
        })?;
        secrets.keep_sent(code);
        Ok(code.to_owned())
    }
}

impl PhoneCompany {
    /// Opens one on a free port.
    pub async fn open() -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let state = Rc::new(State::default());
        let work = task::spawn_local(serve(listener, Rc::clone(&state)));
        Ok(Self { port, state, work })
    }

    /// What the server under test must be told to send its text messages here.
    pub fn settings(&self) -> Vec<Setting> {
        vec![
            (
                "LATCHKEY_SMS_URL",
                format!("http://127.0.0.1:{}", self.port),
            ),
            ("LATCHKEY_SMS_ACCOUNT", ACCOUNT.to_owned()),
            ("LATCHKEY_SMS_FROM", FROM.to_owned()),
            ("LATCHKEY_SMS_TOKEN", TOKEN.to_owned()),
        ]
    }

    /// From now on it treats what comes like this.
    pub fn becomes(&self, mode: FaultMode) {
        self.state.faults.set(mode);
    }

    /// How many requests came, taken or not.
    pub fn asked(&self) -> usize {
        *self.state.asked.borrow()
    }

    /// Waits for the next message to this number. Each is answered once.
    pub async fn next_message(&self, to: &str) -> Outcome<TextMessage> {
        until(async || {
            let mut messages = self.state.messages.borrow_mut();
            let next = messages.iter_mut().find(|(it, read)| !read && it.to == to);
            if let Some((message, is_read)) = next {
                *is_read = true;
                return Ok(message.clone());
            }
            let count = messages.len();
            let trouble = self.state.trouble.borrow().join(", ");
            Err(Failure::new(format!(
                "no unread message to {to} among {count}. {trouble}"
            )))
        })
        .await
    }

    /// All that were taken, read or not.
    pub fn messages(&self) -> Vec<TextMessage> {
        let messages = self.state.messages.borrow();
        messages
            .iter()
            .map(|(message, _)| message.clone())
            .collect()
    }
}

impl Drop for PhoneCompany {
    fn drop(&mut self) {
        self.work.abort();
    }
}

async fn serve(listener: TcpListener, state: Rc<State>) {
    while let Ok((client, _)) = listener.accept().await {
        let state = Rc::clone(&state);
        task::spawn_local(async move {
            // A client that goes away ends the connection: that is all there is to do.
            let _ = answer(client, &state).await;
        });
    }
}

async fn answer(mut client: TcpStream, state: &State) -> io::Result<()> {
    let Some((head, mut body)) = read_head(&mut client).await? else {
        return Ok(());
    };
    let length = field(&head, "content-length").and_then(|it| it.parse().ok());
    while body.len() < length.unwrap_or(0) {
        if client.read_buf(&mut body).await? == 0 {
            return Ok(());
        }
    }
    *state.asked.borrow_mut() += 1;
    let (status, said) = match read(&head, &body) {
        Err(status) => {
            state
                .trouble
                .borrow_mut()
                .push(format!("{status} was answered"));
            (status, json!({ "status": status }))
        }
        Ok(_) if !state.faults.works().await => (500, json!({ "status": 500 })),
        Ok(message) => {
            let said = json!({ "sid": "SM1", "status": "queued", "to": message.to });
            state.messages.borrow_mut().push((message, false));
            (201, said)
        }
    };
    let said = said.to_string();
    let answer = format!(
        "HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{said}",
        said.len()
    );
    client.write_all(answer.as_bytes()).await
}

/// The message that a request asks for, or the status that refuses it.
fn read(head: &str, body: &[u8]) -> Result<TextMessage, u16> {
    let path = format!("POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json HTTP/1.1\r\n");
    if !head.starts_with(&path) {
        return Err(404);
    }
    let pass = field(head, "authorization").and_then(|it| it.strip_prefix("Basic "));
    let pass = pass.and_then(decoding::base64);
    if pass != Some(format!("{ACCOUNT}:{TOKEN}").into_bytes()) {
        return Err(401);
    }
    if field(head, "content-type") != Some("application/x-www-form-urlencoded") {
        return Err(415);
    }
    let value = |name: &str| {
        let mut pairs = form_urlencoded::parse(body);
        let found = pairs.find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).ok_or(400_u16)
    };
    let to = value("To")?;
    if value("From")? != FROM || !to.starts_with('+') {
        return Err(400);
    }
    Ok(TextMessage {
        to,
        text: value("Body")?,
        key: field(head, "idempotency-key")
            .unwrap_or_default()
            .to_owned(),
    })
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let found = fields.find(|(it, _)| it.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::{ACCOUNT, FaultMode, PhoneCompany, TextMessage};
    use crate::{Outcome, failure::ensure, secrets::Secrets, testing::alone, waiting::until};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        task::spawn_local,
    };

    /// The account and the token, in base 64.
    const PASS: &str = "QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTpmb3VyLWdyZXktaGVyb25z";
    const FORM: &str =
        "To=%2B491701234567&From=%2B15005550006&Body=123456+is+it.%0A%0A%40localhost+%23123456";

    /// Asks for a message, and answers the status.
    async fn ask(port: u16, pass: &str, form: &str) -> Outcome<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let request = format!(
            "POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k1\r\n\
             Authorization: Basic {pass}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{form}",
            form.len()
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer.split(' ').nth(1).unwrap_or_default().to_owned())
    }

    #[test]
    fn a_message_is_taken_with_its_key() {
        alone(async {
            let company = PhoneCompany::open().await?;
            assert_eq!(ask(company.port, PASS, FORM).await?, "201");
            let message = company.next_message("+491701234567").await?;
            assert_eq!(message.key, "k1");
            assert_eq!(message.code(&Secrets::default())?, "123456");
            assert_eq!(company.messages(), [message]);
            Ok(())
        });
    }

    #[test]
    fn what_is_wrong_is_refused() {
        alone(async {
            let company = PhoneCompany::open().await?;
            assert_eq!(ask(company.port, "AAAA", FORM).await?, "401");
            let local = FORM.replace("%2B49", "0");
            assert_eq!(ask(company.port, PASS, &local).await?, "400");
            assert_eq!(company.messages(), []);
            assert_eq!(company.asked(), 2);
            Ok(())
        });
    }

    #[test]
    fn it_refuses_and_hangs_when_told() {
        alone(async {
            let company = PhoneCompany::open().await?;
            company.becomes(FaultMode::Refuses);
            assert_eq!(ask(company.port, PASS, FORM).await?, "500");
            company.becomes(FaultMode::Hangs);
            let asked = spawn_local(ask(company.port, PASS, FORM));
            until(async || ensure(company.asked() == 2, || "nobody asked".to_owned())).await?;
            assert_eq!(company.messages(), []);
            company.becomes(FaultMode::Works);
            assert_eq!(asked.await??, "201");
            Ok(())
        });
    }

    #[test]
    fn a_code_is_bound_to_the_origin() {
        let message = |text: &str| TextMessage {
            to: String::new(),
            text: text.to_owned(),
            key: String::new(),
        };
        let secrets = Secrets::default();
        assert!(message("123456 is it.").code(&secrets).is_err());
        let other = message("123456 is it.\n\n@localhost #123457");
        assert!(other.code(&secrets).is_err());
        let elsewhere = message("123456 is it.\n\n@example.org #123456");
        assert!(elsewhere.code(&secrets).is_err());
    }
}
