//! A small application of somebody else's: it knows nobody by itself, and shows what it is told about who reads it.

use crate::{Outcome, interceptor::read_head, listening::Listening};
use std::io;
use tokio::{io::AsyncWriteExt, net::TcpStream};

/// The application. It needs a `LocalSet` of tokio to stand in.
pub struct Application(Listening);

impl Application {
    /// Opens one on a free port.
    pub async fn open() -> Outcome<Self> {
        Listening::open(answer).await.map(Self)
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.0.port()
    }
}

async fn answer(mut stream: TcpStream) -> io::Result<()> {
    let Some((head, _)) = read_head(&mut stream).await? else {
        return Ok(());
    };
    let page = page(&head);
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{page}",
        page.len()
    );
    stream.write_all(answer.as_bytes()).await
}

/// What it shows of a request: who reads it, as it was told, and which of its pages it is.
fn page(head: &str) -> String {
    let address = head.split_whitespace().nth(1).unwrap_or_default();
    let reader = told(head, "remote-email").join(", ");
    let has_user = !told(head, "remote-user").concat().is_empty();
    let known = if has_user { "known" } else { "unknown" };
    format!(
        "<!doctype html><html lang=\"en\"><title>A small application</title><link rel=\"icon\" href=\"data:,\">\
         <main><h1>A small application</h1><p>It is read by {}, at {}.</p><p>Its reader is {known}.</p></main></html>",
        escaped(&reader),
        escaped(address)
    )
}

/// Every value of a header. An underscore in a name is a hyphen here, as it is for applications behind CGI and WSGI.
fn told<'a>(head: &'a str, name: &str) -> Vec<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(it, _)| it.replace('_', "-").eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn it_shows_what_it_is_told() {
        let head =
            "GET /a?b&c HTTP/1.1\r\nRemote-Email: ann@example.org\r\nremote_email: boss\r\n\r\n";
        let page = page(head);
        let words = "It is read by ann@example.org, boss, at /a?b&amp;c.";
        assert!(page.contains(words), "{page}");
        assert!(page.contains("Its reader is unknown."), "{page}");
    }
}
