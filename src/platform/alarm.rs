//! The last word when the program itself breaks: a notice of `index.html`, outside everything that Leptos draws.

use super::page;
use std::panic::PanicHookInfo;
use wasm_bindgen::JsValue;

/// The element of `index.html` with the words and the reload link; `public/boot.js` shows the same one.
const NOTICE: &str = "alarm";

/// From now on a panic shows the notice. The console gets the place in the source and nothing else: the message of
/// a panic may hold what a person typed.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        report(info);
        raise();
    }));
}

/// Shows the notice.
pub fn raise() {
    if let Some(notice) = page::by_id(NOTICE) {
        // Removing an attribute cannot be refused.
        let _ = notice.remove_attribute("hidden");
    }
}

fn report(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(
        || "at an unknown place".to_owned(),
        |location| format!("at {}:{}", location.file(), location.line()),
    );
    web_sys::console::error_1(&JsValue::from_str(&format!("The page stopped {place}.")));
}
