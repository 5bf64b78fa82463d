//! Who may import whom, inside the page and inside the server. Between crates, cargo sees to it.

use crate::source::Source;
use proc_macro2::{Spacing, TokenStream, TokenTree};

/// One row: the files of a module, and the paths they may use.
pub struct Row {
    /// A directory, ending in `/`, or a file.
    pub files: &'static str,
    /// What they may use: our own modules as `crate::…`, other crates by name. All below a path comes with it.
    pub may: &'static [&'static str],
}

/// The paths that the tables are about; any other crate is a matter of `Cargo.toml`.
const GUARDED: [&str; 5] = ["crate", "contract", "flow", "text", "leptos"];

/// Every path used by a module of `below` that its row does not allow. A module without a row is an offence too.
pub fn offences(sources: &[Source], below: &str, table: &[Row], free: &[&str]) -> Vec<String> {
    let mut offences = Vec::new();
    for source in sources
        .iter()
        .filter(|it| it.is_in(below) && !free.contains(&it.path.as_str()))
    {
        let Some(row) = table
            .iter()
            .find(|it| source.is_in(it.files) || is_root_of(source, it))
        else {
            offences.push(source.offence(0, "has no row in the table of who may import whom"));
            continue;
        };
        for (at, path) in paths(source, below) {
            if !is_allowed(&path, row) {
                offences.push(source.offence(at, &format!("may not use {path}")));
            }
        }
    }
    offences
}

/// `src/remote.rs` is of the module whose files are in `src/remote/`.
fn is_root_of(source: &Source, row: &Row) -> bool {
    let module = source.path.strip_suffix(".rs");
    module.is_some_and(|it| row.files.strip_suffix('/') == Some(it))
}

fn is_allowed(path: &str, row: &Row) -> bool {
    if !GUARDED.iter().any(|it| is_below(path, it)) {
        return true;
    }
    row.may.iter().any(|it| is_below(path, it))
}

fn is_below(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Every path in the code before its tests, with the line it begins on; `super` and grouped imports are written out.
pub fn paths(source: &Source, below: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    read(source.tokens(), &[], &mut found);
    // `self.name` and `crate` in `pub(crate)` lead nowhere, and `text` by itself is a variable.
    let alone = ["self", "super", "crate", "text"];
    found.retain(|(_, it)| !matches!(it.as_slice(), [one] if alone.contains(&one.as_str())));
    let home = module_of(&source.path, below);
    found
        .into_iter()
        .map(|(line, segments)| (line, absolute(&home, &segments)))
        .collect()
}

/// `src/pages/sign_in/password.rs` is `crate::pages::sign_in::password`.
pub fn module_of(path: &str, below: &str) -> Vec<String> {
    let inside = path.strip_prefix(below).unwrap_or(path);
    let inside = inside.strip_suffix(".rs").unwrap_or(inside);
    let mut segments = vec!["crate".to_owned()];
    segments.extend(inside.split('/').map(str::to_owned));
    if segments.last().is_some_and(|it| it == "mod") {
        segments.pop();
    }
    segments
}

fn absolute(home: &[String], segments: &[String]) -> String {
    let ups = segments.iter().take_while(|it| *it == "super").count();
    let is_own = segments.first().is_some_and(|it| it == "self");
    if ups == 0 && !is_own {
        return segments.join("::");
    }
    let base = home
        .iter()
        .take(home.len().saturating_sub(ups).max(1))
        .cloned();
    let rest = segments.iter().skip(ups + usize::from(is_own)).cloned();
    base.chain(rest).collect::<Vec<_>>().join("::")
}

/// Reads every path; those of a group in an import, `a::{b, c as d}`, begin with what stands before it. Not by `syn`: the views
/// of the page are macros, which it leaves as they are.
fn read(tokens: TokenStream, before: &[String], found: &mut Vec<(usize, Vec<String>)>) {
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        match token {
            TokenTree::Ident(it) if it == "as" && !before.is_empty() => drop(rest.next()),
            TokenTree::Ident(it) => {
                let mut path = before.to_vec();
                if it != "self" || path.is_empty() {
                    path.push(it.to_string());
                }
                while rest.next_if(is_joint_colon).is_some() {
                    rest.next();
                    match rest.next() {
                        Some(TokenTree::Ident(it)) => path.push(it.to_string()),
                        Some(TokenTree::Group(it)) => {
                            read(it.stream(), &path, found);
                            path.clear();
                        }
                        _ => break,
                    }
                }
                if !path.is_empty() {
                    found.push((it.span().start().line - 1, path));
                }
            }
            TokenTree::Group(it) => read(it.stream(), &[], found),
            _ => {}
        }
    }
}

/// The first of the two in `::`.
fn is_joint_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == ':' && it.spacing() == Spacing::Joint)
}

#[cfg(test)]
const TABLE: [Row; 2] = [
    Row {
        files: "src/pages/",
        may: &["crate::pages", "crate::platform::form", "flow"],
    },
    Row {
        files: "src/remote/",
        may: &["contract"],
    },
];

#[test]
fn an_import_that_no_row_allows_is_found() {
    let check = |path, text| offences(&[Source::new(path, text)], "src/", &TABLE, &["src/app.rs"]);
    let page = "src/pages/sign_in/password.rs";
    assert_eq!(
        check(
            page,
            "use crate::{\n    pages::x,\n    platform::{form, clock as time},\n};"
        ),
        ["src/pages/sign_in/password.rs:3: may not use crate::platform::clock"]
    );
    assert_eq!(
        check(page, "fn a() { super::super::super::remote::call() }").len(),
        1
    );
    assert_eq!(
        check(page, "use super::chooser; use flow::qr; use std::fmt;").len(),
        0
    );
    assert_eq!(check(page, "use contract::Problem;").len(), 1);
    assert_eq!(check(page, "use text::Words;").len(), 1);
    assert_eq!(check(page, "fn a(text: &str) { text.len() }").len(), 0);
    assert_eq!(check("src/remote.rs", "use leptos::prelude::*;").len(), 1);
    assert_eq!(check("src/utils.rs", "").len(), 1);
    assert_eq!(check("src/app.rs", "use contract::Problem;").len(), 0);
    assert_eq!(
        check("src/remote/mod.rs", "pub(crate) fn a(&self) { self.b }").len(),
        0
    );
}
