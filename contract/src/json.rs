//! JSON as the page reads and writes it: what a browser parsed comes in as a [`Value`], what goes out is put into a text.
//!
//! The server reads and writes the same types by `serde`, which says why something cannot be read and costs a program
//! several times as much. The page asks only whether it can. `#[derive(Json)]` takes the names from the attributes that
//! stand there for `serde`; `tests/json.rs` shows that both agree on everything that is frozen.

mod by_serde;

pub use contract_derive::Json;

use std::fmt::Write as _;

/// What was parsed.
#[derive(Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`, or not there.
    Null,
    /// A truth value.
    Truth(bool),
    /// A number as it is written: what needs one says which kind.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An object, in the order that it was written in.
    Object(Vec<(String, Self)>),
}

impl Value {
    /// Its members. `None` when it is no object.
    #[must_use]
    pub fn object(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The member of this name; [`Value::Null`] when there is none.
    #[must_use]
    pub fn at(&self, name: &str) -> &Self {
        let members = self.object().unwrap_or_default();
        let found = members.iter().find(|it| it.0 == name);
        found.map_or(&Self::Null, |it| &it.1)
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(written) => written.parse().ok(),
            _ => None,
        }
    }

    /// The JSON that it was parsed from, without its white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }
}

/// What can be read from JSON.
pub trait ReadJson: Sized {
    /// `None` when it is something else. Members that it does not know may stand beside those that it does.
    fn read(value: &Value) -> Option<Self>;
}

/// What can be written as JSON (RFC 8259).
pub trait WriteJson {
    /// Puts it behind what is written so far.
    fn write(&self, out: &mut String);
}

/// The JSON of it.
pub fn written(it: &impl WriteJson) -> String {
    let mut out = String::new();
    it.write(&mut out);
    out
}

/// Begins an object.
pub fn begin(out: &mut String) {
    out.push('{');
}

/// Ends an object.
pub fn end(out: &mut String) {
    out.push('}');
}

/// Puts the name of a member, behind the one before.
pub fn name(name: &str, out: &mut String) {
    separate('{', out);
    text(name, out);
    out.push(':');
}

/// Puts a text: what must not stand in one is escaped (§7).
pub fn text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '\0'..='\u{1f}' => {
                // Writing to a text cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// Puts the members of something that is written as an object into the object that `out` is in.
pub fn write_members(it: &impl WriteJson, out: &mut String) {
    let at = out.len();
    it.write(out);
    join(at, out);
}

/// Takes the braces of the object at `at` away.
fn join(at: usize, out: &mut String) {
    out.pop();
    if out.len() == at + 1 {
        out.pop();
    } else {
        out.replace_range(at..=at, ",");
    }
}

/// Which of these names a text is.
#[must_use]
pub fn position(value: &Value, names: &[&str]) -> Option<usize> {
    let text = value.text()?;
    names.iter().position(|name| *name == text)
}

/// The member of an object; the default when it has none.
pub fn read_or_default<T: ReadJson + Default>(value: &Value, name: &str) -> Option<T> {
    let has_it = value.object()?.iter().any(|it| it.0 == name);
    if has_it {
        T::read(value.at(name))
    } else {
        Some(T::default())
    }
}

/// Puts a comma behind what stands before in the same list or object.
fn separate(begin: char, out: &mut String) {
    if !out.ends_with(begin) {
        out.push(',');
    }
}

impl WriteJson for Value {
    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Truth(truth) => truth.write(out),
            Self::Number(written) => out.push_str(written),
            Self::Text(it) => text(it, out),
            Self::List(items) => items.write(out),
            Self::Object(members) => {
                begin(out);
                for (member, value) in members {
                    name(member, out);
                    value.write(out);
                }
                end(out);
            }
        }
    }
}

impl ReadJson for String {
    fn read(value: &Value) -> Option<Self> {
        value.text().map(str::to_owned)
    }
}

impl WriteJson for String {
    fn write(&self, out: &mut String) {
        text(self, out);
    }
}

impl ReadJson for bool {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Truth(truth) => Some(*truth),
            _ => None,
        }
    }
}

impl WriteJson for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl ReadJson for i64 {
    fn read(value: &Value) -> Option<Self> {
        value.number()
    }
}

impl WriteJson for i64 {
    fn write(&self, out: &mut String) {
        // Writing to a text cannot fail.
        let _ = write!(out, "{self}");
    }
}

impl ReadJson for u32 {
    fn read(value: &Value) -> Option<Self> {
        Self::try_from(value.number()?).ok()
    }
}

impl WriteJson for u32 {
    fn write(&self, out: &mut String) {
        i64::from(*self).write(out);
    }
}

impl<T: ReadJson> ReadJson for Option<T> {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            there => T::read(there).map(Some),
        }
    }
}

impl<T: WriteJson> WriteJson for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(it) => it.write(out),
            None => Value::Null.write(out),
        }
    }
}

impl<T: ReadJson> ReadJson for Vec<T> {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::List(items) => items.iter().map(T::read).collect(),
            _ => None,
        }
    }
}

impl<T: WriteJson> WriteJson for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for item in self {
            separate('[', out);
            item.write(out);
        }
        out.push(']');
    }
}
