//! The server: the real program, on a free port, with a folder of its own.

use crate::{Failure, Outcome, program, waiting::until};
use std::{
    cell::RefCell,
    env,
    fs::{self, OpenOptions},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// A server, running or stopped; its data outlive a stop.
pub struct Server {
    folder: TempDir,
    listen: SocketAddr,
    origin: String,
    settings: Vec<Setting>,
    process: RefCell<Option<Child>>,
}

/// A variable that the server reads, and what it says.
pub type Setting = (&'static str, &'static str);

impl Server {
    /// Starts one that people reach at the port `door`: a gate stands before it.
    pub async fn start(door: u16, settings: &[Setting]) -> Outcome<Self> {
        let port = free_port()?;
        let server = Self {
            folder: TempDir::new()?,
            listen: (Ipv4Addr::LOCALHOST, port).into(),
            origin: format!("http://localhost:{door}"),
            settings: settings.to_vec(),
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
        }
        Ok(())
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
            .envs(self.settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
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
fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
