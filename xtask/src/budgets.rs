//! What a first visit downloads, and how much that may be: `budgets.json` at the root of the repository.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use crate::places::Places;
use crate::shipped::compress::{brotli, copy, gzip};
use crate::shipped::html::{self, Piece, attribute, is_link};
use crate::step::{Failure, Outcome};

const FILE: &str = "budgets.json";

/// The pages that somebody may come to first, with the name of the program that each is for.
const PAGES: [(&str, &str); 2] = [("sign-in", "index.html"), ("account", "account.html")];

/// About what the server puts into each page: the settings of a site (`api/src/http/filled_page.rs`).
const SETTINGS: &str = "<script type=\"application/json\" id=\"site\">{\"name\":\"Latchkey\",\"sign_up_open\":true,\
    \"second_step_required\":false,\"password_min\":15,\"rp_id\":\"example.com\",\"origins\":[\"https://example.com\"]}\
    </script>";

/// Everything that a page asks for before anybody does anything.
#[derive(Debug)]
pub struct Visit {
    program: &'static str,
    files: Vec<Sent>,
}

/// One file, as it is and as it is sent.
#[derive(Debug)]
struct Sent {
    name: String,
    raw: usize,
    brotli: usize,
    gzip: usize,
}

/// Bytes by brotli that a first visit may have, for each program.
type Budgets = BTreeMap<String, usize>;

/// The first visit of each program.
pub fn visits(dist: &Path) -> Outcome<Vec<Visit>> {
    PAGES
        .into_iter()
        .map(|(program, page)| visit(dist, program, page))
        .collect()
}

/// How many visits keep within their budget; the others are told.
pub fn check(places: &Places) -> Outcome<(usize, usize)> {
    let file = places.checkout.join(FILE);
    let trouble = |why: String| Failure::new(format!("{}: {why}", file.display()));
    let text = fs::read_to_string(&file).map_err(|error| trouble(error.to_string()))?;
    let budgets: Budgets =
        serde_json::from_str(&text).map_err(|error| trouble(error.to_string()))?;
    let (mut kept, mut broken) = (0, 0);
    for visit in visits(&places.dist())? {
        match visit.excess(&budgets) {
            None => kept += 1,
            Some(words) => {
                println!("{words}\n{}", visit.table());
                broken += 1;
            }
        }
    }
    Ok((kept, broken))
}

fn visit(dist: &Path, program: &'static str, page: &str) -> Outcome<Visit> {
    let html = read(dist, page)?;
    let html = String::from_utf8_lossy(&html).replace("</head>", &format!("{SETTINGS}</head>"));
    let mut files = vec![Sent {
        name: page.to_owned(),
        raw: html.len(),
        brotli: length_of(brotli(html.as_bytes()))?,
        gzip: length_of(gzip(html.as_bytes()))?,
    }];
    for name in asked_for(&html) {
        let raw = read(dist, name)?.len();
        let length = |ending| {
            let made = fs::metadata(copy(&dist.join(name), ending)).ok();
            made.and_then(|it| usize::try_from(it.len()).ok())
                .unwrap_or(raw)
        };
        files.push(Sent {
            name: name.to_owned(),
            raw,
            brotli: length("br"),
            gzip: length("gz"),
        });
    }
    Ok(Visit { program, files })
}

/// The files that a page names, each once: its scripts, its style sheets, its icon, and what it loads ahead.
fn asked_for(html: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for piece in html::pieces(html) {
        let Piece::Tag(tag) = piece else { continue };
        let is_fetched = ["stylesheet", "icon", "modulepreload", "preload"]
            .iter()
            .any(|it| is_link(tag, it));
        let address = match html::name(tag) {
            "script" | "img" => attribute(tag, "src"),
            "link" if is_fetched => attribute(tag, "href"),
            _ => None,
        };
        if let Some(name) = address.and_then(|it| it.strip_prefix('/'))
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

impl Visit {
    fn total(&self) -> usize {
        self.files.iter().map(|it| it.brotli).sum()
    }

    /// By how much the budget is exceeded, in words.
    fn excess(&self, budgets: &Budgets) -> Option<String> {
        let Self { program, .. } = self;
        let total = self.total();
        let Some(budget) = budgets.get(*program) else {
            return Some(format!(
                "{FILE} has no budget for {program}: {total} bytes now."
            ));
        };
        (total > *budget).then(|| {
            format!(
                "A first visit to {program} is {} bytes over its budget: {total} of {budget} ({FILE}).",
                total - budget
            )
        })
    }

    /// Each file with its sizes, and the sum.
    pub fn table(&self) -> String {
        let title = format!("first visit: {}", self.program);
        let mut text = format!(
            "{title:<36} {:>10} {:>10} {:>10}\n",
            "raw", "gzip", "brotli"
        );
        let mut row = |name: &str, [raw, gzip, brotli]: [usize; 3]| {
            let _ = writeln!(text, "  {name:<34} {raw:>10} {gzip:>10} {brotli:>10}");
        };
        for file in &self.files {
            row(&file.name, [file.raw, file.gzip, file.brotli]);
        }
        let sum = |of: fn(&Sent) -> usize| -> usize { self.files.iter().map(of).sum() };
        row("all", [sum(|it| it.raw), sum(|it| it.gzip), self.total()]);
        text.trim_end().to_owned()
    }
}

fn read(dist: &Path, name: &str) -> Outcome<Vec<u8>> {
    let file = dist.join(name);
    fs::read(&file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))
}

fn length_of(compressed: io::Result<Vec<u8>>) -> Outcome<usize> {
    let made = compressed.map_err(|error| Failure::new(format!("compressing: {error}")))?;
    Ok(made.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<link rel=\"icon\" href=\"data:image/svg+xml,x\"><link rel=\"modulepreload\" href=\"/a.js\">\
        <link rel=\"preload\" href=\"/a.wasm\"><script src=\"/a.js\"></script><a href=\"/sign-up\">x</a>";

    #[test]
    fn a_page_asks_for_what_it_loads_and_not_for_what_it_links_to() {
        assert_eq!(asked_for(PAGE), ["a.js", "a.wasm"]);
    }

    #[test]
    fn too_much_is_told_with_the_size_of_each_file() {
        let file = |name: &str, brotli| Sent {
            name: name.to_owned(),
            raw: 1000,
            gzip: 600,
            brotli,
        };
        let visit = Visit {
            program: "sign-in",
            files: vec![file("index.html", 100), file("sign-in-1_bg.wasm", 500)],
        };
        let budget = |bytes| Budgets::from([("sign-in".to_owned(), bytes)]);
        assert_eq!(visit.excess(&budget(600)), None);
        let words = visit.excess(&budget(599)).unwrap();
        assert!(
            words.contains("1 bytes over") && words.contains("600 of 599"),
            "{words}"
        );
        assert!(visit.excess(&Budgets::new()).is_some());
        let table = visit.table();
        for part in ["index.html", "sign-in-1_bg.wasm", "2000", "1200", "600"] {
            assert!(table.contains(part), "{table}");
        }
    }

    #[test]
    fn the_budgets_of_this_repository_are_understood() {
        let budgets: Budgets = serde_json::from_str(include_str!("../../budgets.json")).unwrap();
        for (program, _) in PAGES {
            assert!(budgets.contains_key(program), "{program}");
        }
    }
}
