//! Programs of the page without the words of a panic.
//!
//! A panic ends the program either way, and `public/boot.js` tells the person. With its message, its place and the code
//! that writes them, a program is 17 kB larger (brotli). Leaving them out takes a standard library that was built for that,
//! from its sources: to cargo and the compiler that is an unstable feature still (`-Zpanic-immediate-abort`).
//!
//! Plain Trunk does without, and builds the same programs a little larger.

use std::process::Command;

use crate::places::Places;
use crate::step::Outcome;
use crate::toolchain::{self, Toolchain};

/// The settings of cargo that do it, as variables of the environment: Trunk passes no flags on.
const SETTINGS: [(&str, &str); 5] = [
    // Lets a stable compiler do what is unstable.
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    // None of the library's own: a backtrace would be one.
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", ""),
    ("CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT", "true"),
    ("CARGO_PROFILE_WEB_PANIC", "immediate-abort"),
];

/// Makes sure that there are the sources of the standard library. Debian's come with its compiler.
pub fn prepare(places: &Places, toolchain: Toolchain) -> Outcome<()> {
    match toolchain {
        Toolchain::Ordinary => toolchain::library_sources(places),
        Toolchain::Debian => Ok(()),
    }
}

/// Has this command build programs in that way.
pub fn apply(command: &mut Command) {
    command.envs(SETTINGS);
}
