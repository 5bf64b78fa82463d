//! The program itself, started as an operator does, and a way for a browser to reach it.

use crate::support::browser::Browser;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderName, HeaderValue, Response, StatusCode},
};
use fakes::{Setting, SmsGateway, SmtpSink};
use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Output, Stdio},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Where its messages end up.
pub struct Sinks {
    pub emails: SmtpSink,
    pub text_messages: SmsGateway,
}

impl Sinks {
    pub async fn open() -> Self {
        Self {
            emails: SmtpSink::open().await.unwrap(),
            text_messages: SmsGateway::open().await.unwrap(),
        }
    }

    /// What the program must be told to send its messages here.
    pub fn settings(&self) -> Vec<Setting> {
        [self.emails.settings(), self.text_messages.settings()].concat()
    }
}

/// A server that runs until it is dropped.
pub struct Server {
    child: Child,
    address: SocketAddr,
}

/// The program, with its data in this folder and nothing of this environment.
pub fn latchkey(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command.env_clear().env("LATCHKEY_DATA", data);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs the program to its end, with this on its standard input.
pub fn run(mut command: Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    // A program that wants no input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

impl Server {
    /// Starts it, and waits until it says that it serves.
    pub fn start(data: &Path) -> Self {
        Self::start_as(latchkey(data))
    }

    /// The same, set up like this.
    pub fn start_as(mut command: Command) -> Self {
        let address = free_address();
        command
            .arg("serve")
            .env("LATCHKEY_LISTEN", address.to_string());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        if !line.contains("Latchkey serves") {
            let mut log = String::new();
            if let Some(stderr) = child.stderr.as_mut() {
                stderr.read_to_string(&mut log).unwrap();
            }
            panic!("it does not start: {line}{log}");
        }
        Self { child, address }
    }

    /// Its number, as the system knows it.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Somebody new at this server.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router())
    }

    /// Hands every request on to the server.
    pub fn router(&self) -> Router {
        let address = self.address;
        Router::new().fallback(move |request: Request| forward(address, request))
    }

    /// Ends it from one moment to the next, as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and gives back its log and whether it ended well.
    pub fn stop(mut self) -> (bool, String) {
        let kill = format!("kill -TERM {}", self.child.id());
        let status = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(status.success());
        let mut log = String::new();
        self.child
            .stderr
            .as_mut()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        (self.child.wait().unwrap().success(), log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

/// One request on a connection of its own. A server that is gone, or goes before it has answered, is a gateway that has
/// nobody behind it: 502.
async fn forward(address: SocketAddr, request: Request) -> Response<Body> {
    let answer = exchange(address, request).await.ok();
    answer.and_then(|text| parse(&text)).unwrap_or_else(|| {
        let mut lost = Response::new(Body::empty());
        *lost.status_mut() = StatusCode::BAD_GATEWAY;
        lost
    })
}

async fn exchange(address: SocketAddr, request: Request) -> io::Result<String> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let mut text = format!(
        "{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n",
        head.method,
        head.uri,
        body.len()
    );
    for (name, value) in &head.headers {
        text = format!("{text}{name}: {}\r\n", value.to_str().unwrap());
    }
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("{text}\r\n").as_bytes()).await?;
    stream.write_all(&body).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// The answer, if it is whole.
fn parse(answer: &str) -> Option<Response<Body>> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?;
    let mut response = Response::new(Body::from(body.to_owned()));
    *response.status_mut() = StatusCode::from_bytes(status.as_bytes()).unwrap();
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        response
            .headers_mut()
            .append(name, HeaderValue::from_str(value).unwrap());
    }
    let length = response.headers().get("content-length");
    let is_whole = length.is_none_or(|length| *length == body.len().to_string());
    is_whole.then_some(response)
}
