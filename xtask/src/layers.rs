//! The layers of tests, from the quickest to the one that drives a browser, and how they are counted.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::browser;
use crate::budgets;
use crate::lint;
use crate::page;
use crate::places::Places;
use crate::results::{self, Suite};
use crate::server::{self, Profile};
use crate::step::{self, Failure, Outcome, Ran};
use crate::toolchain::{self, TARGET};
use crate::tools;

/// The packages whose tests need nothing but a compiler, with the name of their layer.
const NATIVE: [(&str, &str, &str); 6] = [
    ("contract", "contract", "wire"),
    ("flow", "flow", "rules"),
    ("text", "text", "words"),
    ("spa", ".", "page and house rules"),
    ("api", "api", "server"),
    ("xtask", "xtask", "tool"),
];

/// One line of the table at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    layer: &'static str,
    passed: usize,
    failed: usize,
    /// What went wrong besides failed tests.
    trouble: Option<&'static str>,
}

/// Every layer, each though an earlier one failed: one run shows everything.
pub fn everything(places: &Places) -> Outcome<()> {
    let started = Instant::now();
    let mut rows = vec![told("lint", lint::check(places).map(|()| Row::default()))];
    rows.extend(native(places).unwrap_or_else(|failure| vec![told("native", Err(failure))]));
    rows.push(told("components", web(places)));
    rows.push(told("journeys", journeys(places)));
    rows.push(told("sizes", sizes(places)));
    println!("\n{}", table(&rows));
    println!("in {}", step::elapsed(started.elapsed()));
    finish(&rows)
}

/// One layer by itself.
pub fn one(places: &Places, layer: fn(&Places) -> Outcome<Row>) -> Outcome<()> {
    let rows = [layer(places)?];
    println!("\n{}", table(&rows));
    finish(&rows)
}

/// Components and what touches the browser, compiled to WebAssembly and run in a headless one.
pub fn web(places: &Places) -> Outcome<Row> {
    let toolchain = toolchain::prepare(places)?;
    let runner = tools::test_runner(places)?;
    let browser = browser::prepare(places)?;
    let mut cargo = toolchain.command(places, "cargo");
    cargo
        .args(["test", "--target", TARGET, "-p", "spa", "--test", "web"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            browser.write_capabilities(places)?,
        )
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180")
        // Of the test runner itself, which says nothing about the test.
        .env("RUST_BACKTRACE", "0")
        .env("CHROMEDRIVER", browser.driver);
    let ran = step::attempt(places, "Testing components in a browser", &mut cargo)?;
    Ok(Row::of(
        "components",
        &ran,
        &results::suites(&ran.output, &[]),
    ))
}

/// Journeys through the built page, served by the real server, in a real browser.
pub fn journeys(places: &Places) -> Outcome<Row> {
    let (browser, servers) = browser::prepare_for_journeys(places)?;
    page::build(places)?;
    let server = server::build(places, Profile::Dev)?;
    let mut cargo = host_cargo(places);
    cargo
        .args(["test", "-p", "e2e", "--no-fail-fast"])
        .env("LATCHKEY_BIN", server)
        .env("LATCHKEY_DIST", places.dist())
        .env("CHROMEDRIVER", browser.driver)
        .env("CHROMIUM", browser.browser)
        .envs(servers);
    let ran = step::attempt(places, "Testing journeys in a browser", &mut cargo)?;
    Ok(Row::of(
        "journeys",
        &ran,
        &results::suites(&ran.output, &[]),
    ))
}

/// Whether a first visit to each program keeps within its budget.
fn sizes(places: &Places) -> Outcome<Row> {
    page::build(places)?;
    let (passed, failed) = budgets::check(places)?;
    Ok(Row {
        layer: "sizes",
        passed,
        failed,
        trouble: None,
    })
}

fn native(places: &Places) -> Outcome<Vec<Row>> {
    let mut cargo = host_cargo(places);
    cargo.args(["test", "--workspace", "--exclude", "e2e", "--no-fail-fast"]);
    let ran = step::attempt(places, "Testing natively", &mut cargo)?;
    let directories =
        NATIVE.map(|(package, directory, _)| (package, places.checkout.join(directory)));
    let packages: Vec<(&str, &Path)> = directories
        .iter()
        .map(|(package, directory)| (*package, directory.as_path()))
        .collect();
    let suites = results::suites(&ran.output, &packages);
    let mut rows: Vec<Row> = Vec::new();
    for (package, _, layer) in NATIVE {
        let own: Vec<Suite> = suites
            .iter()
            .filter(|it| it.package == package)
            .cloned()
            .collect();
        rows.push(Row::counted(layer, &own));
    }
    if !ran.success {
        tell(&ran);
        if rows.iter().all(|it| it.failed == 0) {
            rows.push(Row {
                layer: "native",
                trouble: Some("did not run to its end"),
                ..Row::default()
            });
        }
    }
    Ok(rows)
}

/// Cargo with the host's own compiler and the shared directory for what it builds.
pub fn host_cargo(places: &Places) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.checkout)
        .env("CARGO_TARGET_DIR", &places.host_target);
    cargo
}

/// Shows which tests failed, and the end of the log.
fn tell(ran: &Ran) {
    for name in results::failures(&ran.output) {
        println!("  failed: {name}");
    }
    println!("{}", ran.tail());
}

/// A layer that could not even start is a row like any other, so that the next one still runs.
fn told(layer: &'static str, result: Outcome<Row>) -> Row {
    match result {
        Ok(row) => Row { layer, ..row },
        Err(failure) => {
            println!("{failure}");
            Row {
                layer,
                trouble: Some("see above"),
                ..Row::default()
            }
        }
    }
}

impl Row {
    fn of(layer: &'static str, ran: &Ran, suites: &[Suite]) -> Self {
        let row = Self::counted(layer, suites);
        if ran.success {
            return row;
        }
        tell(ran);
        let ended = row.failed > 0;
        let trouble = if ended {
            row.trouble
        } else {
            Some("did not run to its end")
        };
        Self { trouble, ..row }
    }

    /// No tests is a failure: a layer that silently stopped running looks just like one that passes.
    fn counted(layer: &'static str, suites: &[Suite]) -> Self {
        let passed = suites.iter().map(|it| it.passed).sum();
        let failed = suites.iter().map(|it| it.failed).sum();
        let trouble = (passed + failed == 0).then_some("ran no tests");
        Self {
            layer,
            passed,
            failed,
            trouble,
        }
    }

    /// What counts against the whole: a layer in trouble is worth at least one failure.
    fn failures(&self) -> usize {
        if self.trouble.is_some() {
            self.failed.max(1)
        } else {
            self.failed
        }
    }
}

fn table(rows: &[Row]) -> String {
    let mut text = format!("{:<22} {:>8} {:>8}", "layer", "passed", "failed");
    for row in rows {
        let _ = write!(
            text,
            "\n{:<22} {:>8} {:>8}",
            row.layer,
            row.passed,
            row.failures()
        );
        if let Some(trouble) = row.trouble {
            let _ = write!(text, "   {trouble}");
        }
    }
    text
}

/// The last line on the terminal, which other tools read.
fn summary(rows: &[Row]) -> (usize, usize) {
    rows.iter().fold((0, 0), |(passed, failed), row| {
        (passed + row.passed, failed + row.failures())
    })
}

fn finish(rows: &[Row]) -> Outcome<()> {
    let (passed, failed) = summary(rows);
    println!("{passed} passed, {failed} failed");
    if failed == 0 {
        Ok(())
    } else {
        Err(Failure::already_told())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suites(counts: &[(usize, usize)]) -> Vec<Suite> {
        let package = "flow".to_owned();
        counts
            .iter()
            .map(|&(passed, failed)| Suite {
                package: package.clone(),
                passed,
                failed,
            })
            .collect()
    }

    #[test]
    fn suites_of_a_layer_are_added_up() {
        let row = Row::counted("rules", &suites(&[(3, 0), (0, 0), (4, 1)]));
        assert_eq!((row.passed, row.failures(), row.trouble), (7, 1, None));
    }

    #[test]
    fn a_layer_without_tests_is_a_failure() {
        let row = Row::counted("rules", &suites(&[(0, 0)]));
        assert_eq!((row.failures(), row.trouble), (1, Some("ran no tests")));
    }

    #[test]
    fn a_layer_that_cannot_start_is_counted_and_does_not_stop_the_rest() {
        let row = told("journeys", Err(Failure::new("no browser")));
        assert_eq!(
            summary(&[row, Row::counted("rules", &suites(&[(3, 0)]))]),
            (3, 1)
        );
    }

    #[test]
    fn lint_alone_is_no_test_and_no_failure() {
        assert_eq!(summary(&[told("lint", Ok(Row::default()))]), (0, 0));
    }

    #[test]
    fn the_table_has_a_line_for_each_layer() {
        let text = table(&[
            Row::counted("rules", &suites(&[(3, 0)])),
            Row::counted("wire", &[]),
        ]);
        assert_eq!(text.lines().count(), 3);
        assert!(text.ends_with("ran no tests"), "{text}");
    }
}
