//! What is checked by reading alone.

use crate::layers::host_cargo;
use crate::places::Places;
use crate::step::{self, Failure, Outcome};
use crate::toolchain;

/// Formatting, clippy and the links of the documentation, with every warning an error.
pub fn check(places: &Places) -> Outcome<()> {
    let checks = [formatting(places), clippy(places), documentation(places)];
    let failures: Vec<String> = checks
        .into_iter()
        .filter_map(|checked| checked.err().map(|failure| failure.to_string()))
        .collect();
    if failures.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(failures.join("\n\n")))
    }
}

fn formatting(places: &Places) -> Outcome<()> {
    toolchain::component(places, "rustfmt", "fmt")?;
    let mut cargo = host_cargo(places);
    // The names of the files; the differences are for an editor.
    cargo.args(["fmt", "--all", "--", "--check", "-l"]);
    step::run(places, "Checking the format", &mut cargo)
        .map(drop)
        .map_err(|failure| Failure::new(format!("{failure}\n`cargo fmt --all` puts that right.")))
}

fn clippy(places: &Places) -> Outcome<()> {
    toolchain::component(places, "clippy", "clippy")?;
    let mut cargo = host_cargo(places);
    cargo.args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]);
    step::run(places, "Running clippy", &mut cargo).map(drop)
}

fn documentation(places: &Places) -> Outcome<()> {
    let mut cargo = host_cargo(places);
    cargo
        .args(["doc", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings");
    step::run(places, "Reading the documentation", &mut cargo).map(drop)
}
