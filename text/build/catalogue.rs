//! The words of one language as they stand in `locales/`, and whether another language has the same ones.

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use std::{fmt, marker::PhantomData};

/// The plural categories of a language (Unicode CLDR 48, cardinal numbers) by its tag, `de` or `pt-BR`; nothing for one that
/// nobody has looked up yet.
pub fn forms_of(tag: &str) -> Option<&'static [&'static str]> {
    let (language, _) = tag.split_once('-').unwrap_or((tag, ""));
    Some(match language {
        "id" | "ja" | "ko" | "th" | "vi" | "zh" => &["other"],
        "bg" | "da" | "de" | "el" | "en" | "et" | "fi" | "hu" | "nb" | "nl" | "sv" | "tr" => {
            &["one", "other"]
        }
        "ca" | "es" | "fr" | "it" | "pt" => &["one", "many", "other"],
        "hr" | "ro" | "sr" => &["one", "few", "other"],
        "cs" | "lt" | "pl" | "ru" | "sk" | "uk" => &["one", "few", "many", "other"],
        _ => return None,
    })
}

/// The form for none, which a language may have beside its categories, as in ICU's message format.
pub const NONE: &str = "=0";

/// The placeholder for the number that a plural form depends on.
pub const NUMBER: &str = "n";

/// All sections of a language, in the order of the file.
pub struct Catalogue(pub Pairs<Pairs<Entry>>);

/// The members of a JSON object, in their order, each once.
pub struct Pairs<V>(pub Vec<(String, V)>);

/// What stands at one key.
pub enum Entry {
    /// A text, perhaps with placeholders.
    Text(String),
    /// A text for each plural form.
    Plural(Pairs<String>),
}

impl Catalogue {
    /// Takes a file apart.
    pub fn read(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json).map(Self)
    }
}

impl<V> Pairs<V> {
    /// What stands at this key.
    pub fn get(&self, key: &str) -> Option<&V> {
        self.0.iter().find(|(it, _)| it == key).map(|(_, it)| it)
    }
}

impl Entry {
    /// The text that has all placeholders.
    pub fn fullest(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Plural(forms) => forms.get("other").map_or("", String::as_str),
        }
    }

    /// What has to be filled in beside the number of a plural, in the order of appearance.
    pub fn arguments(&self) -> Vec<&str> {
        let mut names = placeholders(self.fullest()).unwrap_or_default();
        if matches!(self, Self::Plural(_)) {
            names.retain(|it| *it != NUMBER);
        }
        names
    }
}

/// The names in braces, in the order of their first appearance. Other braces have no meaning, and are refused.
pub fn placeholders(text: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    for part in text.split('{').skip(1) {
        let name = part.split_once('}').map(|(name, _)| name);
        let name = name.filter(|it| is_name(it));
        let name = name.ok_or_else(|| format!("a brace without a name in {text:?}"))?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if text.matches('}').count() != text.matches('{').count() {
        return Err(format!("a brace too many in {text:?}"));
    }
    Ok(names)
}

/// Whether a text or a placeholder can be called this.
fn is_name(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_lowercase())
        && name
            .chars()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_')
}

/// What keeps `other` from being used in the place of `english`; `forms` are the plural categories of its language.
pub fn check(english: &Catalogue, other: &Catalogue, forms: &[&str]) -> Vec<String> {
    let mut offences = differences("", &english.0, &other.0);
    for (section, words) in &english.0.0 {
        let Some(others) = other.0.get(section) else {
            continue;
        };
        offences.extend(differences(&format!("{section}."), words, others));
        for (key, entry) in &words.0 {
            let found = others.get(key);
            let wrong = found.and_then(|found| fits(entry, found, forms).err());
            offences.extend(wrong.map(|wrong| format!("{section}.{key}: {wrong}")));
        }
    }
    offences
}

/// Keys that only one of them has, and keys that cannot be names.
fn differences<V, W>(place: &str, english: &Pairs<V>, other: &Pairs<W>) -> Vec<String> {
    let missing = english.0.iter().filter(|(it, _)| other.get(it).is_none());
    let missing = missing.map(|(it, _)| format!("{place}{it} is missing"));
    let extra = other.0.iter().filter(|(it, _)| english.get(it).is_none());
    let extra = extra.map(|(it, _)| format!("{place}{it} is not in English"));
    let nameless = other.0.iter().filter(|(it, _)| !is_name(it));
    let nameless = nameless.map(|(it, _)| format!("{place}{it} is no name"));
    missing.chain(extra).chain(nameless).collect()
}

fn fits(english: &Entry, other: &Entry, forms: &[&str]) -> Result<(), String> {
    let wanted = placeholders(english.fullest())?;
    match (english, other) {
        (Entry::Text(_), Entry::Text(text)) => fills(text, &wanted, &[]),
        (Entry::Plural(_), Entry::Plural(given)) => {
            has_forms(given, forms)?;
            let mut texts = given.0.iter();
            texts.try_for_each(|(_, text)| fills(text, &wanted, &[NUMBER]))
        }
        (Entry::Text(_), Entry::Plural(_)) => Err("has no plural forms in English".to_owned()),
        (Entry::Plural(_), Entry::Text(_)) => Err("has plural forms in English".to_owned()),
    }
}

/// Whether there is a text for each of these forms, and for no others but [`NONE`].
fn has_forms(given: &Pairs<String>, forms: &[&str]) -> Result<(), String> {
    if let Some(form) = forms.iter().find(|it| given.get(it).is_none()) {
        return Err(format!("the plural form {form:?} is missing"));
    }
    let mut others = given.0.iter().map(|(form, _)| form.as_str());
    match others.find(|it| *it != NONE && !forms.contains(it)) {
        Some(form) => Err(format!("there is no plural form {form:?}")),
        None => Ok(()),
    }
}

/// Whether a text has these placeholders and no others; those of `optional` may be left out.
fn fills(text: &str, wanted: &[&str], optional: &[&str]) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("says nothing".to_owned());
    }
    let found = placeholders(text)?;
    let mut missing = wanted.iter().filter(|it| !found.contains(it));
    if let Some(name) = missing.find(|it| !optional.contains(it)) {
        return Err(format!("{{{name}}} is missing in {text:?}"));
    }
    match found.iter().find(|it| !wanted.contains(it)) {
        Some(name) => Err(format!("{{{name}}} is not known in {text:?}")),
        None => Ok(()),
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

struct PairsVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<V> {
    type Value = Pairs<V>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Pairs(Vec::new());
        while let Some((key, value)) = map.next_entry::<String, V>()? {
            if pairs.get(&key).is_some() {
                return Err(A::Error::custom(format!("{key:?} stands there twice")));
            }
            pairs.0.push((key, value));
        }
        Ok(pairs)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text, or an object with plural forms")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Entry, E> {
        Ok(Entry::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry, A::Error> {
        PairsVisitor(PhantomData).visit_map(map).map(Entry::Plural)
    }
}
