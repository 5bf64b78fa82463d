//! What `cargo xtask bench page` runs: it sets the variables that are read here.
#![allow(
    clippy::print_stdout,
    reason = "a tool speaks to the person at the terminal"
)]

use e2e::{Failure, Outcome, bench};
use std::{env, fs, path::PathBuf, process::ExitCode};
use tokio::{runtime::Builder, task::LocalSet};

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Outcome {
    let runs = env::var("BENCH_RUNS").unwrap_or_default();
    let runs = runs
        .parse()
        .map_err(|_| Failure::new("BENCH_RUNS is no number: run `cargo xtask bench page`"))?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let measured = bench::run(runs, |progress| eprintln!("  {progress}"));
    let results = LocalSet::new().block_on(&runtime, measured)?;
    println!("\n{}", results.table());
    if let Some(file) = env::var_os("BENCH_JSON").map(PathBuf::from) {
        fs::write(&file, format!("{:#}\n", results.json()))
            .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
        println!("Every run  {}", file.display());
    }
    Ok(())
}
