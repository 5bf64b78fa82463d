//! Writes the Rust of a language: for each section a struct of its own, so that a program holds the words that it uses.

use crate::catalogue::{Catalogue, Entry, NONE, NUMBER, Pairs};
use std::iter;

/// One struct, one static and one accessor for each section.
pub fn rust(english: &Catalogue) -> String {
    let sections = english.0.0.iter();
    sections.map(|(name, words)| section(name, words)).collect()
}

fn section(name: &str, words: &Pairs<Entry>) -> String {
    let kind = upper_camel(name);
    let constant = name.to_uppercase();
    let fields: String = words.0.iter().map(|(key, it)| field(key, it)).collect();
    let values: String = words.0.iter().map(|(key, it)| value(key, it)).collect();
    let methods: String = words.0.iter().map(|(key, it)| method(key, it)).collect();
    format!(
        "/// The words of `{name}`.\n#[derive(Debug)]\npub struct {kind} {{\n{fields}}}\n\n\
         static {constant}: {kind} = {kind} {{\n{values}}};\n\n\
         impl {kind} {{\n{methods}}}\n\n\
         impl Words {{\n    /// The words of `{name}`.\n    #[must_use]\n    \
         pub const fn {name}(self) -> &'static {kind} {{\n        &{constant}\n    }}\n}}\n\n"
    )
}

/// A text that needs nothing is read as it is; any other only by its method.
fn field(key: &str, entry: &Entry) -> String {
    match entry {
        Entry::Text(text) if entry.arguments().is_empty() => {
            format!("    {}\n    pub {key}: &'static str,\n", doc(text))
        }
        Entry::Text(_) => format!("    {key}: &'static str,\n"),
        Entry::Plural(_) => format!("    {key}: Plural,\n"),
    }
}

fn value(key: &str, entry: &Entry) -> String {
    let names = names(entry);
    let written = |text: &String| format!("{:?}", numbered(text, &names));
    match entry {
        Entry::Text(text) => format!("    {key}: {},\n", written(text)),
        Entry::Plural(forms) => {
            let form = |name: &str| forms.get(name).map_or("\"\"".to_owned(), written);
            let zero = forms.get(NONE).map(written);
            let zero = zero.map_or("None".to_owned(), |text| format!("Some({text})"));
            let (one, other) = (form("one"), form("other"));
            format!("    {key}: Plural {{ zero: {zero}, one: {one}, other: {other} }},\n")
        }
    }
}

fn method(key: &str, entry: &Entry) -> String {
    let arguments = entry.arguments();
    let (number, template, first) = match entry {
        Entry::Text(_) if arguments.is_empty() => return String::new(),
        Entry::Text(_) => (None, format!("self.{key}"), None),
        Entry::Plural(_) => (
            Some(format!("{NUMBER}: u32")),
            format!("self.{key}.of({NUMBER})"),
            Some(format!("&{NUMBER}.to_string()")),
        ),
    };
    let taken = arguments.iter().map(|it| format!("{it}: &str"));
    let taken = iter::once("&self".to_owned()).chain(number).chain(taken);
    let taken = taken.collect::<Vec<_>>().join(", ");
    let given = arguments.iter().map(|it| (*it).to_owned());
    let given = first.into_iter().chain(given).collect::<Vec<_>>();
    let given = given.join(", ");
    let doc = doc(entry.fullest());
    format!(
        "    {doc}\n    #[must_use]\n    pub fn {key}({taken}) -> String {{\n        \
         fill({template}, &[{given}])\n    }}\n"
    )
}

/// What is filled in, in the order in which the method hands it on.
fn names(entry: &Entry) -> Vec<&str> {
    let number = matches!(entry, Entry::Plural(_)).then_some(NUMBER);
    number.into_iter().chain(entry.arguments()).collect()
}

/// `{email}` becomes `{0}`: the program needs no names.
fn numbered(text: &str, names: &[&str]) -> String {
    let numbered = names.iter().enumerate();
    numbered.fold(text.to_owned(), |text, (at, name)| {
        text.replace(&format!("{{{name}}}"), &format!("{{{at}}}"))
    })
}

fn doc(text: &str) -> String {
    format!("#[doc = {:?}]", format!("`{}`", text.replace('\n', " ")))
}

fn upper_camel(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|it| it.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('_').map(capital).collect()
}
