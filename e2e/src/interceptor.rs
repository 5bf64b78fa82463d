//! A proxy between browser and server: it lets everything through, counts it, and can be told to hold a request up or
//! to answer it itself.
//!
//! It makes moments last that are too short to act in: the program not loaded yet, a request under way.

use crate::Outcome;
use std::{
    cell::{Cell, RefCell},
    io,
    net::{Ipv4Addr, SocketAddr},
    rc::Rc,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{self, JoinHandle},
};

/// The longest head of a request that a browser sends here.
const HEAD_MAX: usize = 64 * 1024;

/// The interceptor. It needs a [`task::LocalSet`] to stand in.
pub struct Interceptor {
    port: u16,
    state: Rc<State>,
    work: JoinHandle<()>,
}

struct State {
    server: RefCell<Option<SocketAddr>>,
    seen: RefCell<Vec<String>>,
    /// The end of the paths that wait.
    held: watch::Sender<Vec<String>>,
    /// Whether requests lose their cookies, as in a browser that keeps none.
    loses_cookies: Cell<bool>,
    /// Answers that it gives itself, once each: the end of the path, and the whole answer.
    answers: RefCell<Vec<(String, String)>>,
}

impl Interceptor {
    /// Opens one on a free port.
    pub async fn open() -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let state = Rc::new(State {
            server: RefCell::default(),
            seen: RefCell::default(),
            held: watch::Sender::new(Vec::new()),
            loses_cookies: Cell::new(false),
            answers: RefCell::default(),
        });
        let port = listener.local_addr()?.port();
        let work = task::spawn_local(serve(listener, Rc::clone(&state)));
        Ok(Self { port, state, work })
    }

    /// Where it stands.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// What is behind it.
    pub fn leads_to(&self, server: SocketAddr) {
        self.state.server.replace(Some(server));
    }

    /// From now on, requests whose path ends like this wait.
    pub fn holds(&self, path: &str) {
        self.state
            .held
            .send_modify(|held| held.push(path.to_owned()));
    }

    /// From now on, no request has a cookie: the browser keeps none.
    pub fn loses_cookies(&self) {
        self.state.loses_cookies.set(true);
    }

    /// Lets all of them go on, and holds nothing any more.
    pub fn lets_go(&self) {
        self.state.held.send_modify(Vec::clear);
    }

    /// Answers the next request whose path ends like this, in place of the server.
    pub fn answers(&self, path: &str, status: u16, body: &str) {
        let answer = format!(
            "HTTP/1.1 {status} Gate\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let answers = &self.state.answers;
        answers.borrow_mut().push((path.to_owned(), answer));
    }

    /// How many requests with a path that ends like this have come.
    pub fn count(&self, path: &str) -> usize {
        let seen = self.state.seen.borrow();
        seen.iter().filter(|it| it.ends_with(path)).count()
    }
}

impl Drop for Interceptor {
    fn drop(&mut self) {
        self.work.abort();
    }
}

async fn serve(listener: TcpListener, state: Rc<State>) {
    while let Ok((browser, _)) = listener.accept().await {
        let state = Rc::clone(&state);
        task::spawn_local(async move {
            // A browser that goes away, or a server that is stopped, ends the connection: that is all there is to do.
            let _ = pass(browser, &state).await;
        });
    }
}

async fn pass(mut browser: TcpStream, state: &State) -> io::Result<()> {
    let Some((head, rest)) = read_head(&mut browser).await? else {
        return Ok(());
    };
    let path = path(&head).to_owned();
    state.seen.borrow_mut().push(path.clone());
    let mut waiting = state.held.subscribe();
    let is_free = |held: &Vec<String>| !held.iter().any(|end| path.ends_with(end));
    // The sender stands in the state, so it is there as long as this is.
    let _ = waiting.wait_for(is_free).await.map(drop);
    if let Some(answer) = own_answer(state, &path) {
        return browser.write_all(answer.as_bytes()).await;
    }
    let server = *state.server.borrow();
    let mut server = TcpStream::connect(server.ok_or(io::ErrorKind::NotConnected)?).await?;
    let head = if state.loses_cookies.get() {
        without(&head, "cookie:")
    } else {
        head
    };
    server.write_all(once(&head).as_bytes()).await?;
    server.write_all(&rest).await?;
    copy_bidirectional(&mut browser, &mut server).await?;
    Ok(())
}

fn own_answer(state: &State, path: &str) -> Option<String> {
    let mut answers = state.answers.borrow_mut();
    let place = answers.iter().position(|(end, _)| path.ends_with(end))?;
    Some(answers.remove(place).1)
}

/// The head of a request, and what came after it. `None` when the browser had nothing to ask.
pub(crate) async fn read_head(browser: &mut TcpStream) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut bytes = Vec::new();
    while bytes.len() < HEAD_MAX {
        if browser.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return Ok(Some((String::from_utf8_lossy(&bytes).into_owned(), rest)));
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

/// `POST /api/sign-out HTTP/1.1`
fn path(head: &str) -> &str {
    let address = head.split_whitespace().nth(1).unwrap_or_default();
    address.split('?').next().unwrap_or_default()
}

/// The head, with the request that the connection ends after the answer: so each request gets its own.
fn once(head: &str) -> String {
    let head = without(head, "connection:");
    format!("{}\r\nConnection: close\r\n\r\n", head.trim_end())
}

/// The head without the lines that begin like this.
fn without(head: &str, start: &str) -> String {
    let is_other = |line: &&str| !line.to_ascii_lowercase().starts_with(start);
    let lines: Vec<&str> = head.split("\r\n").filter(is_other).collect();
    lines.join("\r\n")
}

#[cfg(test)]
mod tests {
    use super::{once, path};

    #[test]
    fn a_request_is_passed_on_alone() {
        let head = "POST /api/x?y=1 HTTP/1.1\r\nHost: here\r\nConnection: keep-alive\r\n\r\n";
        assert_eq!(path(head), "/api/x");
        let expected = "POST /api/x?y=1 HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
        assert_eq!(once(head), expected);
    }
}
