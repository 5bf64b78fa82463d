//! Whether this browser keeps cookies for this site. Without them nobody stays signed in.

use super::{object, page};
use wasm_bindgen::JsValue;

/// Set and taken away at once.
const PROBE: &str = "latchkey-probe=1";
const ATTRIBUTES: &str = "; Path=/; SameSite=Strict";
const EXPIRED: &str = "; Max-Age=0";

/// Whether cookies are kept: what the browser says of itself, and whether one that is set can be read again. A browser
/// that keeps them only until it is closed keeps them long enough.
#[must_use]
pub fn are_kept() -> bool {
    let Some((window, document)) = page::window().zip(page::document()) else {
        return false;
    };
    if object::truth(&window.navigator(), "cookieEnabled") == Some(false) {
        return false;
    }
    let set = |attributes: &str| {
        let cookie = JsValue::from_str(&format!("{PROBE}{ATTRIBUTES}{attributes}"));
        object::set(&document, "cookie", &cookie);
    };
    set("");
    // In a frame without an origin of its own, reading throws.
    let kept = object::text(&document, "cookie").is_some_and(|all| all.contains(PROBE));
    set(EXPIRED);
    kept
}
