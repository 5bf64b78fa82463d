//! Server processes: several that start at once, and one whose log nobody reads any more.

use api::store::Store;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

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
