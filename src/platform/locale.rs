//! Dates, the way people write them where they are: the languages that the browser is set to, region included, and not
//! the language of the page, of which there is but one.

use super::{object, page};
use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// A date with month in words, as this browser writes it, in the time zone of this computer.
pub fn date(milliseconds: i64) -> String {
    let options = style(&[("dateStyle", "long")]);
    written(milliseconds, "toLocaleDateString", &options)
}

/// The same with the time of day, to the minute.
pub fn date_and_time(milliseconds: i64) -> String {
    let options = style(&[("dateStyle", "long"), ("timeStyle", "short")]);
    written(milliseconds, "toLocaleString", &options)
}

/// A browser whose list of languages has a tag that it does not take itself (ECMA-402 §6.2.2) writes dates its own way.
fn written(milliseconds: i64, method: &str, options: &Object) -> String {
    let moment = moment(milliseconds);
    let languages = page::window()
        .and_then(|window| object::member(&window.navigator(), "languages"))
        .unwrap_or(JsValue::UNDEFINED);
    let write = |languages: &JsValue| object::call(&moment, method, &[languages, options]);
    write(&languages)
        .or_else(|_| write(&JsValue::UNDEFINED))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds stay exact for 285,000 years"
)]
fn moment(milliseconds: i64) -> Date {
    Date::new(&JsValue::from_f64(milliseconds as f64))
}

fn style(options: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in options {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}
