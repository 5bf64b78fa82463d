//! The server: the real program, on a free port, with a folder of its own.

use crate::{Failure, Outcome, clock::Clock, failure::ensure, program, waiting::until};
use std::{
    cell::RefCell,
    env,
    fs::{self, OpenOptions},
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// A server, running or stopped; its data outlive a stop.
pub struct Server {
    folder: TempDir,
    listen: SocketAddr,
    origin: String,
    settings: Vec<Setting>,
    clock: Option<Clock>,
    process: RefCell<Option<Child>>,
}

pub use fakes::Setting;

/// How long the server may take to answer what needs no work.
const SHORTLY: Duration = Duration::from_secs(10);

impl Server {
    /// Starts one that people reach at this origin: an interceptor stands before it. Its clock can be moved or not.
    pub async fn start(origin: String, settings: Vec<Setting>, has_clock: bool) -> Outcome<Self> {
        Self::start_at(free_port()?, origin, settings, has_clock).await
    }

    /// Starts one that people reach without anything in between.
    pub async fn start_alone(settings: Vec<Setting>) -> Outcome<Self> {
        let port = free_port()?;
        Self::start_at(port, format!("http://localhost:{port}"), settings, false).await
    }

    async fn start_at(
        port: u16,
        origin: String,
        settings: Vec<Setting>,
        has_clock: bool,
    ) -> Outcome<Self> {
        let folder = TempDir::new()?;
        let clock = has_clock.then(|| Clock::new(folder.path())).transpose()?;
        let server = Self {
            folder,
            listen: (Ipv4Addr::LOCALHOST, port).into(),
            origin,
            settings,
            clock,
            process: RefCell::new(None),
        };
        server.again().await?;
        Ok(server)
    }

    /// Starts it again after [`Self::stop`], with the same data at the same address.
    pub async fn again(&self) -> Outcome {
        let process = self.command()?.spawn()?;
        self.process.replace(Some(process));
        until(async || {
            self.is_alive()?;
            TcpStream::connect(self.listen)?;
            Ok(())
        })
        .await
        .map_err(|failure| Failure::during(failure, &format!("the server\n{}", self.log())))
    }

    /// Stops it as a power cut does.
    pub fn stop(&self) -> Outcome {
        if let Some(mut process) = self.process.take() {
            process.kill()?;
            process.wait()?;
            Clock::forgets(process.id());
        }
        Ok(())
    }

    /// Moves its clock on while it runs, and waits until it goes by the new time.
    pub async fn move_clock(&self, time: Duration) -> Outcome {
        let clock = self.clock.as_ref();
        let clock = clock.ok_or_else(|| Failure::new("this journey has no clock: `with_clock`"))?;
        clock.moves(time)?;
        until(async || {
            let (expected, shown) = (clock.shows()?, self.date()?);
            ensure(shown.starts_with(&expected), || {
                format!("it is {shown} for the server, not {expected}")
            })
        })
        .await
    }

    /// How far its clock is ahead of everybody else's.
    pub fn ahead(&self) -> Duration {
        self.clock.as_ref().map(Clock::ahead).unwrap_or_default()
    }

    /// The time on its clock, to the second, as it tells everybody (RFC 9110 §6.6.1).
    fn date(&self) -> Outcome<String> {
        let mut stream = TcpStream::connect(self.listen)?;
        stream.set_read_timeout(Some(SHORTLY))?;
        stream.write_all(
            b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let mut fields = answer.lines().filter_map(|line| line.split_once(": "));
        let date = fields.find(|(name, _)| name.eq_ignore_ascii_case("date"));
        let date = date.ok_or_else(|| Failure::new(format!("no date: {answer}")))?;
        Ok(date.1.to_owned())
    }

    /// Where it listens.
    pub const fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// Where people reach it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    fn is_alive(&self) -> Outcome {
        let status = match self.process.borrow_mut().as_mut() {
            Some(process) => process.try_wait()?,
            None => return Err(Failure::new("it is stopped")),
        };
        match status {
            Some(status) => Err(Failure::new(format!("it ended: {status}"))),
            None => Ok(()),
        }
    }

    fn command(&self) -> Outcome<Command> {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log_file())?;
        let mut command = Command::new(program::required("LATCHKEY_BIN")?);
        let dist = dist()?;
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("LATCHKEY_") {
                command.env_remove(name);
            }
        }
        command
            .arg("serve")
            .current_dir(self.folder.path())
            .env("LATCHKEY_LISTEN", self.listen.to_string())
            .env("LATCHKEY_ORIGIN", &self.origin)
            .env("LATCHKEY_DATA", self.folder.path().join("data"))
            .env("LATCHKEY_DIST", dist)
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        if let Some(clock) = &self.clock {
            clock.leads(&mut command);
        }
        Ok(command)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is ending anyway; there is nobody to tell.
        let _ = self.stop();
    }
}

fn dist() -> Outcome<PathBuf> {
    let dist = program::required("LATCHKEY_DIST")?;
    let index: &Path = &dist.join("index.html");
    if index.is_file() {
        Ok(dist)
    } else {
        Err(Failure::new(format!("{} is missing", index.display())))
    }
}

/// A port that nothing listens on. Another program could take it before the server does; the system hands such ports
/// out in turn, so that does not happen in practice.
pub(crate) fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::Server;
    use crate::testing::alone;
    use std::time::Duration;

    #[test]
    fn its_clock_moves_while_it_runs_and_stays_moved_when_it_starts_again() {
        alone(async {
            let server = Server::start("http://localhost:1".to_owned(), Vec::new(), true).await?;
            server.move_clock(Duration::from_hours(25)).await?;
            server.move_clock(Duration::from_mins(1)).await?;
            server.stop()?;
            server.again().await?;
            server.move_clock(Duration::ZERO).await
        });
    }
}
