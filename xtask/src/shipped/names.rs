//! Shorter names for what a program and its glue take from one another: wasm-bindgen's are long, end with a hash that no
//! compression shortens, and stand in both files.

use std::collections::{HashMap, HashSet};

use crate::step::{Failure, Outcome};
use crate::wasm::{self, Entry, Malformed, Section};

/// How the glue calls itself as a module of imports; what comes from elsewhere is named by others.
const OWN_MODULE: &str = "_bg.js";
const SHORT_MODULE: &str = "a";

/// What the glue calls the program's exports.
const EXPORTS: [&str; 2] = ["wasm", "exports"];

/// A program and its glue, which know each other by short names.
#[derive(Debug)]
pub struct Shortened {
    pub wasm: Vec<u8>,
    pub glue: String,
}

/// The new names, by the old ones.
struct Names {
    modules: HashSet<String>,
    imports: HashMap<String, String>,
    exports: HashMap<String, String>,
}

/// Gives both the short names, and leaves out every custom section: browsers read none of them.
pub fn shorten(wasm: &[u8], glue: &str) -> Outcome<Shortened> {
    let trouble = |why: Malformed| Failure::new(format!("The program cannot be read: {why}."));
    let sections = wasm::sections(wasm).map_err(trouble)?;
    let names = Names::of(&sections).map_err(trouble)?;
    let mut renamed = Vec::new();
    for section in sections.iter().filter(|it| it.kind != wasm::CUSTOM) {
        renamed.push(names.section(section).map_err(trouble)?);
    }
    Ok(Shortened {
        wasm: wasm::file(&renamed),
        glue: names.glue(glue)?,
    })
}

impl Names {
    fn of(sections: &[Section<'_>]) -> Result<Self, Malformed> {
        let mut names = Self {
            modules: HashSet::new(),
            imports: HashMap::new(),
            exports: HashMap::new(),
        };
        for section in sections {
            if section.kind == wasm::IMPORT {
                let imports = wasm::imports(&section.body)?;
                for import in imports.iter().filter(|it| is_own(it)) {
                    names.modules.insert(import.module.to_owned());
                    add(&mut names.imports, import.name);
                }
            } else if section.kind == wasm::EXPORT {
                for export in wasm::exports(&section.body)? {
                    add(&mut names.exports, export.name);
                }
            }
        }
        Ok(names)
    }

    fn section<'a>(&self, section: &'a Section<'a>) -> Result<Section<'a>, Malformed> {
        let short = |names: &'_ HashMap<String, String>, name: &str| names.get(name).cloned();
        let body = if section.kind == wasm::IMPORT {
            let mut entries = wasm::imports(&section.body)?;
            let shorts: Vec<Option<String>> = entries
                .iter()
                .map(|it| short(&self.imports, it.name).filter(|_| is_own(it)))
                .collect();
            for (entry, short) in entries.iter_mut().zip(&shorts) {
                if let Some(short) = short {
                    (entry.module, entry.name) = (SHORT_MODULE, short.as_str());
                }
            }
            wasm::write_imports(&entries)
        } else if section.kind == wasm::EXPORT {
            let mut entries = wasm::exports(&section.body)?;
            for entry in &mut entries {
                if let Some(short) = self.exports.get(entry.name) {
                    entry.name = short;
                }
            }
            wasm::write_exports(&entries)
        } else {
            return Ok(section.clone());
        };
        let kind = section.kind;
        Ok(Section {
            kind,
            body: body.into(),
        })
    }

    /// The glue with the short names. Fails where an import is not given, or a name is left over: a program without it
    /// would not start.
    fn glue(&self, glue: &str) -> Outcome<String> {
        let mut short = String::with_capacity(glue.len());
        let mut given = HashSet::new();
        let mut left = Vec::new();
        for word in words(glue) {
            if !is_identifier(word.text) {
                short.push_str(word.text);
                continue;
            }
            let new = if EXPORTS.contains(&word.owner) {
                self.exports.get(word.text)
            } else if word.is_key {
                self.imports.get(word.text).inspect(|_| {
                    given.insert(word.text);
                })
            } else {
                None
            };
            if new.is_none() && self.is_left_over(word.text, glue) {
                left.push(word.text);
            }
            short.push_str(new.map_or(word.text, String::as_str));
        }
        left.extend(
            self.imports
                .keys()
                .map(String::as_str)
                .filter(|it| !given.contains(it)),
        );
        if !left.is_empty() {
            left.sort_unstable();
            left.dedup();
            return Err(Failure::new(format!(
                "The glue uses names of the program in a way that xtask/src/shipped/names.rs does not know: {}.",
                left.join(", ")
            )));
        }
        self.modules(short)
    }

    /// A function of the glue may be called as what it calls. What has no `__` in it may be any word.
    fn is_left_over(&self, word: &str, glue: &str) -> bool {
        let is_name = self.imports.contains_key(word) || self.exports.contains_key(word);
        is_name && word.contains("__") && !glue.contains(&format!("function {word}("))
    }

    fn modules(&self, glue: String) -> Outcome<String> {
        let mut glue = glue;
        for module in &self.modules {
            let quoted = format!("\"{module}\"");
            if glue.matches(&quoted).count() != 1 {
                return Err(Failure::new(format!(
                    "The glue does not name the imports {module} once."
                )));
            }
            glue = glue.replace(&quoted, &format!("\"{SHORT_MODULE}\""));
        }
        Ok(glue)
    }
}

/// Whether the glue itself gives it.
fn is_own(import: &Entry<'_>) -> bool {
    import.module.ends_with(OWN_MODULE)
}

fn add(names: &mut HashMap<String, String>, name: &str) {
    let short = short(names.len());
    names.entry(name.to_owned()).or_insert(short);
}

/// a, b, … z, aa, ab, …
fn short(mut index: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(
            b'a' + u8::try_from(index % 26).unwrap_or_default(),
        ));
        if index < 26 {
            return letters.iter().rev().collect();
        }
        index = index / 26 - 1;
    }
}

/// An identifier of the glue, or what stands between two of them.
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    /// The identifier before the point before it.
    owner: &'a str,
    /// Whether it names a field of an object that is written down.
    is_key: bool,
}

fn is_part(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

fn is_identifier(text: &str) -> bool {
    text.chars().next().is_some_and(is_part)
}

/// The text, cut where identifiers begin and end.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut pieces: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_first = is_part(first);
        let end = rest.find(|it: char| is_part(it) != is_first);
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    let piece = |at: Option<usize>| {
        at.and_then(|at| pieces.get(at))
            .copied()
            .unwrap_or_default()
    };
    (0..pieces.len())
        .map(|at| {
            let (before, after) = (piece(at.checked_sub(1)), piece(Some(at + 1)));
            let owner = if before == "." {
                piece(at.checked_sub(2))
            } else {
                ""
            };
            Word {
                text: piece(Some(at)),
                owner,
                is_key: before.trim_end().ends_with(['{', ',']) && after.starts_with(':'),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasm::tests::tiny;

    const GLUE: &str = "function __wbg_get_imports() {\n    const import0 = {\n        __proto__: null,\n        \
        __wbg_alert_1234567890abcdef: function(arg0) {\n            alert(arg0, wasm.memory);\n        },\n    };\n    \
        return { __proto__: null, \"./tiny_bg.js\": import0 };\n}\n\
        function closure__invoke__h1(arg0) {\n    wasm.closure__invoke__h1(arg0);\n}\n\
        make(closure__invoke__h1);\nwasm.__wbindgen_start();\n";

    #[test]
    fn both_files_have_the_same_short_names_and_nothing_else_changes() {
        let shortened = shorten(&tiny(), GLUE).unwrap();
        assert_eq!(
            shortened.glue,
            GLUE.replace("__wbg_alert_1234567890abcdef:", "a:")
                .replace("./tiny_bg.js", "a")
                .replace("wasm.closure__invoke__h1", "wasm.b")
                .replace("wasm.__wbindgen_start", "wasm.a")
        );
        let sections = wasm::sections(&shortened.wasm).unwrap();
        let kinds: Vec<u8> = sections.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [1, wasm::IMPORT, wasm::EXPORT]);
        let imports = wasm::imports(&sections[1].body).unwrap();
        let names: Vec<_> = imports.iter().map(|it| (it.module, it.name)).collect();
        // What comes from another file keeps the name that it has there.
        assert_eq!(names, [("a", "a"), ("./snippets/a.js", "memory")]);
        let exports = wasm::exports(&sections[2].body).unwrap();
        let names: Vec<_> = exports.iter().map(|it| (it.name, it.what)).collect();
        assert_eq!(names, [("a", [0, 1].as_slice()), ("b", &[0, 2])]);
    }

    #[test]
    fn a_name_that_is_left_over_stops_the_build() {
        for (glue, name) in [
            // An import that nobody gives.
            (
                GLUE.replace("__wbg_alert_", "__wbg_other_"),
                "__wbg_alert_1234567890abcdef",
            ),
            // A use in another form.
            (
                format!("{GLUE}wasm['__wbindgen_start']();"),
                "__wbindgen_start",
            ),
            (
                GLUE.replace("\"./tiny_bg.js\"", "'./tiny_bg.js'"),
                "tiny_bg.js",
            ),
        ] {
            let failure = shorten(&tiny(), &glue).unwrap_err().to_string();
            assert!(failure.contains(name), "{failure}");
        }
    }

    #[test]
    fn no_two_names_are_the_same() {
        let all: HashSet<String> = (0..2000).map(short).collect();
        assert_eq!(all.len(), 2000);
        assert_eq!(
            [short(0), short(25), short(26), short(701)],
            ["a", "z", "aa", "zz"]
        );
    }
}
