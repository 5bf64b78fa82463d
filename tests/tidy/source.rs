//! Rust as the rules need it: code without words, words without code, line by line.

use proc_macro2::{Delimiter, LineColumn, Span, TokenStream, TokenTree};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// One file of Rust.
#[derive(Clone)]
pub struct Source {
    /// From the root of the repository, with `/` on every system.
    pub path: String,
    /// Its lines, the first being number 1 to people.
    pub lines: Vec<Line>,
}

/// One line of Rust, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Without comments; string literals are emptied, character literals gone.
    pub code: String,
    /// The string literals that begin here.
    pub strings: Vec<String>,
    /// As it stands in the file.
    pub raw: String,
}

impl Source {
    /// Takes `text` apart.
    pub fn new(path: &str, text: &str) -> Self {
        let raw = |it: &str| Line {
            raw: it.to_owned(),
            ..Line::default()
        };
        let mut lines: Vec<Line> = text.lines().map(raw).collect();
        let mut writer = Writer {
            lines: &mut lines,
            last: LineColumn { line: 0, column: 0 },
        };
        writer.write(tokens(path, text));
        Self {
            path: path.to_owned(),
            lines,
        }
    }

    /// How many lines there are before the tests at the end.
    pub fn length(&self) -> usize {
        let mut numbered = self.lines.iter().enumerate();
        let tests = numbered.find(|(at, line)| {
            line.code.trim() == "#[cfg(test)]"
                && self
                    .lines
                    .get(at + 1)
                    .is_some_and(|next| next.code.contains("mod tests"))
        });
        tests.map_or(self.lines.len(), |(at, _)| at)
    }

    /// The tokens before the tests at the end.
    pub fn tokens(&self) -> TokenStream {
        let lines = self.lines.iter().take(self.length());
        let lines: Vec<&str> = lines.map(|it| it.raw.as_str()).collect();
        tokens(&self.path, &lines.join("\n"))
    }

    /// Says of line `at`, counted from 0, what is wrong with it.
    pub fn offence(&self, at: usize, what: &str) -> String {
        format!("{}:{}: {what}", self.path, at + 1)
    }

    /// Whether the file is in this directory, or is this very file.
    pub fn is_in(&self, place: &str) -> bool {
        self.path == place || self.path.starts_with(place) && place.ends_with('/')
    }

    /// The lines whose code contains `word` as a whole identifier.
    pub fn lines_with(&self, word: &str) -> impl Iterator<Item = usize> {
        let found = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| has_word(&line.code, word));
        found.map(|(at, _)| at).collect::<Vec<_>>().into_iter()
    }
}

/// Whether `word` stands in `text` with no letter, digit or underscore around it.
pub fn has_word(text: &str, word: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let after = rest.chars().nth(word.chars().count());
        !before.chars().next_back().is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below these places that end in `.extension`, sorted. A place that does not exist has none.
pub fn files(places: &[&str], extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = places.iter().map(|it| root().join(it)).collect();
    while let Some(path) = open.pop() {
        if let Ok(entries) = fs::read_dir(&path) {
            open.extend(entries.flatten().map(|it| it.path()));
        } else if path.is_file() && path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The path as the rules name it.
pub fn named(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

/// All Rust below these places. Each file is taken apart once for all rules.
pub fn rust(places: &[&str]) -> Vec<Source> {
    static READ: Mutex<BTreeMap<PathBuf, Source>> = Mutex::new(BTreeMap::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    let mut source = |path: PathBuf| {
        let new = |path: &PathBuf| Source::new(&named(path), &text(path));
        read.entry(path).or_insert_with_key(new).clone()
    };
    let files = files(places, "rs").into_iter();
    files.map(&mut source).collect()
}

/// A file's text; of one that does not exist, nothing.
pub fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn tokens(path: &str, text: &str) -> TokenStream {
    match text.parse() {
        Ok(tokens) => tokens,
        Err(error) => panic!("{path} is no Rust: {error}"),
    }
}

/// Writes tokens down line by line, with the space between them.
struct Writer<'a> {
    lines: &'a mut [Line],
    last: LineColumn,
}

impl Writer<'_> {
    /// Comments about the code, which are attributes to the compiler, are left out.
    fn write(&mut self, tokens: TokenStream) {
        let mut rest = tokens.into_iter().peekable();
        while let Some(token) = rest.next() {
            match token {
                TokenTree::Punct(it) if it.as_char() == '#' && is_doc(rest.clone()) => {
                    while !matches!(rest.next(), Some(TokenTree::Group(_)) | None) {}
                }
                TokenTree::Group(it) => {
                    let [open, close] = match it.delimiter() {
                        Delimiter::Parenthesis => ["(", ")"],
                        Delimiter::Brace => ["{", "}"],
                        Delimiter::Bracket => ["[", "]"],
                        Delimiter::None => ["", ""],
                    };
                    self.put(it.span_open(), open);
                    self.write(it.stream());
                    self.put(it.span_close(), close);
                }
                TokenTree::Literal(it) => {
                    let text = it.to_string();
                    if let Some(words) = words(&text) {
                        self.put(it.span(), "\"\"");
                        self.lines[it.span().start().line - 1]
                            .strings
                            .push(words.to_owned());
                    } else {
                        self.put(it.span(), if text.ends_with('\'') { "" } else { &text });
                    }
                }
                other => self.put(other.span(), &other.to_string()),
            }
        }
    }

    fn put(&mut self, span: Span, text: &str) {
        let (at, last) = (span.start(), self.last);
        let begin = if at.line == last.line { last.column } else { 0 };
        let code = &mut self.lines[at.line - 1].code;
        code.extend(std::iter::repeat_n(' ', at.column - begin));
        code.push_str(text);
        self.last = span.end();
    }
}

fn is_doc(mut rest: impl Iterator<Item = TokenTree>) -> bool {
    let group = rest.find_map(|it| match it {
        TokenTree::Group(it) => Some(it.stream().into_iter().next()),
        _ => None,
    });
    matches!(group, Some(Some(TokenTree::Ident(it))) if it == "doc")
}

/// What stands between the quotes of a string literal, as it is written.
fn words(literal: &str) -> Option<&str> {
    let (_, words) = literal.trim_end_matches('#').split_once('"')?;
    words.strip_suffix('"')
}

#[test]
fn words_and_code_are_told_apart() {
    let text = "let a = \"b // c\"; // d \"e\"\n/* f /* g */ \" */ h('\"', 'i', '\\'');\n";
    let source = Source::new("x.rs", text);
    let code: Vec<&str> = source.lines.iter().map(|it| it.code.trim()).collect();
    assert_eq!(code, ["let a = \"\";", "h(, , );"]);
    assert_eq!(source.lines[0].strings, ["b // c"]);
    assert!(source.lines[1].strings.is_empty());
}

#[test]
fn raw_and_broken_strings_belong_to_the_line_they_begin_on() {
    let text = "a(r#\"b \"c\" \\\"#);\nlet r#type: &'static str = \"d\ne\\\"\";\nf";
    let source = Source::new("x.rs", text);
    assert_eq!(source.lines[0].strings, ["b \"c\" \\"]);
    assert_eq!(source.lines[1].strings, ["d\ne\\\""]);
    assert_eq!(source.lines[3].code, "f");
    assert!(source.lines[1].code.contains("'static"));
}

#[test]
fn words_are_whole() {
    assert!(has_word("use web_sys::Window;", "web_sys"));
    assert!(!has_word("use my_web_sys::Window;", "web_sys"));
    assert!(!has_word("use web_system::Window;", "web_sys"));
}

#[test]
fn tests_at_the_end_do_not_count() {
    let source = Source::new("x.rs", "fn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n");
    assert_eq!(source.length(), 2);
}
