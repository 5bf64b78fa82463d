//! Dates, the way people write them.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// A date with month in words, in the language of this tag (BCP 47) and the time zone of this computer.
pub fn date(milliseconds: i64, language: &str) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds stay exact for 285,000 years"
    )]
    let date = Date::new(&JsValue::from_f64(milliseconds as f64));
    let options = Object::new();
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&options, &"dateStyle".into(), &"long".into());
    date.to_locale_date_string(language, &options).into()
}
