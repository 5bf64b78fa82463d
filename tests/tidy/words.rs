//! Rules about the words in `locales/`: each of them is said somewhere.

use crate::{papers::Paper, source::Source};
use std::collections::HashSet;

/// The section and the key of every word.
pub fn keys(language: &Paper) -> Vec<(String, String)> {
    let sections: serde_json::Value = serde_json::from_str(&language.text).unwrap_or_default();
    let sections = sections.as_object().into_iter().flatten();
    let keys = sections.flat_map(|(section, words)| {
        let words = words.as_object().into_iter().flatten();
        words.map(move |(key, _)| (section.clone(), key.clone()))
    });
    keys.collect()
}

/// Words whose section or key no source names. A key that several sections have counts as named for each of them.
pub fn unused(keys: &[(String, String)], sources: &[Source]) -> Vec<String> {
    let names: HashSet<&str> = sources.iter().flat_map(names).collect();
    let is_named = |name: &String| names.contains(name.as_str());
    keys.iter()
        .filter(|(section, key)| !is_named(section) || !is_named(key))
        .map(|(section, key)| format!("locales/en.json:1: nobody says {section}.{key}"))
        .collect()
}

/// The names that stand behind a dot.
fn names(source: &Source) -> impl Iterator<Item = &str> {
    let behind_dots = source
        .lines
        .iter()
        .flat_map(|line| line.code.split('.').skip(1));
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    behind_dots.map(move |code| code.split(|it| !is_part(it)).next().unwrap_or_default())
}

#[test]
fn a_word_that_nobody_says_is_found() {
    let text =
        r#"{ "sign_in": { "title": "Sign in", "old": "Gone" }, "gone": { "title": "Gone" } }"#;
    let keys = keys(&Paper {
        path: "locales/en.json".to_owned(),
        text: text.to_owned(),
    });
    let code = "text.sign_in()\n    .title; \"text.old\"; old.x";
    assert_eq!(
        unused(&keys, &[Source::new("src/x.rs", code)]),
        [
            "locales/en.json:1: nobody says gone.title",
            "locales/en.json:1: nobody says sign_in.old"
        ]
    );
}
