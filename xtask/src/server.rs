//! Building the server.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::places::Places;
use crate::step::{self, Failure, Outcome};

/// How the server is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// For `run`, `dev` and journeys: half the time to the first page, and it shares what the tests compiled.
    /// Password hashing is optimised even here, so that a person does not notice.
    Dev,
    /// As it is shipped.
    Release,
}

/// Builds the server, and answers where it is: a copy in this checkout, since others build in the same directory.
pub fn build(places: &Places, profile: Profile) -> Outcome<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.checkout)
        .env("CARGO_TARGET_DIR", &places.host_target);
    let (title, directory) = match profile {
        Profile::Dev => {
            // The same packages as the native tests: their features decide how dependencies are compiled.
            cargo.args([
                "build",
                "--workspace",
                "--exclude",
                "e2e",
                "--bin",
                "latchkey",
            ]);
            ("Building the server", "debug")
        }
        Profile::Release => {
            cargo.args(["build", "--release", "-p", "api"]);
            ("Building the server for release", "release")
        }
    };
    step::run(places, title, &mut cargo)?;
    let name = format!("latchkey{}", std::env::consts::EXE_SUFFIX);
    let built = places.host_target.join(directory).join(&name);
    let copies = places.scratch().join(directory);
    let copy = copies.join(&name);
    // Renamed into place: a running copy cannot be written to.
    let fresh = copies.join("latchkey.new");
    fs::create_dir_all(&copies)
        .and_then(|()| fs::copy(&built, &fresh))
        .and_then(|_| fs::rename(&fresh, &copy))
        .map_err(|error| Failure::new(format!("copying {}: {error}", built.display())))?;
    Ok(copy)
}
