//! What a hostile look at the running server found, so that it stays found.

use crate::support::{
    TestApp,
    browser::Browser,
    person::{EMAIL, PASSWORD, newcomer, submit_password},
};
use api::{
    config::{connection_limits::Limits, trusted_proxies::TrustedProxies},
    server::connections::Connections,
    store::Store,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use sqlx::AssertSqlSafe;
use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};

/// A server with a page, whose folder also holds what nobody should get.
async fn with_page() -> (TestApp, TempDir) {
    let dist = tempfile::tempdir().unwrap();
    let folder = dist.path();
    fs::create_dir_all(folder.join(".git")).unwrap();
    fs::create_dir_all(folder.join("style")).unwrap();
    for name in [
        "index.html",
        "boot.js",
        "spa-0123456789abcdef.js",
        "spa-123456789abcdef_bg.wasm",
        ".env",
        ".git/config",
        "style/.hidden.css",
    ] {
        fs::write(folder.join(name), format!("the text of {name}")).unwrap();
    }
    let app = TestApp::with(&["--dist", folder.to_str().unwrap()]).await;
    (app, dist)
}

/// Asks for a file as a script does: it would not take the page instead.
async fn fetch(browser: &Browser, path: &str) -> crate::support::browser::Answer {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, "application/json");
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_hidden_file_is_hidden_however_its_name_is_written() {
    let (app, _dist) = with_page().await;
    let browser = app.browser();
    for path in [
        "/.env",
        "/%2eenv",
        "/%2Eenv",
        "/.git/config",
        "/%2egit/config",
        "/%2Egit%2Fconfig",
        "/style/.hidden.css",
        "/style/%2ehidden.css",
        "/style%2f.hidden.css",
        "/style%2F%2Ehidden.css",
        "/style/%2e%2e/.env",
    ] {
        let answer = fetch(&browser, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.text().contains("the text of"), "{path}");
    }
    let answer = fetch(&browser, "/boot.js").await;
    assert_eq!(answer.text(), "the text of boot.js");
}

#[tokio::test]
async fn a_file_with_a_hash_that_lost_a_leading_zero_is_kept_too() {
    let (app, _dist) = with_page().await;
    let browser = app.browser();
    for path in ["/spa-0123456789abcdef.js", "/spa-123456789abcdef_bg.wasm"] {
        let answer = fetch(&browser, path).await;
        let kept = answer.header("cache-control");
        assert_eq!(kept, Some("public, max-age=31536000, immutable"), "{path}");
    }
    let answer = fetch(&browser, "/boot.js").await;
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
}

/// SQLite ends the transaction by itself when the disk is full.
#[tokio::test]
async fn after_a_full_disk_the_server_writes_again() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    app.execute("PRAGMA max_page_count = 1").await;
    let mut transaction = app.app.store.write_transaction().await.unwrap();
    let fill = "INSERT INTO meta (name, key_id, nonce, ciphertext) VALUES ('fill', '', x'', zeroblob(4000000))";
    let filled = sqlx::query(AssertSqlSafe(fill)).execute(&mut *transaction);
    let refusal = filled.await.unwrap_err().to_string();
    assert!(refusal.contains("full"), "{refusal}");
    drop(transaction);

    assert!(submit_password(&browser, EMAIL, PASSWORD).await.is_ok());
}

#[test]
fn several_that_start_at_once_on_a_new_database_all_start() {
    for _ in 0..3 {
        let data = tempfile::tempdir().unwrap();
        let start = |_| {
            let path = data.path().join("new.db");
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                let opened = runtime.block_on(Store::open(&Store::url_of_file(&path)));
                opened.map(drop).map_err(|error| error.to_string())
            })
        };
        let starts: Vec<_> = (0..4).map(start).collect();
        for start in starts {
            assert_eq!(start.join().unwrap(), Ok(()));
        }
    }
}

/// The program, until it is dropped.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the program with this as its standard error, and waits until it says that it serves.
fn serve(data: &TempDir, log: impl Into<Stdio>) -> (Program, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command.env_clear().env("LATCHKEY_DATA", data.path());
    command
        .arg("serve")
        .args(["--listen", &address.to_string()]);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut program = Program(command.stderr(log).spawn().unwrap());
    let mut line = String::new();
    let said = program.0.stdout.as_mut().unwrap();
    BufReader::new(said).read_line(&mut line).unwrap();
    assert!(line.contains("Latchkey serves"), "{line}");
    (program, address)
}

fn status_line(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let request = "GET /api/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_log_that_nobody_reads_any_more_stops_nothing() {
    let data = tempfile::tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    let (mut program, address) = serve(&data, writer);
    drop(reader);
    for _ in 0..3 {
        assert_eq!(status_line(address), "HTTP/1.1 200 OK");
    }
    assert_eq!(program.0.try_wait().unwrap(), None);
}

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
