//! Smaller scripts and styles, by esbuild.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::step::{Failure, Outcome};

/// The program, where it was installed.
pub struct Esbuild(pub PathBuf);

impl Esbuild {
    /// A module for browsers that run the program.
    pub fn module(&self, text: &str) -> Outcome<String> {
        // What only others would import is left out.
        self.run(text, &["--format=esm", "--tree-shaking=true"])
    }

    /// A module in which this name stands for this text.
    pub fn module_with(&self, text: &str, name: &str, value: &str) -> Outcome<String> {
        let define = format!("--define:{name}=\"{value}\"");
        self.run(text, &["--format=esm", &define])
    }

    /// A script that also tells browsers of 2015 that they are too old.
    pub fn old_script(&self, text: &str) -> Outcome<String> {
        self.run(text, &["--target=es2015"])
    }

    /// A style sheet, with no newer spelling than these browsers know: they show the page though they cannot run it.
    pub fn styles(&self, text: &str) -> Outcome<String> {
        let oldest = "--target=chrome87,firefox78,safari14";
        self.run(text, &["--loader=css", oldest])
    }

    fn run(&self, text: &str, arguments: &[&str]) -> Outcome<String> {
        let failure = |why: String| Failure::new(format!("esbuild {}: {why}", arguments.join(" ")));
        let mut child = Command::new(&self.0)
            .args(["--minify", "--charset=utf8", "--log-level=warning"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| failure(error.to_string()))?;
        if let Some(mut input) = child.stdin.take() {
            // It reads everything before it says anything. When it has given up, it says why.
            let _ = input.write_all(text.as_bytes());
        }
        let output = child
            .wait_with_output()
            .map_err(|error| failure(error.to_string()))?;
        let said = String::from_utf8_lossy(&output.stderr);
        // A warning is about what it would change, or cannot understand.
        if !output.status.success() || !said.trim().is_empty() {
            return Err(failure(said.into_owned()));
        }
        let small = String::from_utf8(output.stdout).map_err(|error| failure(error.to_string()))?;
        Ok(small.trim().to_owned())
    }
}
