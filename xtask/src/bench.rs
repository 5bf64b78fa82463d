//! Measuring the built page in a browser: what is measured, and how, is in `e2e/src/bench.rs`.

use std::path::{self, PathBuf};

use crate::browser;
use crate::layers;
use crate::page;
use crate::places::Places;
use crate::server::{self, Profile};
use crate::step::{Failure, Outcome};

/// An odd number, so that the median is one of them.
const RUNS: usize = 7;

const USAGE: &str = "It is `cargo xtask bench page [--runs N] [--json FILE]`.";

/// What somebody asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    runs: usize,
    json: Option<PathBuf>,
}

/// Does what the arguments say. Nothing is built before they are understood.
pub fn run(arguments: Vec<String>) -> Outcome<()> {
    let wanted = Wanted::read(arguments)?;
    measure(&Places::find()?, &wanted)
}

impl Wanted {
    fn read(arguments: Vec<String>) -> Outcome<Self> {
        let mut arguments = arguments.into_iter();
        if arguments.next().as_deref() != Some("page") {
            return Err(Failure::new(USAGE));
        }
        let mut wanted = Self {
            runs: RUNS,
            json: None,
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next();
            let value = value.ok_or_else(|| Failure::new(format!("`{name}` of what? {USAGE}")))?;
            match name.as_str() {
                "--runs" => wanted.runs = count(&value)?,
                "--json" => wanted.json = Some(absolute(&value)?),
                _ => return Err(Failure::new(format!("`{name}` is unknown. {USAGE}"))),
            }
        }
        Ok(wanted)
    }
}

fn count(value: &str) -> Outcome<usize> {
    let count = value.parse().ok().filter(|runs| *runs > 0);
    count.ok_or_else(|| Failure::new(format!("`{value}` is no number of runs. {USAGE}")))
}

/// Meant from where this was started, which is not where it is written.
fn absolute(file: &str) -> Outcome<PathBuf> {
    path::absolute(file).map_err(|error| Failure::new(format!("{file}: {error}")))
}

fn measure(places: &Places, wanted: &Wanted) -> Outcome<()> {
    let (browser, _) = browser::prepare_for_journeys(places)?;
    page::build(places)?;
    let server = server::build(places, Profile::Dev)?;
    let mut cargo = layers::host_cargo(places);
    cargo
        .args(["run", "--quiet", "-p", "e2e", "--bin", "bench-page"])
        .env("LATCHKEY_BIN", server)
        .env("LATCHKEY_DIST", places.dist())
        .env("CHROMEDRIVER", browser.driver)
        .env("CHROMIUM", browser.browser)
        .env("BENCH_RUNS", wanted.runs.to_string());
    match &wanted.json {
        Some(file) => cargo.env("BENCH_JSON", file),
        None => cargo.env_remove("BENCH_JSON"),
    };
    println!("Measuring the page: about half a minute a run");
    // Straight to the terminal: it takes minutes, and what it prints is what was asked for.
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::already_told()),
        Err(error) => Err(Failure::new(format!("cargo could not be started: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{RUNS, Wanted};
    use std::path::Path;

    fn read(line: &str) -> Result<Wanted, String> {
        let arguments = line.split_whitespace().map(str::to_owned).collect();
        Wanted::read(arguments).map_err(|failure| failure.to_string())
    }

    #[test]
    fn what_is_not_said_has_a_default() {
        let expected = Wanted {
            runs: RUNS,
            json: None,
        };
        assert_eq!(read("page"), Ok(expected));
    }

    #[test]
    fn runs_and_a_file_are_read() {
        let wanted = read("page --json out.json --runs 3").unwrap();
        assert_eq!(wanted.runs, 3);
        let file = wanted.json.unwrap();
        assert!(file.is_absolute() && file.ends_with(Path::new("out.json")));
    }

    #[test]
    fn nonsense_is_refused_with_what_would_be_right() {
        for line in [
            "",
            "server",
            "page --runs",
            "page --runs 0",
            "page --fast 1",
        ] {
            let failure = read(line).unwrap_err();
            assert!(
                failure.contains("bench page [--runs N]"),
                "{line}: {failure}"
            );
        }
    }
}
