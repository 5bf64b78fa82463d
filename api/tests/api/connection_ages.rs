//! Connections that stay: none keeps its place for ever.

use crate::{static_files::with_page, support::TestApp};
use api::{
    config::{connection_limits::Limits, trusted_proxies::TrustedProxies},
    server::connections::Connections,
};
use std::{fs, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};

const READ_SITE: &[u8] = b"GET /api/site HTTP/1.1\r\nhost: localhost\r\n\r\n";

const READ_LARGE_FILE: &[u8] = b"GET /large.bin HTTP/1.1\r\nhost: localhost\r\n\r\n";

const STAY: Duration = Duration::from_millis(200);

/// A server on a socket, until the sender is used; and the task that ends when all its connections did.
async fn on_a_socket(app: &TestApp) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let stopped = async move { stopped.await.unwrap() };
    let limits = Limits {
        max_age: STAY,
        answer_time: STAY * 2,
        ..Limits::default()
    };
    let connections = Connections::new(limits, TrustedProxies::default());
    let server = api::server::serve(app.router(), listener, connections, stopped);
    (address, stop, tokio::spawn(server))
}

#[tokio::test]
async fn who_never_reads_an_answer_does_not_keep_their_place() {
    let (app, dist) = with_page().await;
    fs::write(dist.path().join("large.bin"), vec![0; 16 << 20]).unwrap();
    let (address, stop, server) = on_a_socket(&app).await;
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(READ_LARGE_FILE).await.unwrap();

    sleep(STAY * 4).await;
    stop.send(()).unwrap();
    let ended = timeout(Duration::from_secs(5), server).await;
    assert!(ended.is_ok(), "the connection is still there");
    drop(stream);
}

#[tokio::test]
async fn a_connection_that_stayed_long_ends_with_an_answer() {
    let app = TestApp::new().await;
    let (address, _stop, _server) = on_a_socket(&app).await;
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(READ_SITE).await.unwrap();
    sleep(STAY).await;
    stream.write_all(READ_SITE).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 2, "{answers}");
    let (first, last) = answers.rsplit_once("HTTP/1.1").unwrap();
    assert!(!first.contains("connection: close"), "{first}");
    assert!(last.contains("connection: close"), "{last}");
}
