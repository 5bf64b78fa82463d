//! Connections that carry one call after the other, as those of browsers and proxies do.

use crate::support::TestApp;
use api::{
    config::{connection_limits::Limits, trusted_proxies::TrustedProxies},
    server::{connections::Connections, listen, serve},
};
use std::{fmt::Write as _, future, io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    task::JoinHandle,
    time::{Instant, sleep, timeout},
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

/// A server on a socket, within these limits, behind these proxies.
fn on_a_socket(app: &TestApp, limits: Limits, proxies: &str) -> (SocketAddr, JoinHandle<()>) {
    let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let proxies: TrustedProxies = proxies.parse().unwrap();
    let connections = Connections::new(limits, proxies);
    let server = serve(app.router(), listener, connections, future::pending());
    (address, tokio::spawn(server))
}

/// Connects from this address of the computer.
async fn connect(from: &str, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
    socket.connect(to).await.unwrap()
}

/// Asks for what needs no work, and reads the whole head of the answer.
async fn ask(stream: &mut TcpStream, headers: &str) -> io::Result<String> {
    let head = format!("GET /api/health HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut answer = vec![0; 8_192];
    let read = timeout(Duration::from_secs(5), stream.read(&mut answer)).await;
    let length = read.map_err(io::Error::other)??;
    Ok(String::from_utf8_lossy(&answer[..length]).into_owned())
}

async fn is_answered(stream: &mut TcpStream) -> bool {
    let answer = ask(stream, "").await;
    answer.is_ok_and(|answer| answer.starts_with("HTTP/1.1 200 OK"))
}

/// Keeps the server busy with a call whose body does not come.
async fn keep_busy(stream: &mut TcpStream) {
    let head = b"POST /api/sign-out HTTP/1.1\r\nhost: localhost\r\nx-latchkey: 1\r\n\
                 content-type: application/json\r\ncontent-length: 2\r\n\r\n";
    // It may have been closed at once.
    let _ = stream.write_all(head).await;
}

/// Whether the server has closed it, or does so in a moment.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let read = timeout(Duration::from_millis(300), stream.read(&mut [0])).await;
    matches!(read, Ok(Ok(0) | Err(_)))
}

#[tokio::test]
async fn a_network_that_keeps_the_server_busy_leaves_everybody_else_a_place() {
    let app = TestApp::new().await;
    let limits = Limits {
        connections: 8,
        per_network: 4,
        ..Limits::default()
    };
    let (address, server) = on_a_socket(&app, limits, "");
    let mut greedy = Vec::new();
    for _ in 0..20 {
        let mut stream = connect("127.0.0.1", address).await;
        keep_busy(&mut stream).await;
        sleep(Duration::from_millis(20)).await;
        greedy.push(stream);
    }
    for _ in 0..3 {
        let started = Instant::now();
        let mut honest = connect("127.0.0.2", address).await;
        assert!(is_answered(&mut honest).await);
        assert!(started.elapsed() < Duration::from_secs(2));
    }
    let mut open = 0;
    for stream in &mut greedy {
        open += usize::from(!is_closed(stream).await);
    }
    assert_eq!(open, 4, "as many as one network may have");
    server.abort();
}

#[tokio::test]
async fn the_idlest_connection_makes_room_when_there_are_too_many() {
    let app = TestApp::new().await;
    let limits = Limits {
        connections: 4,
        per_network: 4,
        ..Limits::default()
    };
    let (address, server) = on_a_socket(&app, limits, "");
    let mut idle = Vec::new();
    for _ in 0..4 {
        let mut stream = connect("127.0.0.1", address).await;
        assert!(is_answered(&mut stream).await);
        idle.push(stream);
    }
    // The first one is used again, so the second is the idlest now.
    assert!(is_answered(&mut idle[0]).await);
    let mut other = connect("127.0.0.2", address).await;
    assert!(is_answered(&mut other).await);
    assert!(is_closed(&mut idle[1]).await);
    // In the network itself as well.
    let mut another = connect("127.0.0.1", address).await;
    assert!(is_answered(&mut another).await);
    assert!(is_closed(&mut idle[2]).await);
    for stream in [&mut other, &mut another] {
        assert!(is_answered(stream).await);
    }
    assert!(is_answered(&mut idle[0]).await);
    server.abort();
}

#[tokio::test]
async fn everybody_behind_a_trusted_proxy_is_not_one_network() {
    let app = TestApp::new().await;
    let limits = Limits {
        connections: 16,
        per_network: 2,
        ..Limits::default()
    };
    let (address, server) = on_a_socket(&app, limits, "127.0.0.1");
    let mut busy = Vec::new();
    for _ in 0..8 {
        let mut stream = connect("127.0.0.1", address).await;
        keep_busy(&mut stream).await;
        busy.push(stream);
    }
    for stream in &mut busy {
        stream.write_all(b"{}").await.unwrap();
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
    }
    server.abort();
}

#[tokio::test]
async fn a_proxys_connection_stays_while_a_strangers_can_go() {
    let app = TestApp::new().await;
    let limits = Limits {
        connections: 3,
        per_network: 3,
        ..Limits::default()
    };
    let (address, server) = on_a_socket(&app, limits, "127.0.0.1");
    let mut of_proxy = connect("127.0.0.1", address).await;
    assert!(is_answered(&mut of_proxy).await);
    let mut strangers = Vec::new();
    for from in ["127.0.0.2", "127.0.0.3", "127.0.0.4"] {
        let mut stream = connect(from, address).await;
        assert!(is_answered(&mut stream).await);
        strangers.push(stream);
    }
    assert!(is_closed(&mut strangers[0]).await);
    assert!(is_answered(&mut of_proxy).await);
    server.abort();
}

#[tokio::test]
async fn a_connection_waits_longer_for_a_request_than_a_request_may_take_to_arrive() {
    let app = TestApp::new().await;
    let limits = Limits {
        keep_alive: Duration::from_millis(1_500),
        head_time: Duration::from_millis(300),
        ..Limits::default()
    };
    let (address, server) = on_a_socket(&app, limits, "");
    let mut stream = connect("127.0.0.1", address).await;
    assert!(is_answered(&mut stream).await);
    sleep(Duration::from_millis(700)).await;
    assert!(is_answered(&mut stream).await, "it only waited");
    stream.write_all(b"GET /api/he").await.unwrap();
    sleep(Duration::from_millis(400)).await;
    assert!(is_closed(&mut stream).await, "the head was too slow");
    let mut stream = connect("127.0.0.1", address).await;
    sleep(Duration::from_millis(400)).await;
    assert!(is_closed(&mut stream).await, "nothing was ever asked");
    let mut stream = connect("127.0.0.1", address).await;
    assert!(is_answered(&mut stream).await);
    sleep(Duration::from_millis(1_600)).await;
    assert!(is_closed(&mut stream).await, "it waited too long");
    server.abort();
}

#[tokio::test]
async fn connections_are_kept_longer_than_the_usual_proxies_keep_theirs() {
    // nginx and AWS 60 s, Traefik 90 s, Caddy 2 minutes: whoever closes first sends no request into a closed connection.
    let app = TestApp::new().await;
    let limits = app.app.config.connection_limits();
    assert!(limits.keep_alive > Duration::from_mins(2));
    assert!(limits.max_age > limits.keep_alive);
    let arguments = [
        "--keep-alive-seconds=620",
        "--connection-minutes=20",
        "--connections=64",
        "--connections-per-network=8",
        "--head-kib=16",
        "--headers=64",
    ];
    let app = TestApp::with(&arguments).await;
    let set = app.app.config.connection_limits();
    assert_eq!(set.keep_alive, Duration::from_secs(620));
    assert_eq!(set.max_age, Duration::from_mins(20));
    assert_eq!((set.connections, set.per_network), (64, 8));
    assert_eq!((set.head_bytes, set.headers), (16 * 1_024, 64));
}

/// As many cookies and other headers as this.
fn head_of(bytes: usize, count: usize) -> String {
    let mut head = String::new();
    for number in 1..count {
        let _ = write!(head, "x-padding-{number}: 1\r\n");
    }
    let cookie = "a".repeat(bytes.saturating_sub(head.len()));
    let _ = write!(head, "cookie: other={cookie}\r\n");
    head
}

#[tokio::test]
async fn a_head_as_large_as_proxies_pass_on_is_read() {
    let app = TestApp::new().await;
    let (address, server) = on_a_socket(&app, app.app.config.connection_limits(), "");
    for (bytes, count, status) in [
        (60_000, 2, "200"),
        (20_000, 190, "200"),
        (70_000, 2, "431"),
        (20_000, 210, "431"),
    ] {
        let mut stream = connect("127.0.0.1", address).await;
        let answer = ask(&mut stream, &head_of(bytes, count)).await.unwrap();
        let wanted = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&wanted), "{bytes}, {count}: {answer}");
    }
    server.abort();
}

#[tokio::test]
async fn an_answer_says_how_long_it_is() {
    let app = TestApp::new().await;
    let (address, server) = on_a_socket(&app, Limits::default(), "");
    let mut stream = connect("127.0.0.1", address).await;
    let answer = ask(&mut stream, "").await.unwrap();
    assert!(answer.contains("\r\ncontent-length: "), "{answer}");
    assert!(!answer.contains("chunked"), "{answer}");
    server.abort();
}

#[tokio::test]
async fn a_refusal_does_not_take_the_next_call_with_it() {
    let app = TestApp::new().await;
    let (address, server) = on_a_socket(&app, Limits::default(), "");
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
