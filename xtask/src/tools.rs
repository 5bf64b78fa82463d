//! The programs that turn compiled WebAssembly into a page: Trunk, wasm-bindgen, wasm-opt, esbuild.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::apt;
use crate::places::Places;
use crate::step::{self, Failure, Outcome};

/// The next one, 0.22, asks for a newer compiler than Debian has.
const TRUNK: &str = "0.21.14";

/// Where Trunk downloads its helpers from.
const DOWNLOADS: &str = "https://github.com/WebAssembly/binaryen/releases";

/// The npm package that brings `wasm-opt` ready to run.
const BINARYEN: &str = "binaryen@132.0.0";

/// The npm package that makes scripts and styles small.
const ESBUILD: &str = "0.28.2";

/// Below this, `wasm-opt` does not know the features that today's compiler uses.
const OLDEST_WASM_OPT: u32 = 119;

/// How to start Trunk.
pub struct Trunk {
    /// The `PATH` on which it finds its helpers.
    pub path: OsString,
    /// Whether all of them are there, so that it need not reach for anything.
    pub is_complete: bool,
}

/// Makes sure that Trunk can build the page. Where it can download its helpers, it does so faster than they compile.
pub fn for_the_page(places: &Places) -> Outcome<Trunk> {
    trunk(places)?;
    let mut is_complete = has_wasm_bindgen(places)? && has_wasm_opt(places);
    if !is_complete && !can_download() {
        wasm_bindgen(places)?;
        wasm_opt(places)?;
        is_complete = true;
    }
    Ok(Trunk {
        path: path_with_tools(places)?,
        is_complete,
    })
}

/// The program that runs compiled tests in a browser; it must be of the same version as the library in them.
pub fn test_runner(places: &Places) -> Outcome<PathBuf> {
    wasm_bindgen(places)?;
    find(
        places,
        "wasm-bindgen-test-runner",
        &wasm_bindgen_version(places)?,
    )
    .ok_or_else(|| Failure::new("wasm-bindgen-cli was installed without its test runner."))
}

/// What makes a program with names in it.
pub struct ForSizes {
    /// The program that Trunk calls after the compiler.
    pub wasm_bindgen: PathBuf,
    /// The `PATH` on which `wasm-opt` is.
    pub path: OsString,
}

/// Makes sure that a program can be built without Trunk.
pub fn for_sizes(places: &Places) -> Outcome<ForSizes> {
    wasm_bindgen(places)?;
    wasm_opt(places)?;
    let wasm_bindgen = find(places, "wasm-bindgen", &wasm_bindgen_version(places)?)
        .ok_or_else(|| Failure::new("wasm-bindgen-cli was installed without its program."))?;
    Ok(ForSizes {
        wasm_bindgen,
        path: path_with_tools(places)?,
    })
}

/// The first program of this name on `PATH`.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|it| it.join(name))
        .find(|it| it.is_file())
}

fn trunk(places: &Places) -> Outcome<()> {
    install_unless(places, "trunk", TRUNK, &["--locked"], || {
        find(places, "trunk", TRUNK).is_some()
    })
}

fn wasm_bindgen(places: &Places) -> Outcome<()> {
    let version = wasm_bindgen_version(places)?;
    // Not `--locked`: its lock file may name crates newer than a mirror has.
    install_unless(places, "wasm-bindgen-cli", &version, &[], || {
        has_wasm_bindgen(places).unwrap_or_default()
    })
}

fn has_wasm_bindgen(places: &Places) -> Outcome<bool> {
    let version = wasm_bindgen_version(places)?;
    let mut both = ["wasm-bindgen", "wasm-bindgen-test-runner"].iter();
    Ok(both.all(|it| find(places, it, &version).is_some()))
}

/// Whether this machine reaches what Trunk downloads. Some reach package registries alone.
fn can_download() -> bool {
    let mut curl = Command::new("curl");
    curl.args([
        "--silent",
        "--head",
        "--fail",
        "--location",
        "--max-time",
        "10",
        DOWNLOADS,
    ]);
    step::ask(&mut curl).is_some()
}

/// The program in exactly this version: ours, or else the person's own. Ours comes first on Trunk's `PATH` too, so an
/// outdated one is replaced, not passed over.
fn find(places: &Places, name: &str, version: &str) -> Option<PathBuf> {
    let ours = places.tools().join("bin").join(name);
    let program = if ours.is_file() { ours } else { on_path(name)? };
    let said = step::ask(Command::new(&program).arg("--version"))?;
    (version_said(&said) == Some(version)).then_some(program)
}

/// `trunk 0.21.14` and `wasm-bindgen 0.2.130 (abc)` both mean their second word.
fn version_said(line: &str) -> Option<&str> {
    line.split_whitespace().nth(1)
}

fn install_unless(
    places: &Places,
    name: &str,
    version: &str,
    more: &[&str],
    is_there: impl Fn() -> bool,
) -> Outcome<()> {
    if is_there() {
        return Ok(());
    }
    let _lock = places.lock()?;
    // Another xtask may have installed it while this one waited.
    if is_there() {
        return Ok(());
    }
    let mut cargo = Command::new("cargo");
    cargo
        .args(["install", name, "--version", version, "--root"])
        .arg(places.tools())
        .args(more)
        // Away from the checkout, whose `.cargo/config.toml` is about our own code.
        .current_dir(&places.cache)
        .env("CARGO_TARGET_DIR", places.cache.join("tools-build"))
        // These run for seconds: compiled for quick compiling, they cost a quarter of the time.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    let title = format!("Installing {name} {version} (once, some minutes)");
    step::run(places, &title, &mut cargo).map(drop)
}

fn has_wasm_opt(places: &Places) -> bool {
    let ours = npm_program(places, "wasm-opt");
    let both = [Some(ours), on_path("wasm-opt")];
    both.into_iter().flatten().any(|it| is_new_enough(&it))
}

fn wasm_opt(places: &Places) -> Outcome<()> {
    if has_wasm_opt(places) {
        return Ok(());
    }
    let otherwise = format!(
        "wasm-opt (version {OLDEST_WASM_OPT} or later) is missing, and so is npm, which could bring it.\n\
         Install npm, or binaryen (macOS: `brew install binaryen`, Fedora: `dnf install binaryen`)."
    );
    from_npm(places, "wasm-opt", BINARYEN, &otherwise)
}

/// What makes scripts and styles small, in exactly the version that the budgets were measured with.
pub fn esbuild(places: &Places) -> Outcome<PathBuf> {
    let program = npm_program(places, "esbuild");
    let is_there =
        || step::ask(Command::new(&program).arg("--version")).as_deref() == Some(ESBUILD);
    if !is_there() {
        let package = format!("esbuild@{ESBUILD}");
        let otherwise = "esbuild is missing, and so is npm, which brings it. Install npm.";
        from_npm(places, "esbuild", &package, otherwise)?;
        if !is_there() {
            return Err(Failure::new(format!(
                "npm brought no esbuild {ESBUILD} that runs here."
            )));
        }
    }
    Ok(program)
}

fn from_npm(places: &Places, name: &str, package: &str, otherwise: &str) -> Outcome<()> {
    if on_path("npm").is_none() {
        if !apt::is_open() {
            return Err(Failure::new(otherwise));
        }
        apt::install(places, "Installing npm", &["npm"])?;
    }
    let _lock = places.lock()?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--save-exact", "--prefix"])
        .arg(places.npm())
        .arg(package)
        .current_dir(&places.cache);
    step::run(places, &format!("Installing {name}"), &mut npm).map(drop)
}

fn npm_program(places: &Places, name: &str) -> PathBuf {
    places.npm().join("node_modules").join(".bin").join(name)
}

fn is_new_enough(program: &Path) -> bool {
    step::ask(Command::new(program).arg("--version"))
        .as_deref()
        .and_then(wasm_opt_version)
        .is_some_and(|it| it >= OLDEST_WASM_OPT)
}

/// `wasm-opt version 132 (version_132)` is 132.
fn wasm_opt_version(line: &str) -> Option<u32> {
    line.split_whitespace().nth(2)?.parse().ok()
}

fn wasm_bindgen_version(places: &Places) -> Outcome<String> {
    let path = places.checkout.join("Cargo.lock");
    let lock = fs::read_to_string(&path)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    locked_version(&lock, "wasm-bindgen")
        .map(str::to_owned)
        .ok_or_else(|| Failure::new("Cargo.lock names no wasm-bindgen."))
}

/// The version of `package` in the text of a `Cargo.lock`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|it| *it != name).skip(1);
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

fn path_with_tools(places: &Places) -> Outcome<OsString> {
    let ours = [
        places.tools().join("bin"),
        places.npm().join("node_modules").join(".bin"),
    ];
    let theirs = env::var_os("PATH").unwrap_or_default();
    let all = ours.into_iter().chain(env::split_paths(&theirs));
    env::join_paths(all).map_err(|error| Failure::new(format!("PATH: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_tools_say() {
        assert_eq!(version_said("trunk 0.21.14"), Some("0.21.14"));
        assert_eq!(version_said("wasm-bindgen 0.2.130 (3f5a)"), Some("0.2.130"));
        assert_eq!(version_said(""), None);
        assert_eq!(
            wasm_opt_version("wasm-opt version 132 (version_132)"),
            Some(132)
        );
        assert_eq!(wasm_opt_version("wasm-opt version 108"), Some(108));
        assert_eq!(wasm_opt_version("command not found"), None);
    }

    #[test]
    fn the_locked_version_is_of_that_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-backend\"\nversion = \"0.2.99\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }

    #[test]
    fn the_lock_file_of_this_repository_is_understood() {
        let lock = include_str!("../../Cargo.lock");
        assert!(locked_version(lock, "wasm-bindgen").is_some_and(|it| it.starts_with("0.2.")));
    }
}
