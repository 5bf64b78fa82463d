//! Dates, the way people write them.

use super::object;
use js_sys::{Array, Date, Function, Intl::DateTimeFormat, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

/// The region that stands for the whole world (UN M49).
const WORLD: &str = "001";

/// A date with month in words, in the language of this tag (BCP 47), the style of the browser's region and the time
/// zone of this computer.
pub fn date(milliseconds: i64, language: &str) -> String {
    let options = style(&[("dateStyle", "long")]);
    moment(milliseconds)
        .to_locale_date_string(&regional(language), &options)
        .into()
}

/// The same with the time of day, to the minute.
pub fn date_and_time(milliseconds: i64, language: &str) -> String {
    let options = style(&[("dateStyle", "long"), ("timeStyle", "short")]);
    moment(milliseconds)
        .to_locale_string(&regional(language), &options)
        .into()
}

/// The tag to write dates with: the language that the page is in, as it is written where the browser's owner lives. The
/// browser's own tag when it is of that language, since it may say more; `language` alone when the browser tells no region.
fn regional(language: &str) -> String {
    let preferred = js_sys::global();
    let preferred = object::member(&preferred, "navigator")
        .and_then(|navigator| object::text(&navigator, "language"))
        .filter(|tag| !tag.is_empty());
    preferred
        .and_then(|tag| tag_for(language, &tag))
        .unwrap_or_else(|| language.to_owned())
}

fn tag_for(language: &str, preferred: &str) -> Option<String> {
    // A tag without a region has a likely one (Unicode Technical Standard #35, part 1 §4.3).
    let likely = object::call(&locale(preferred, &Object::new())?, "maximize", &[]).ok()?;
    if object::text(&likely, "language")? == language {
        return Some(preferred.to_owned());
    }
    let region = object::text(&likely, "region")?;
    let tag = format!("{language}-{region}");
    // Not every language is described for every region, and what stands for all of English is the United States.
    Some(if is_described(&tag) {
        tag
    } else {
        format!("{language}-{WORLD}")
    })
}

/// Whether the browser knows how this language is written in this region.
fn is_described(tag: &str) -> bool {
    let format = DateTimeFormat::new(&Array::of1(&tag.into()), &Object::new());
    object::text(&format.resolved_options(), "locale").is_some_and(|found| found == tag)
}

/// An `Intl.Locale`; nothing where the browser has none, or the tag is not one.
fn locale(tag: &str, options: &Object) -> Option<JsValue> {
    let intl = object::member(&js_sys::global(), "Intl")?;
    let make: Function = object::member(&intl, "Locale")?.dyn_into().ok()?;
    Reflect::construct(&make, &Array::of2(&tag.into(), options)).ok()
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
