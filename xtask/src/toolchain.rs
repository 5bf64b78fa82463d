//! The compiler for WebAssembly: the ordinary road wherever it is open, Debian's compiler where it is not.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::debian_toolchain;
use crate::places::Places;
use crate::step::{self, Failure, Outcome};
use crate::tools::on_path;

/// What the browser runs.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// How long `rustup` may neither say nor download anything. On a machine that reaches no toolchain server it never ends.
const SILENCE: Duration = Duration::from_secs(20);

/// How long a server that could not be reached is remembered, so that not every verb waits for it again.
const MEMORY: Duration = Duration::from_hours(24);

/// Which compiler builds WebAssembly on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that builds everything else.
    Ordinary,
    /// Debian's, linked as rustup toolchain `debian`; such a machine reaches package registries at most.
    Debian,
}

impl Toolchain {
    /// A program that will compile WebAssembly, or have cargo do so, with this compiler.
    pub fn command(self, places: &Places, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&places.checkout)
            .env("CARGO_TARGET_DIR", &places.wasm_target);
        if self == Self::Debian {
            command.env("RUSTUP_TOOLCHAIN", debian_toolchain::TOOLCHAIN);
        }
        command
    }

    /// Tries it: an installed library that another compiler made is as good as none.
    fn can_compile(self, places: &Places) -> bool {
        let mut rustc = self.command(places, "rustc");
        rustc
            .args([
                "--target",
                TARGET,
                "--crate-name",
                "probe",
                "--crate-type",
                "lib",
            ])
            .args(["--emit", "metadata", "--out-dir"])
            .arg(places.scratch())
            .arg("-")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let Ok(mut child) = rustc.spawn() else {
            return false;
        };
        if let Some(mut input) = child.stdin.take() {
            // When the compiler has already given up, its exit code says so.
            let _ = input.write_all(b"pub fn probe() -> Vec<u8> { Vec::new() }");
        }
        child.wait().is_ok_and(|it| it.success())
    }
}

/// Makes sure that WebAssembly can be compiled here.
pub fn prepare(places: &Places) -> Outcome<Toolchain> {
    if Toolchain::Ordinary.can_compile(places) {
        return Ok(Toolchain::Ordinary);
    }
    let has_rustup = on_path("rustup").is_some();
    if has_rustup && Toolchain::Debian.can_compile(places) {
        return Ok(Toolchain::Debian);
    }
    if has_rustup && !closed_lately(places) && add_target(places)? {
        return Ok(Toolchain::Ordinary);
    }
    debian_toolchain::install_compiler(places, has_rustup)?;
    let _lock = places.lock()?;
    // Checked with the lock held: another xtask may have just built it.
    if !Toolchain::Debian.can_compile(places) {
        debian_toolchain::build_library(places)?;
    }
    if Toolchain::Debian.can_compile(places) {
        return Ok(Toolchain::Debian);
    }
    Err(Failure::new(format!(
        "Debian's compiler was set up, and still cannot compile for {TARGET}.\n\
         See {} for what was built.",
        places.scratch().display()
    )))
}

/// Makes sure that the ordinary toolchain has this component: `clippy` or `rustfmt`.
pub fn component(places: &Places, name: &str, probe: &str) -> Outcome<()> {
    if step::ask(Command::new("cargo").args([probe, "--version"])).is_some() {
        return Ok(());
    }
    let failure = || {
        Failure::new(format!(
            "`cargo {probe}` is missing: `rustup component add {name}`, or your system's package of that name."
        ))
    };
    if add_component(places, name)? {
        Ok(())
    } else {
        Err(failure())
    }
}

/// Makes sure that the ordinary toolchain has the sources of the standard library.
pub fn library_sources(places: &Places) -> Outcome<()> {
    let root = step::ask(Command::new("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let sources = PathBuf::from(root).join("lib/rustlib/src/rust/library/Cargo.lock");
    if sources.is_file() {
        return Ok(());
    }
    add_component(places, "rust-src").and_then(|added| {
        let advice = "The sources of Rust's standard library are missing: `rustup component add rust-src`, or your \
             system's package of that name.";
        added.then_some(()).ok_or_else(|| Failure::new(advice.to_owned()))
    })
}

/// Has rustup add a component; `false` when it cannot.
fn add_component(places: &Places, name: &str) -> Outcome<bool> {
    if on_path("rustup").is_none() || closed_lately(places) {
        return Ok(false);
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["component", "add", name]);
    let title = format!("Adding {name} to the Rust toolchain");
    let ran = step::attempt_unless_silent(places, &title, &mut rustup, (SILENCE, &downloads()))?;
    Ok(ran.success)
}

fn add_target(places: &Places) -> Outcome<bool> {
    let _lock = places.lock()?;
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]);
    let title = "Adding WebAssembly to the Rust toolchain";
    let ran = step::attempt_unless_silent(places, title, &mut rustup, (SILENCE, &downloads()))?;
    if ran.success && Toolchain::Ordinary.can_compile(places) {
        return Ok(true);
    }
    println!("  rustup reaches no server from here; trying Debian's packages instead");
    let _ = fs::write(
        closed_mark(places),
        "rustup could not add a target when this was written\n",
    );
    Ok(false)
}

/// Where a download that is under way can be seen to grow.
fn downloads() -> PathBuf {
    let home = std::env::var_os("RUSTUP_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|it| PathBuf::from(it).join(".rustup")));
    home.unwrap_or_default().join("downloads")
}

fn closed_mark(places: &Places) -> PathBuf {
    places.cache.join("rustup-is-closed")
}

fn closed_lately(places: &Places) -> bool {
    let modified = fs::metadata(closed_mark(places)).and_then(|it| it.modified());
    modified
        .ok()
        .and_then(|it| it.elapsed().ok())
        .is_some_and(|age| age < MEMORY)
}
