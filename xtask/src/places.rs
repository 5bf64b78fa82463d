//! Where things are: the checkout, the cache shared by all checkouts, the directories cargo builds in.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::step::{Failure, Outcome};

/// Every directory that a verb reads or writes.
pub struct Places {
    /// The root of the repository.
    pub checkout: PathBuf,
    /// What is expensive to get and the same for every checkout.
    pub cache: PathBuf,
    /// Where the ordinary compiler builds.
    pub host_target: PathBuf,
    /// Where WebAssembly is built: another compiler may do it, and two in one directory would evict one another.
    pub wasm_target: PathBuf,
}

impl Places {
    /// Reads the environment, and makes the cache.
    pub fn find() -> Outcome<Self> {
        let checkout = checkout()?;
        let places = Self::from(checkout, |name| std::env::var_os(name)).ok_or_else(|| {
            Failure::new("There is no place to keep tools in: set HOME, or LATCHKEY_CACHE.")
        })?;
        for directory in [&places.cache, &places.host_target, &places.wasm_target] {
            fs::create_dir_all(directory)
                .map_err(|error| Failure::new(format!("{}: {error}", directory.display())))?;
        }
        fs::create_dir_all(places.scratch())
            .map_err(|error| Failure::new(format!("{}: {error}", places.scratch().display())))?;
        Ok(places)
    }

    fn from(checkout: PathBuf, get: impl Fn(&str) -> Option<OsString>) -> Option<Self> {
        let get = |name| get(name).filter(|it| !it.is_empty()).map(PathBuf::from);
        let cache = get("LATCHKEY_CACHE")
            .or_else(|| get("XDG_CACHE_HOME").map(|it| it.join("latchkey")))
            .or_else(|| get("HOME").map(|it| it.join(".cache").join("latchkey")))?;
        // Relative paths are meant from the checkout: programs started elsewhere must not read them differently.
        let cache = checkout.join(cache);
        let (host_target, wasm_target) = match get("CARGO_TARGET_DIR") {
            Some(target) if !target.starts_with(&cache) => {
                let target = checkout.join(target);
                let wasm = target.join("wasm");
                (target, wasm)
            }
            _ => (cache.join("target"), cache.join("target-wasm")),
        };
        Some(Self {
            checkout,
            cache,
            host_target,
            wasm_target,
        })
    }

    /// The built page.
    pub fn dist(&self) -> PathBuf {
        self.checkout.join("dist")
    }

    /// Logs, stamps and the copied server: of this checkout alone, and no loss.
    pub fn scratch(&self) -> PathBuf {
        self.checkout.join("target").join("xtask")
    }

    /// Where `cargo install` puts our tools.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// Where npm puts `wasm-opt`.
    pub fn npm(&self) -> PathBuf {
        self.cache.join("npm")
    }

    /// Keeps a second xtask from installing, or from building WebAssembly, at the same time: Trunk leaves half-made
    /// files beside cargo's own lock. Held until the answer is dropped; never take it twice.
    pub fn lock(&self) -> Outcome<File> {
        let path = self.cache.join("lock");
        let trouble = |error| Failure::new(format!("{}: {error}", path.display()));
        let file = File::create(&path).map_err(trouble)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                println!("Waiting for another `cargo xtask` to finish what it is doing");
                file.lock().map_err(trouble)?;
            }
            Err(TryLockError::Error(error)) => return Err(trouble(error)),
        }
        Ok(file)
    }
}

/// Cargo says where the package of this tool is; the repository is around it.
fn checkout() -> Outcome<PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let root = match package.as_deref().and_then(Path::parent) {
        Some(root) => root.to_owned(),
        None => std::env::current_dir()
            .map_err(|error| Failure::new(format!("no current directory: {error}")))?,
    };
    if root.join("Cargo.lock").is_file() && root.join("xtask").is_dir() {
        Ok(root)
    } else {
        Err(Failure::new(
            "Start this as `cargo xtask`, in a checkout of Latchkey.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(pairs: &[(&str, &str)]) -> Option<Places> {
        Places::from(PathBuf::from("/checkout"), |name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn the_cache_is_where_the_most_specific_variable_says() {
        let all = [
            ("LATCHKEY_CACHE", "/a"),
            ("XDG_CACHE_HOME", "/b"),
            ("HOME", "/c"),
        ];
        assert_eq!(places(&all).unwrap().cache, Path::new("/a"));
        assert_eq!(places(&all[1..]).unwrap().cache, Path::new("/b/latchkey"));
        assert_eq!(
            places(&all[2..]).unwrap().cache,
            Path::new("/c/.cache/latchkey")
        );
        assert!(places(&[]).is_none());
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let it = places(&[("LATCHKEY_CACHE", ""), ("HOME", "/c")]).unwrap();
        assert_eq!(it.cache, Path::new("/c/.cache/latchkey"));
    }

    #[test]
    fn two_compilers_never_share_a_directory() {
        let own = places(&[("HOME", "/c")]).unwrap();
        assert_eq!(own.host_target, Path::new("/c/.cache/latchkey/target"));
        assert_eq!(own.wasm_target, Path::new("/c/.cache/latchkey/target-wasm"));
        let given = places(&[("HOME", "/c"), ("CARGO_TARGET_DIR", "/t")]).unwrap();
        assert_eq!(given.host_target, Path::new("/t"));
        assert_eq!(given.wasm_target, Path::new("/t/wasm"));
    }

    #[test]
    fn naming_our_own_target_directory_changes_nothing() {
        let given = [
            ("HOME", "/c"),
            ("CARGO_TARGET_DIR", "/c/.cache/latchkey/target"),
        ];
        assert_eq!(
            places(&given).unwrap().wasm_target,
            Path::new("/c/.cache/latchkey/target-wasm")
        );
    }

    #[test]
    fn relative_paths_are_meant_from_the_checkout() {
        let it = places(&[("LATCHKEY_CACHE", "here"), ("CARGO_TARGET_DIR", "target")]).unwrap();
        assert_eq!(it.cache, Path::new("/checkout/here"));
        assert_eq!(it.host_target, Path::new("/checkout/target"));
    }
}
