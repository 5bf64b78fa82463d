//! The floor: a form with the same fields as the sign-in page, as one HTML file without styles and scripts.

use crate::{Outcome, interceptor::read_head};
use std::{io, net::Ipv4Addr};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    task::{self, JoinHandle},
};

const FORM: &str = include_str!("floor.html");

/// Serves the form at every address. It needs a `LocalSet` of tokio to stand in.
pub struct Floor {
    port: u16,
    work: JoinHandle<()>,
}

impl Floor {
    /// Opens one on a free port.
    pub async fn open() -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let work = task::spawn_local(serve(listener));
        Ok(Self { port, work })
    }

    /// Where it is. By the same name as the service: the browser looks both up alike.
    pub fn address(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        self.work.abort();
    }
}

async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        task::spawn_local(async move {
            // Whoever goes away before the answer does not want it.
            let _ = answer(stream).await;
        });
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
