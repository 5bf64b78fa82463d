//! Building the page: Trunk, in release, into `dist/`, and then the form that is shipped.

use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use crate::immediate_abort;
use crate::places::Places;
use crate::shipped::{self, esbuild::Esbuild};
use crate::step::{self, Failure, Outcome};
use crate::toolchain::{self, TARGET, Toolchain};
use crate::tools;

/// Everything the page is made of. What is not named here must not change it.
const SOURCES: [&str; 23] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "account.html",
    "index.html",
    "src",
    "style",
    "public",
    "contract/Cargo.toml",
    "contract/derive/Cargo.toml",
    "contract/derive/src",
    "contract/src",
    "flow/Cargo.toml",
    "flow/src",
    "locales",
    "text/Cargo.toml",
    "text/build.rs",
    "text/build",
    "text/src",
    // What comes after Trunk.
    "xtask/src/shipped",
    "xtask/src/shipped.rs",
    "xtask/src/wasm.rs",
    "xtask/src/immediate_abort.rs",
];

/// Builds the page, unless the one in `dist/` is of exactly these sources.
pub fn build(places: &Places) -> Outcome<()> {
    let trouble = |error: io::Error| Failure::new(format!("reading the sources: {error}"));
    let stamp_file = places.scratch().join("page.stamp");
    let stamp = stamp(&places.checkout).map_err(trouble)?;
    let built = fs::read_to_string(&stamp_file).unwrap_or_default();
    if built == stamp && shipped::is_made(&places.dist()) {
        return Ok(());
    }
    if !places.checkout.join("index.html").is_file() {
        return Err(Failure::new(
            "There is no index.html: nothing to build a page from.",
        ));
    }
    let _ = fs::remove_file(&stamp_file);
    let toolchain = toolchain::prepare(places)?;
    immediate_abort::prepare(places, toolchain)?;
    let tools = tools::for_the_page(places)?;
    let esbuild = Esbuild(tools::esbuild(places)?);
    let _lock = places.lock()?;
    let mut trunk = toolchain.command(places, "trunk");
    // The cargo profile and the level of `wasm-opt` are in index.html, so that plain Trunk builds the same.
    // A backtrace through Trunk would push the compiler's message out of sight.
    trunk
        .args(["build", "--release"])
        .env("PATH", tools.path)
        .env("RUST_BACKTRACE", "0");
    immediate_abort::apply(&mut trunk);
    if tools.is_complete {
        fetch_for_release(places, toolchain)?;
        trunk.arg("--offline");
    }
    step::run(
        places,
        "Building the page (a cold build takes some minutes)",
        &mut trunk,
    )?;
    shipped::make(&places.dist(), &esbuild)?;
    // The sources as they were before: what changed meanwhile is built next time.
    fs::write(&stamp_file, stamp)
        .map_err(|error| Failure::new(format!("{}: {error}", stamp_file.display())))
}

/// Trunk's `--offline` holds for cargo as well, which then must have every crate at hand.
pub fn fetch(places: &Places, toolchain: Toolchain) -> Outcome<()> {
    let mut cargo = toolchain.command(places, "cargo");
    cargo.args(["fetch", "--target", TARGET]);
    step::run(places, "Fetching crates", &mut cargo).map(drop)
}

/// The crates of the standard library as well.
fn fetch_for_release(places: &Places, toolchain: Toolchain) -> Outcome<()> {
    let mut cargo = toolchain.command(places, "cargo");
    cargo.args(["fetch", "--target", TARGET]);
    immediate_abort::apply(&mut cargo);
    step::run(places, "Fetching crates", &mut cargo).map(drop)
}

/// A fingerprint of the names and contents of all sources: a fresh clone has new times and the same text.
fn stamp(checkout: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&checkout.join(source), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        hasher.write(
            file.strip_prefix(checkout)
                .unwrap_or(file)
                .as_os_str()
                .as_encoded_bytes(),
        );
        hasher.write_u8(0xff);
        hasher.write(&fs::read(file)?);
        hasher.write_u8(0xff);
    }
    Ok(format!("{:016x}\n", hasher.finish()))
}

/// Adds the files at `path`, however deep. What does not exist is not there, which is no trouble.
pub fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_follows_the_contents() {
        let checkout = std::env::temp_dir().join(format!("latchkey-stamp-{}", std::process::id()));
        fs::create_dir_all(checkout.join("src")).unwrap();
        let write = |text| fs::write(checkout.join("src/lib.rs"), text).unwrap();
        let stamps: Vec<String> = ["one", "two", "one"]
            .into_iter()
            .map(|text| {
                write(text);
                stamp(&checkout).unwrap()
            })
            .collect();
        fs::remove_dir_all(&checkout).unwrap();
        assert!(stamps[0] != stamps[1] && stamps[0] == stamps[2]);
    }
}
