//! JSON that crosses unread, by both means of reading and writing.

use super::{Assertion, CredentialId, RequestOptions, exact};
use crate::json::{ReadJson, Value, WriteJson};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};

impl ReadJson for RequestOptions {
    fn read(value: &Value) -> Option<Self> {
        value.object()?;
        Some(Self(value.to_json()))
    }
}

impl WriteJson for RequestOptions {
    fn write(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

impl<'de> Deserialize<'de> for RequestOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::read(&value).ok_or_else(|| D::Error::custom("not an object"))
    }
}

impl Serialize for RequestOptions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        pass_on(&self.0, serializer)
    }
}

/// To the letter: what is read comes from a browser, and nothing with another form gets any further.
impl ReadJson for Assertion {
    fn read(value: &Value) -> Option<Self> {
        let json = value.to_json();
        let given = exact::assertion(&json)?;
        Some(Self::from_json(CredentialId(given.id), json))
    }
}

impl WriteJson for Assertion {
    fn write(&self, out: &mut String) {
        out.push_str(&self.json);
    }
}

impl<'de> Deserialize<'de> for Assertion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::read(&value).ok_or_else(|| D::Error::custom("not the answer of a browser"))
    }
}

impl Serialize for Assertion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        pass_on(&self.json, serializer)
    }
}

fn pass_on<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let value: Value = serde_json::from_str(json).map_err(S::Error::custom)?;
    value.serialize(serializer)
}
