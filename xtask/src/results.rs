//! What `cargo test` printed, as numbers.

use std::path::Path;

/// One program full of tests, and how they went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suite {
    /// The package it belongs to.
    pub package: String,
    /// How many passed.
    pub passed: usize,
    /// How many failed.
    pub failed: usize,
}

/// Every suite in the output of `cargo test`; `packages` maps a package's name to its directory.
pub fn suites(output: &str, packages: &[(&str, &Path)]) -> Vec<Suite> {
    let mut suites: Vec<Suite> = Vec::new();
    let mut package = String::new();
    for line in output.lines().map(str::trim) {
        if let Some(found) = package_of(line, &package, packages) {
            package = found;
        } else if let Some((passed, failed)) = counts(line) {
            suites.push(Suite {
                package: package.clone(),
                passed,
                failed,
            });
        }
    }
    suites
}

/// The names of the tests that failed, each once.
pub fn failures(output: &str) -> Vec<&str> {
    let mut names: Vec<&str> = output
        .lines()
        .filter_map(|line| line.trim().strip_prefix("test ")?.split_once(" ... "))
        .filter(|(_, how)| how.starts_with("FAILED") || how.starts_with("FAIL"))
        .map(|(name, _)| name)
        .collect();
    names.dedup();
    names
}

/// `Running tests/walks.rs (…/deps/walks-0a1b)` does not say whose walks: cargo goes through a package at a time,
/// library first, so of several that have such a file it is the current one.
fn package_of(line: &str, current: &str, packages: &[(&str, &Path)]) -> Option<String> {
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(name.to_owned());
    }
    let rest = line.strip_prefix("Running ")?;
    if let Some(rest) = rest.strip_prefix("unittests ") {
        let program = rest.rsplit(['/', '\\']).next()?;
        return Some(program.rsplit_once('-')?.0.to_owned());
    }
    let file = rest.split_once(" (")?.0;
    let mut owners = packages
        .iter()
        .filter(|(_, directory)| directory.join(file).is_file());
    let first = owners.clone().next()?.0;
    let owner = owners
        .find(|(name, _)| *name == current)
        .map_or(first, |it| it.0);
    Some(owner.to_owned())
}

/// `test result: ok. 12 passed; 1 failed; 0 ignored; …`
fn counts(line: &str) -> Option<(usize, usize)> {
    let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |word: &str| -> Option<usize> {
        numbers
            .split("; ")
            .find_map(|it| it.strip_suffix(word))?
            .trim()
            .parse()
            .ok()
    };
    Some((number(" passed")?, number(" failed")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
     Running unittests src/lib.rs (/t/debug/deps/flow-0a1b)

running 2 tests
test code::tests::spaces_go ... ok
test code::tests::letters_go ... FAILED

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running unittests src/main.rs (/t/debug/deps/xtask-77aa)
test result: ok. 20 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
   Doc-tests contract
test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
";

    fn suite(package: &str, passed: usize, failed: usize) -> Suite {
        Suite {
            package: package.to_owned(),
            passed,
            failed,
        }
    }

    #[test]
    fn every_result_goes_to_its_package() {
        let expected = [
            suite("flow", 1, 1),
            suite("xtask", 20, 0),
            suite("contract", 3, 0),
        ];
        assert_eq!(suites(OUTPUT, &[]), expected);
    }

    #[test]
    fn a_test_file_belongs_to_the_package_that_has_it() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        // `src/main.rs` stands for a test file: both packages below have one, the third has not.
        let packages = [
            ("api", here),
            ("xtask", here),
            ("none", Path::new("nowhere")),
        ];
        let line = "Running src/main.rs (/t/debug/deps/main-1)";
        assert_eq!(
            package_of(line, "xtask", &packages).as_deref(),
            Some("xtask")
        );
        assert_eq!(package_of(line, "other", &packages).as_deref(), Some("api"));
        assert_eq!(
            package_of("Running tests/no.rs (/t/deps/no-1)", "api", &packages),
            None
        );
    }

    #[test]
    fn failed_tests_are_named() {
        assert_eq!(failures(OUTPUT), ["code::tests::letters_go"]);
        assert_eq!(failures("test web::focus ... FAIL\n"), ["web::focus"]);
    }

    #[test]
    fn other_lines_are_no_results() {
        assert_eq!(counts("test result: ok"), None);
        assert_eq!(counts("running 12 tests"), None);
    }
}
