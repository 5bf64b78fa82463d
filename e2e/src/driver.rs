//! The program that drives the browser: one process for each browser, ended with it.

use crate::{Failure, Outcome, program};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// How long the browser may take to close by itself.
const FAREWELL: Duration = Duration::from_secs(10);

/// How often one is started before that is a failure.
const STARTS_MAX: usize = 3;

/// A running driver.
pub struct Driver {
    process: Child,
    port: u16,
    session: Option<String>,
}

impl Driver {
    /// Starts one; it chooses a free port itself. It wants the same one for IPv4 and IPv6, and ends when somebody else has
    /// taken it for one of them meanwhile: then another is started.
    pub fn start() -> Outcome<Self> {
        let mut started = Self::try_start();
        for _ in 1..STARTS_MAX {
            if started.is_ok() {
                break;
            }
            started = Self::try_start();
        }
        started
    }

    fn try_start() -> Outcome<Self> {
        let mut process = Command::new(program::named("CHROMEDRIVER", "chromedriver"))
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(format!("chromedriver could not be started: {error}")))?;
        let port = process.stdout.take().and_then(|pipe| {
            let lines = BufReader::new(pipe).lines();
            lines.map_while(Result::ok).find_map(|line| port_in(&line))
        });
        let mut driver = Self {
            process,
            port: 0,
            session: None,
        };
        driver.port = port.ok_or_else(|| Failure::new("chromedriver did not say its port"))?;
        Ok(driver)
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Remembers the session, so that its browser ends with this.
    pub fn drives(&mut self, session: String) {
        self.session = Some(session);
    }

    /// Closes the browser. A killed driver would leave it behind, so this is asked of it first, without any runtime:
    /// it has to work in a journey that has panicked.
    fn close(&self) -> Outcome {
        let Some(session) = &self.session else {
            return Ok(());
        };
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(FAREWELL))?;
        let head = format!(
            "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            self.port
        );
        stream.write_all(head.as_bytes())?;
        // It answers when the browser is gone.
        let _ = stream.read(&mut [0])?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Nothing more can be done about a browser or a driver that does not answer.
        let _ = self.close();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `ChromeDriver was started successfully on port 41234.`
fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}
