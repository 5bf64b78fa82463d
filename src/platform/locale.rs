//! Dates, the way people write them.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// A date with month in words, in the language of this tag (BCP 47) and the time zone of this computer.
pub fn date(milliseconds: i64, language: &str) -> String {
    let options = style(&[("dateStyle", "long")]);
    moment(milliseconds)
        .to_locale_date_string(language, &options)
        .into()
}

/// The same with the time of day, to the minute.
pub fn date_and_time(milliseconds: i64, language: &str) -> String {
    let options = style(&[("dateStyle", "long"), ("timeStyle", "short")]);
    moment(milliseconds)
        .to_locale_string(language, &options)
        .into()
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
