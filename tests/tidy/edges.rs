//! Who may import whom, inside the page and inside the server. Between crates, cargo sees to it.

use crate::source::Source;

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

/// Every path in the code with the line it begins on; `super` and grouped imports are written out.
pub fn paths(source: &Source, below: &str) -> Vec<(usize, String)> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_path = matches!(tokens[at].1, Token::Word(_));
        at = if is_path {
            read_path(&tokens, at, &[], &mut found)
        } else {
            at + 1
        };
    }
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

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Colons,
    Open,
    Close,
    Comma,
    Other,
}

fn tokens(source: &Source) -> Vec<(usize, Token)> {
    let mut tokens = Vec::new();
    for (number, line) in source.lines.iter().enumerate().take(source.length()) {
        let mut rest = line.code.chars().peekable();
        while let Some(it) = rest.next() {
            let token = match it {
                ':' if rest.next_if_eq(&':').is_some() => Token::Colons,
                '{' => Token::Open,
                '}' => Token::Close,
                ',' => Token::Comma,
                it if it.is_whitespace() => continue,
                it if is_name(it) => {
                    let mut word = String::from(it);
                    while let Some(more) = rest.next_if(|it| is_name(*it)) {
                        word.push(more);
                    }
                    Token::Word(word)
                }
                _ => Token::Other,
            };
            tokens.push((number, token));
        }
    }
    tokens
}

fn is_name(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

/// Reads the path that begins at `at`, and answers where it ends.
fn read_path(
    tokens: &[(usize, Token)],
    mut at: usize,
    before: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let line = tokens.get(at).map_or(0, |it| it.0);
    let mut path = before.to_vec();
    while let Some((_, Token::Word(word))) = tokens.get(at) {
        if word != "self" || path.is_empty() {
            path.push(word.clone());
        }
        at += 1;
        if tokens.get(at).is_none_or(|it| it.1 != Token::Colons) {
            break;
        }
        at += 1;
        if tokens.get(at).is_some_and(|it| it.1 == Token::Open) {
            return read_group(tokens, at + 1, &path, found);
        }
    }
    found.push((line, path));
    at
}

/// Reads `a, b::{c, d as e}}`, after its opening brace.
fn read_group(
    tokens: &[(usize, Token)],
    mut at: usize,
    before: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut is_renaming = false;
    while let Some((_, token)) = tokens.get(at) {
        match token {
            Token::Close => return at + 1,
            Token::Word(word) if word == "as" => is_renaming = true,
            Token::Word(_) if !is_renaming => {
                at = read_path(tokens, at, before, found);
                continue;
            }
            Token::Comma => is_renaming = false,
            _ => {}
        }
        at += 1;
    }
    at
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
