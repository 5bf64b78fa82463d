//! What a person can ask for, and the text that says so.

use std::process::Command;

use crate::bench;
use crate::budgets;
use crate::layers;
use crate::lint;
use crate::page;
use crate::passwords;
use crate::places::Places;
use crate::serve;
use crate::server;
use crate::sizes;
use crate::step::{Failure, Outcome};

const HELP: &str = "\
Latchkey's one tool. Each verb does its own set-up, and is safe to repeat.

    cargo xtask run      build what is stale, then serve the page and the API on http://localhost:8080
    cargo xtask dev      the API with `trunk serve` in front: live reload on http://localhost:8080
    cargo xtask test     everything: lint, native tests, tests in a browser, journeys
    cargo xtask t        the quick ones: contract, flow and text
    cargo xtask lint     format, clippy and the links of the documentation; warnings refused
    cargo xtask web      component tests in a headless browser
    cargo xtask e2e      journeys: a real browser against the real server
    cargo xtask build    the page and the server as they are shipped, and the sizes of the page
    cargo xtask sizes    what each program consists of, by crate and by our own modules; with `--json` the last line is
                         for other tools
    cargo xtask bench page [--runs N] [--json FILE]
                         how quickly sign-in comes, in a browser and as on a slow phone, beside a bare form; 7 runs
    cargo xtask passwords
                         the lists of words and of breached passwords in api/data, made anew from npm's packages;
                         with files behind it, a list of your own from their lines: breached-passwords.bin here

What it installs or compiles once is kept in one directory, which may be deleted at any time:
    LATCHKEY_CACHE, else XDG_CACHE_HOME/latchkey, else ~/.cache/latchkey
CARGO_TARGET_DIR is respected. CHROMIUM and CHROMEDRIVER name a browser and its driver other than those on PATH.
LATCHKEY_* variables reach the server: `cargo run -p api -- --help` lists them.
";

/// Does what the first argument says.
pub fn run(mut arguments: impl Iterator<Item = String>) -> Outcome<()> {
    let Some(verb) = arguments.next() else {
        println!("{HELP}");
        return Ok(());
    };
    let rest: Vec<String> = arguments.collect();
    if ["help", "-h", "--help"].contains(&verb.as_str()) || rest.iter().any(|it| it == "--help") {
        println!("{HELP}");
        return Ok(());
    }
    if verb == "passwords" && !rest.is_empty() {
        return passwords::of_lists(&rest);
    }
    if verb == "bench" {
        return bench::run(rest);
    }
    let is_json = verb == "sizes" && rest == ["--json"];
    if !rest.is_empty() && !is_json {
        return Err(Failure::new(format!(
            "`{verb}` takes no arguments, and got: {}",
            rest.join(" ")
        )));
    }
    let places = Places::find()?;
    match verb.as_str() {
        "run" => serve::run(&places),
        "dev" => serve::dev(&places),
        "test" => layers::everything(&places),
        "t" => quick_tests(&places),
        "lint" => lint::check(&places),
        "web" => layers::one(&places, layers::web),
        "e2e" => layers::one(&places, layers::journeys),
        "build" => build(&places),
        "sizes" => sizes::tell(&places, is_json),
        "passwords" => passwords::make(&places),
        _ => Err(Failure::new(format!(
            "There is no verb `{verb}`.\n\n{HELP}"
        ))),
    }
}

/// The two crates without a browser or a server in them: seconds, so their output goes straight to the terminal.
fn quick_tests(places: &Places) -> Outcome<()> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "-p", "contract", "-p", "flow", "-p", "text"])
        .current_dir(&places.checkout)
        .env("CARGO_TARGET_DIR", &places.host_target);
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::new(
            "The tests of contract, flow and text did not pass.",
        )),
        Err(error) => Err(Failure::new(format!("cargo could not be started: {error}"))),
    }
}

fn build(places: &Places) -> Outcome<()> {
    page::build(places)?;
    let server = server::build(places, server::Profile::Release)?;
    for visit in budgets::visits(&places.dist())? {
        println!("\n{}", visit.table());
    }
    println!("\nPage    {}", places.dist().display());
    println!("Server  {}", server.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn an_unknown_verb_names_the_known_ones() {
        let failure = run(["fly".to_owned()].into_iter()).unwrap_err().to_string();
        assert!(failure.contains("no verb `fly`") && failure.contains("cargo xtask e2e"));
    }

    #[test]
    fn a_stray_argument_is_refused_not_ignored() {
        let arguments = ["lint".to_owned(), "--fix".to_owned()];
        let failure = run(arguments.into_iter()).unwrap_err().to_string();
        assert!(failure.contains("--fix"));
    }
}
