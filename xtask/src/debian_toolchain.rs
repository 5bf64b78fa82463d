//! Where rustup reaches no server: Debian's compiler, and a standard library for WebAssembly built from its sources.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::apt;
use crate::places::Places;
use crate::step::{self, Failure, Outcome};
use crate::toolchain::TARGET;

/// The name under which rustup knows Debian's compiler.
pub const TOOLCHAIN: &str = "debian";

/// A current compiler (Debian needs one for its browsers), its library's sources, and a linker for WebAssembly.
const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];

/// An empty crate: building it for WebAssembly builds the library. `panic = "abort"`, because that is what a page has.
const EMPTY_CRATE: &str = "\
[package]
name = \"wasm-std\"
version = \"0.0.0\"
edition = \"2024\"
[workspace]
[profile.release]
panic = \"abort\"
";

/// Installs Debian's compiler, and makes it known to rustup.
pub fn install_compiler(places: &Places, has_rustup: bool) -> Outcome<()> {
    if !has_rustup || !apt::is_open() {
        return Err(Failure::new(help(has_rustup)));
    }
    apt::install(places, "Installing Debian's Rust compiler", &PACKAGES)?;
    let mut link = Command::new("rustup");
    link.args(["toolchain", "link", TOOLCHAIN, "/usr"]);
    step::run(places, "Linking Debian's Rust compiler", &mut link).map(drop)
}

fn help(has_rustup: bool) -> String {
    let first = if has_rustup {
        format!(
            "`rustup target add {TARGET}` did not succeed: see its message above, or run it by hand."
        )
    } else {
        format!(
            "This Rust compiler cannot compile for {TARGET}, and there is no rustup to add that.\n\
             Get rustup from https://rustup.rs, or your system's package of Rust's library for WebAssembly\n\
             (Debian: libstd-rust-dev-wasm32, Fedora: rust-std-static-wasm32-unknown-unknown)."
        )
    };
    format!(
        "{first}\nOn Debian, as root, this tool can do without rustup's servers: it would install {}.",
        PACKAGES.join(" ")
    )
}

/// Where Debian's compiler looks for compiled libraries.
fn system_library() -> Outcome<PathBuf> {
    let root = step::ask(Command::new("/usr/bin/rustc").args(["--print", "sysroot"]));
    root.map(|it| PathBuf::from(it).join("lib/rustlib"))
        .ok_or_else(|| Failure::new("Debian's /usr/bin/rustc does not run."))
}

/// Builds the standard library for WebAssembly, and puts it where Debian's compiler looks.
pub fn build_library(places: &Places) -> Outcome<()> {
    let home = places.cache.join("wasm-std");
    let trouble = |error: io::Error| Failure::new(format!("{}: {error}", home.display()));
    fs::create_dir_all(home.join("src")).map_err(trouble)?;
    fs::write(home.join("src").join("lib.rs"), "").map_err(trouble)?;
    fs::write(home.join("Cargo.toml"), EMPTY_CRATE).map_err(trouble)?;
    let built = home.join("target");
    // Libraries of an earlier compiler would be copied along with the new ones.
    let _ = fs::remove_dir_all(&built);
    let mut cargo = Command::new("cargo");
    cargo
        .args([
            "build",
            "--release",
            "-Zbuild-std=std,panic_abort,proc_macro,test",
        ])
        .args(["--target", TARGET])
        .current_dir(&home)
        .env("RUSTUP_TOOLCHAIN", TOOLCHAIN)
        .env("CARGO_TARGET_DIR", &built)
        // `-Zbuild-std` is for nightly compilers; this lets a stable one do it.
        .env("RUSTC_BOOTSTRAP", "1")
        // As in the official library: debug builds and link-time optimisation both link against it.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    step::run(
        places,
        "Building Rust's library for WebAssembly (once, 2 minutes)",
        &mut cargo,
    )?;
    let from = built.join(TARGET).join("release").join("deps");
    let to = system_library()?.join(TARGET).join("lib");
    copy_libraries(&from, &to)
        .map_err(|error| Failure::new(format!("copying to {}: {error}", to.display())))
}

fn copy_libraries(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for old in fs::read_dir(to)?
        .flatten()
        .filter(|it| is_library(&it.path()))
    {
        fs::remove_file(old.path())?;
    }
    for new in fs::read_dir(from)?
        .flatten()
        .filter(|it| is_library(&it.path()))
    {
        fs::copy(new.path(), to.join(new.file_name()))?;
    }
    Ok(())
}

fn is_library(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("lib") && path.extension().is_some_and(|it| it == "rlib")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_libraries_are_copied() {
        assert!(is_library(Path::new("/x/libstd-1f.rlib")));
        assert!(!is_library(Path::new("/x/libstd-1f.rmeta")));
        assert!(!is_library(Path::new("/x/std-1f.d")));
    }

    #[test]
    fn the_advice_fits_the_machine() {
        assert!(help(true).contains("rustup target add"));
        assert!(help(false).contains("https://rustup.rs"));
    }
}
