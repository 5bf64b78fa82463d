//! Connections that carry one call after the other, as those of browsers and proxies do.

use crate::support::TestApp;
use api::serve::{STAY, serve};
use std::{future, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

/// Sends a call, its body a moment after its head, and reads the answer's first line.
async fn call(stream: &mut TcpStream, path: &str, body: &str) -> std::io::Result<String> {
    let head = format!(
        "POST /api{path} HTTP/1.1\r\nhost: localhost\r\nx-latchkey: 1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.flush().await?;
    sleep(Duration::from_millis(20)).await;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = vec![0; 4_096];
    let read = timeout(Duration::from_secs(5), stream.read(&mut answer)).await;
    let length = read.map_err(std::io::Error::other)??;
    let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_refusal_does_not_take_the_next_call_with_it() {
    let app = TestApp::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = serve(app.router(), listener, STAY, future::pending());
    let server = tokio::spawn(server);
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for path in [
        "/account/passkeys/add",
        "/account/passkeys/rename",
        "/sign-in/proof",
    ] {
        for _ in 0..2 {
            let refused = call(&mut stream, path, r#"{"id":"a","name":"b"}"#).await;
            assert_eq!(refused.unwrap(), "HTTP/1.1 401 Unauthorized", "{path}");
        }
    }
    let answered = call(&mut stream, "/sign-in/cancel", "{}").await;
    assert_eq!(answered.unwrap(), "HTTP/1.1 200 OK");
    server.abort();
}
