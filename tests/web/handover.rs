//! What one program tells the other.

use crate::{mount::javascript, passkey_stub::holds};
use spa::platform::handover;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_note_is_read_once_and_nothing_stays() {
    handover::leave("{}");
    assert!(holds("sessionStorage.length === 1"));
    assert_eq!(handover::take().as_deref(), Some("{}"));
    assert_eq!(handover::take(), None);
    assert!(holds("sessionStorage.length === 0"));
}

#[wasm_bindgen_test]
fn a_browser_that_keeps_nothing_loses_the_note_and_nothing_else() {
    javascript(
        "window.kept = Object.getOwnPropertyDescriptor(window, 'sessionStorage');
         Object.defineProperty(window, 'sessionStorage', {
             configurable: true,
             get() { throw new DOMException('no', 'SecurityError'); },
         })",
    );
    handover::leave("{}");
    assert_eq!(handover::take(), None);
    javascript("Object.defineProperty(window, 'sessionStorage', window.kept)");
}
