//! JSON by the browser's own means.

use contract::json::Value;
use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

/// What the text says. `None` when it is no JSON.
pub fn parse(text: &str) -> Option<Value> {
    JSON::parse(text).ok().map(|parsed| value(&parsed))
}

fn value(parsed: &JsValue) -> Value {
    if let Some(text) = parsed.as_string() {
        return Value::Text(text);
    }
    if let Some(truth) = parsed.as_bool() {
        return Value::Truth(truth);
    }
    if Array::is_array(parsed) {
        let items = Array::from(parsed);
        return Value::List(items.iter().map(|item| value(&item)).collect());
    }
    if let Some(object) = parsed.dyn_ref::<Object>() {
        let members = Object::entries(object);
        return Value::Object(members.iter().map(|it| member(&it)).collect());
    }
    if parsed.is_null() {
        return Value::Null;
    }
    let written = JSON::stringify(parsed).ok().map(String::from);
    written.map_or(Value::Null, Value::Number)
}

fn member(entry: &JsValue) -> (String, Value) {
    let entry = Array::from(entry);
    let name = entry.get(0).as_string();
    (name.unwrap_or_default(), value(&entry.get(1)))
}
