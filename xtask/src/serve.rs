//! The system, running: `run` as a person would use it, `dev` for changing it.

use std::env;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::page;
use crate::places::Places;
use crate::server::{self, Profile};
use crate::step::{Failure, Outcome};
use crate::toolchain;
use crate::tools;

const PUBLIC: &str = "127.0.0.1:8080";
const BEHIND_TRUNK: &str = "127.0.0.1:3000";
const ORIGIN: &str = "http://localhost:8080";

/// Serves the page and the API from one process.
pub fn run(places: &Places) -> Outcome<()> {
    let listen = setting("LATCHKEY_LISTEN", PUBLIC);
    refuse_if_taken(
        &listen,
        "end it, or choose another port:\n    LATCHKEY_LISTEN=127.0.0.1:8081 LATCHKEY_ORIGIN=http://localhost:8081 cargo xtask run",
    )?;
    page::build(places)?;
    let binary = server::build(places, Profile::Dev)?;
    let mut command = Command::new(&binary);
    command.arg("serve").current_dir(&places.checkout);
    give(&mut command, places, &listen);
    println!(
        "{}",
        welcome(&setting("LATCHKEY_ORIGIN", ORIGIN), places, &binary)
    );
    become_it(&mut command)
}

/// The API, with `trunk serve` before it: a change to the page shows without asking.
pub fn dev(places: &Places) -> Outcome<()> {
    refuse_if_taken(PUBLIC, "end what listens there")?;
    refuse_if_taken(BEHIND_TRUNK, "end what listens there")?;
    let toolchain = toolchain::prepare(places)?;
    let tools = tools::for_the_page(places)?;
    let binary = server::build(places, Profile::Dev)?;
    let mut api = Command::new(binary);
    api.arg("serve").current_dir(&places.checkout);
    give(&mut api, places, BEHIND_TRUNK);
    // Trunk proxies to this port, whatever else is set.
    api.env("LATCHKEY_LISTEN", BEHIND_TRUNK);
    let mut trunk = toolchain.command(places, "trunk");
    // Not into `dist`, where `run` keeps the page as it is shipped.
    let dist = places.scratch().join("dev-dist");
    trunk
        .args(["serve", "--dist"])
        .arg(dist)
        .env("PATH", tools.path)
        .env("RUST_BACKTRACE", "0");
    if tools.is_complete {
        page::fetch(places, toolchain)?;
        trunk.arg("--offline");
    }
    println!(
        "\nThe page will be on {ORIGIN} when Trunk has built it, and again after each change.\n\
         Mail and text messages are not sent but shown on {ORIGIN}/outbox.\n\
         Start this again after a change to the server. Ctrl-C ends both.\n"
    );
    together(&mut api, &mut trunk)
}

fn welcome(origin: &str, places: &Places, binary: &Path) -> String {
    let binary = binary
        .strip_prefix(&places.checkout)
        .unwrap_or(binary)
        .display();
    format!(
        "\nLatchkey is on {origin}\n\
         Make the first account there, on {origin}/sign-up, or in another terminal:\n    \
         {binary} user add you@example.org\n\
         Mail and text messages are not sent but shown on {origin}/outbox.\n\
         Accounts are kept in data/. Ctrl-C ends it.\n"
    )
}

/// What the person has set wins.
fn setting(name: &str, default: &str) -> String {
    env::var(name)
        .ok()
        .filter(|it| !it.is_empty())
        .unwrap_or_else(|| default.to_owned())
}

fn give(command: &mut Command, places: &Places, listen: &str) {
    let dist = places.dist();
    let data = places.checkout.join("data");
    command
        .env("LATCHKEY_LISTEN", listen)
        .env("LATCHKEY_ORIGIN", setting("LATCHKEY_ORIGIN", ORIGIN))
        // Whoever looks at it on their own computer has no mail server.
        .env(
            "LATCHKEY_DEVELOPMENT",
            setting("LATCHKEY_DEVELOPMENT", "on"),
        )
        .env(
            "LATCHKEY_DIST",
            setting("LATCHKEY_DIST", &dist.to_string_lossy()),
        )
        .env(
            "LATCHKEY_DATA",
            setting("LATCHKEY_DATA", &data.to_string_lossy()),
        );
}

/// Before minutes of building, not after.
fn refuse_if_taken(address: &str, advice: &str) -> Outcome<()> {
    let Ok(parsed) = address.parse::<SocketAddr>() else {
        // A name: the server will say what it makes of it.
        return Ok(());
    };
    match TcpListener::bind(parsed) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(Failure::new(format!(
            "Something else is listening on {address}: {advice}"
        ))),
        Err(error) => Err(Failure::new(format!("Cannot listen on {address}: {error}"))),
    }
}

/// The server takes this process's place: signals reach it, and its exit code is ours.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Outcome<()> {
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    Err(Failure::new(format!(
        "The server could not be started: {error}"
    )))
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Outcome<()> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("The server ended: {status}"))),
        Err(error) => Err(Failure::new(format!(
            "The server could not be started: {error}"
        ))),
    }
}

/// Starts both; when one ends, so does the other.
fn together(api: &mut Command, trunk: &mut Command) -> Outcome<()> {
    let start = |command: &mut Command| {
        command.stdin(Stdio::null()).spawn().map_err(|error| {
            let program = command.get_program().to_string_lossy();
            Failure::new(format!("{program} could not be started: {error}"))
        })
    };
    let mut api = start(api)?;
    let mut trunk = match start(trunk) {
        Ok(trunk) => trunk,
        Err(failure) => {
            end(&mut api);
            return Err(failure);
        }
    };
    loop {
        if let Ok(Some(status)) = api.try_wait() {
            end(&mut trunk);
            return Err(Failure::new(format!(
                "The API ended ({status}), and Trunk with it."
            )));
        }
        if let Ok(Some(status)) = trunk.try_wait() {
            end(&mut api);
            return Err(Failure::new(format!(
                "Trunk ended ({status}), and the API with it."
            )));
        }
        thread::sleep(Duration::from_millis(200));
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_noticed() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let failure = refuse_if_taken(&address, "end it").unwrap_err().to_string();
        assert!(failure.contains(&address) && failure.contains("end it"));
        drop(taken);
        assert!(refuse_if_taken(&address, "").is_ok());
    }
}
