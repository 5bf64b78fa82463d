//! Programs that journeys run, and how they are asked something.

use crate::{Failure, Outcome};
use std::{
    env,
    ffi::OsString,
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
};

/// The path that a variable names, or the name itself, to be looked for in `PATH`.
pub fn named(variable: &str, name: &str) -> OsString {
    env::var_os(variable)
        .filter(|path| !path.is_empty())
        .unwrap_or_else(|| name.into())
}

/// The path that a variable must name.
pub fn required(variable: &str) -> Outcome<PathBuf> {
    let path = env::var_os(variable).map(PathBuf::from).ok_or_else(|| {
        Failure::new(format!(
            "{variable} is not set: run `cargo xtask e2e`, which builds everything and sets it"
        ))
    })?;
    if path.exists() {
        Ok(path)
    } else {
        Err(Failure::new(format!(
            "{variable} names {}, which is not there",
            path.display()
        )))
    }
}

/// Runs a program to its end, gives it `input`, and answers what it printed.
pub fn ask(command: &mut Command, input: &[u8]) -> Outcome<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::new(format!("{name} could not be started: {error}")))?;
    if let Some(mut pipe) = child.stdin.take() {
        pipe.write_all(input)?;
    }
    let mut said = String::new();
    if let Some(mut pipe) = child.stdout.take() {
        pipe.read_to_string(&mut said)?;
    }
    let mut complaint = String::new();
    if let Some(mut pipe) = child.stderr.take() {
        pipe.read_to_string(&mut complaint)?;
    }
    if child.wait()?.success() {
        Ok(said.trim().to_owned())
    } else {
        Err(Failure::new(format!("{name} failed: {complaint}{said}")))
    }
}
