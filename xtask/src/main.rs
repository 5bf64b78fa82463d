//! The one tool of this repository: `cargo xtask --help`.
//!
//! Each verb does its own set-up, so that a bare clone needs nothing but cargo. Start reading at `verbs.rs`; what
//! a verb needs comes from one module per subject (`toolchain`, `tools`, `browser`), and `step.rs` runs the programs.
#![allow(
    clippy::print_stdout,
    reason = "a tool speaks to the person at the terminal"
)]

mod apt;
mod bench;
mod browser;
mod budgets;
mod debian_toolchain;
mod immediate_abort;
mod layers;
mod lint;
mod page;
mod passwords;
mod places;
mod results;
mod serve;
mod server;
mod shipped;
mod sizes;
mod step;
mod toolchain;
mod tools;
mod verbs;
mod wasm;

use std::process::ExitCode;

fn main() -> ExitCode {
    match verbs::run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_told() {
                eprintln!("\n{failure}");
            }
            ExitCode::FAILURE
        }
    }
}
