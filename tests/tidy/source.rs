//! Rust as the rules need it: code without words, words without code, line by line.

use std::fs;
use std::path::{Path, PathBuf};

/// One file of Rust.
pub struct Source {
    /// From the root of the repository, with `/` on every system.
    pub path: String,
    /// Its lines, the first being number 1 to people.
    pub lines: Vec<Line>,
}

/// One line of Rust, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
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
        let mut lexer = Lexer {
            rest: text.chars().peekable(),
            last: ' ',
            lines: Vec::new(),
        };
        lexer.lines.push(Line::default());
        while lexer.step() {}
        let mut lines = lexer.lines;
        for (line, raw) in lines.iter_mut().zip(text.lines()) {
            raw.clone_into(&mut line.raw);
        }
        lines.truncate(text.lines().count());
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

/// All Rust below these places.
pub fn rust(places: &[&str]) -> Vec<Source> {
    let files = files(places, "rs");
    files
        .iter()
        .map(|it| Source::new(&named(it), &text(it)))
        .collect()
}

/// A file's text; of one that does not exist, nothing.
pub fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

struct Lexer<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    last: char,
    lines: Vec<Line>,
}

impl Lexer<'_> {
    /// Reads one thing: a comment, a literal, or a character of code.
    fn step(&mut self) -> bool {
        let Some(next) = self.take() else {
            return false;
        };
        match (next, self.rest.peek().copied()) {
            ('/', Some('/')) => while self.rest.next_if(|it| *it != '\n').is_some() {},
            ('/', Some('*')) => self.block_comment(),
            ('"', _) => self.string(None),
            ('r', Some('#' | '"')) if !is_name(self.last) || self.last == 'b' => self.raw_string(),
            ('\'', Some(after)) => self.quote(after),
            ('\n', _) => {}
            (other, _) => self.code(other),
        }
        true
    }

    fn take(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        if next == '\n' {
            self.lines.push(Line::default());
            self.last = ' ';
        }
        Some(next)
    }

    fn code(&mut self, it: char) {
        self.last = it;
        if let Some(line) = self.lines.last_mut() {
            line.code.push(it);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        let mut before = '/';
        while let Some(it) = self.take() {
            match (before, it) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    before = it;
                    continue;
                }
            }
            before = ' ';
            if depth == 0 {
                return;
            }
        }
    }

    /// To the closing quote, which for a raw string is followed by as many `#` as `hashes` says.
    fn string(&mut self, hashes: Option<usize>) {
        let line = self.lines.len() - 1;
        let end: String = std::iter::once('"')
            .chain(std::iter::repeat_n('#', hashes.unwrap_or_default()))
            .collect();
        let mut words = String::new();
        while let Some(it) = self.take() {
            words.push(it);
            if hashes.is_none() && it == '\\' {
                words.extend(self.take());
            } else if let Some(words) = words.strip_suffix(&end) {
                self.lines[line].strings.push(words.to_owned());
                break;
            }
        }
        self.code('"');
        self.code('"');
    }

    fn raw_string(&mut self) {
        let mut hashes = 0;
        while self.rest.next_if_eq(&'#').is_some() {
            hashes += 1;
        }
        if self.rest.next_if_eq(&'"').is_some() {
            self.string(Some(hashes));
        } else {
            // `r#type`: a name, not a string.
            self.code('r');
        }
    }

    /// A character literal is skipped; a lifetime is code.
    fn quote(&mut self, after: char) {
        let mut ahead = self.rest.clone();
        ahead.next();
        if after == '\\' {
            self.take();
            self.take();
            while self.take().is_some_and(|it| it != '\'') {}
        } else if ahead.next() == Some('\'') {
            self.take();
            self.take();
        } else {
            self.code('\'');
        }
    }
}

fn is_name(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
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
