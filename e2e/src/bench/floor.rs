//! The floor: a form with the same fields as the sign-in page, as one HTML file without styles and scripts.

use crate::{Outcome, interceptor::read_head, listening::Listening};
use std::io;
use tokio::{io::AsyncWriteExt, net::TcpStream};

const FORM: &str = include_str!("floor.html");

/// Serves the form at every address. It needs a `LocalSet` of tokio to stand in.
pub struct Floor(Listening);

impl Floor {
    /// Opens one on a free port.
    pub async fn open() -> Outcome<Self> {
        Listening::open(answer).await.map(Self)
    }

    /// Where it is. By the same name as the service: the browser looks both up alike.
    pub fn address(&self) -> String {
        format!("http://localhost:{}/", self.0.port())
    }
}

/// One answer after another on the same connection, as the service has it.
async fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n\
         Content-Length: {}\r\n\r\n{FORM}",
        FORM.len()
    );
    while read_head(&mut stream).await?.is_some() {
        stream.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}
