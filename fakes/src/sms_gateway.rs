//! A gateway for text messages, in Twilio's shape: what it is given over HTTP it keeps, for everybody, and it can refuse it
//! or hang.

use crate::{FaultMode, Faults, Inbox, Message, Setting};
use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::{self, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use data_encoding::BASE64;
use std::{
    io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::net::TcpListener;
use url::form_urlencoded;

/// Who pays.
pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
/// What shows that they asked for it: their own token, or the secret of a key of theirs.
pub const TOKEN: &str = "four-grey-herons";
/// The number that messages come from: one that is nobody's (Twilio's for tests).
pub const FROM: &str = "+15005550006";

const BODY_MAX: usize = 64 * 1024;
/// What it says to whoever is let in and names no number.
const NO_NUMBER: (u16, &str) = (400, r#"{"code": 21604, "status": 400}"#);

/// The gateway. Clones are the same; it ends with the runtime.
#[derive(Clone)]
pub struct SmsGateway {
    /// What it took.
    pub inbox: Inbox,
    port: u16,
    faults: Faults,
    refusal: Arc<Mutex<(u16, &'static str)>>,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// What came, taken or not.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its header fields.
    pub headers: HeaderMap,
    /// The fields of its form.
    pub form: Vec<(String, String)>,
}

impl SmsGateway {
    /// Opens one on a free port.
    pub async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let gateway = Self {
            inbox: Inbox::default(),
            port: listener.local_addr()?.port(),
            faults: Faults::default(),
            refusal: Arc::new(Mutex::new((500, "{}"))),
            requests: Arc::default(),
        };
        let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json");
        let router = Router::new().route(&path, post(answer));
        let router = router.with_state(gateway.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(gateway)
    }

    /// Where the server under test finds it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the server under test must be told to send its text messages here.
    pub fn settings(&self) -> Vec<Setting> {
        vec![
            ("LATCHKEY_SMS_URL", self.url()),
            ("LATCHKEY_SMS_ACCOUNT", ACCOUNT.to_owned()),
            ("LATCHKEY_SMS_FROM", FROM.to_owned()),
            ("LATCHKEY_SMS_TOKEN", TOKEN.to_owned()),
        ]
    }

    /// From now on it treats what comes like this.
    pub fn becomes(&self, mode: FaultMode) {
        self.faults.set(mode);
    }

    /// From now on it refuses with this answer.
    pub fn refuses_with(&self, status: u16, body: &'static str) {
        *lock(&self.refusal) = (status, body);
        self.becomes(FaultMode::Refuses);
    }

    /// Every request that came, taken or not.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.requests).clone()
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    State(gateway): State<SmsGateway>,
    request: extract::Request,
) -> (StatusCode, String) {
    let (head, body) = request.into_parts();
    let body: Bytes = to_bytes(body, BODY_MAX).await.unwrap_or_default();
    let form = form_urlencoded::parse(&body).into_owned().collect();
    let request = Request {
        headers: head.headers,
        form,
    };
    lock(&gateway.requests).push(request.clone());
    let (status, said) = if gateway.faults.takes().await {
        match read(&request) {
            Ok(message) => {
                gateway.inbox.keep([message]);
                gateway.faults.pause().await;
                (201, r#"{"sid": "SM1", "status": "queued"}"#)
            }
            Err(refusal) => refusal,
        }
    } else {
        *lock(&gateway.refusal)
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, said.to_owned())
}

/// The message that a request asks for, or the answer that refuses it.
fn read(request: &Request) -> Result<Message, (u16, &'static str)> {
    let header = |name: &str| request.headers.get(name).and_then(|it| it.to_str().ok());
    let pass = header("authorization").and_then(|it| it.strip_prefix("Basic "));
    let pass = pass.and_then(|it| BASE64.decode(it.as_bytes()).ok());
    let pass = pass.and_then(|it| String::from_utf8(it).ok());
    let is_known = |user: &str| user == ACCOUNT || user.starts_with("SK");
    match pass.as_deref().and_then(|it| it.split_once(':')) {
        Some((user, TOKEN)) if is_known(user) => {}
        _ => return Err((401, r#"{"code": 20003, "status": 401}"#)),
    }
    if header("content-type") != Some("application/x-www-form-urlencoded") {
        return Err((415, r#"{"status": 415}"#));
    }
    let value = |name: &str| {
        let mut fields = request.form.iter();
        let found = fields.find(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str())
    };
    let to = value("To").ok_or(NO_NUMBER)?;
    let is_from_somebody = value("From") == Some(FROM) || value("MessagingServiceSid").is_some();
    match value("Body") {
        Some(text) if is_from_somebody && to.starts_with('+') => Ok(Message {
            to: to.to_owned(),
            key: header("idempotency-key").unwrap_or_default().to_owned(),
            subject: String::new(),
            text: text.to_owned(),
        }),
        _ => Err((400, r#"{"status": 400}"#)),
    }
}

#[cfg(test)]
mod tests {
    use super::{ACCOUNT, SmsGateway};
    use crate::{FaultMode, code_in};
    use std::{io, time::Duration};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
        time::timeout,
    };

    /// The account and the token, in base 64.
    const PASS: &str = "QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTpmb3VyLWdyZXktaGVyb25z";
    const FORM: &str =
        "To=%2B491701234567&From=%2B15005550006&Body=123456+is+it.%0A%0A%40localhost+%23123456";

    /// Asks for a message, and answers the status.
    async fn ask(port: u16, pass: &'static str, form: String) -> io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let request = format!(
            "POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k1\r\n\
             Authorization: Basic {pass}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Connection: close\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer.split(' ').nth(1).unwrap_or_default().to_owned())
    }

    #[tokio::test]
    async fn a_message_is_taken_with_its_key() {
        let gateway = SmsGateway::open().await.unwrap();
        let status = ask(gateway.port, PASS, FORM.to_owned()).await.unwrap();
        assert_eq!(status, "201");
        let message = gateway.inbox.next("+491701234567", "").unwrap();
        assert_eq!(message.key, "k1");
        assert_eq!(code_in(&message.text), Some("123456"));
        assert_eq!(gateway.inbox.all(), [message]);
    }

    #[tokio::test]
    async fn what_is_wrong_is_refused() {
        let gateway = SmsGateway::open().await.unwrap();
        let status = ask(gateway.port, "AAAA", FORM.to_owned()).await.unwrap();
        assert_eq!(status, "401");
        let local = FORM.replace("%2B49", "0");
        assert_eq!(ask(gateway.port, PASS, local).await.unwrap(), "400");
        assert_eq!(gateway.inbox.all(), []);
        assert_eq!(gateway.requests().len(), 2);
    }

    #[tokio::test]
    async fn it_refuses_and_hangs_when_told() {
        let gateway = SmsGateway::open().await.unwrap();
        let ask = || ask(gateway.port, PASS, FORM.to_owned());
        gateway.becomes(FaultMode::Refuses);
        assert_eq!(ask().await.unwrap(), "500");
        gateway.refuses_with(403, "no");
        assert_eq!(ask().await.unwrap(), "403");
        gateway.becomes(FaultMode::Hangs);
        let mut asked = tokio::spawn(ask());
        let early = timeout(Duration::from_millis(50), &mut asked).await;
        assert!(early.is_err() && gateway.inbox.all().is_empty());
        gateway.becomes(FaultMode::Works);
        assert_eq!(asked.await.unwrap().unwrap(), "201");
        assert_eq!(gateway.inbox.all().len(), 1);
    }
}
