//! Fetching the other program early.

use crate::{
    mount::javascript,
    passkey_stub::{holds, number},
};
use spa::platform::prefetch;
use wasm_bindgen_test::wasm_bindgen_test;

const HINTS: &str = "document.querySelectorAll('head > link[rel=prefetch]').length";

#[wasm_bindgen_test]
fn the_files_that_the_page_names_are_asked_for_once() {
    javascript("document.documentElement.dataset.prefetch = '/account-1.js /account-2_bg.wasm'");
    prefetch::next_program();
    prefetch::next_program();
    assert_eq!(number(HINTS), 2);
    assert!(holds(
        "document.querySelector('link[rel=prefetch]').getAttribute('href') === '/account-1.js'"
    ));
    javascript("document.querySelectorAll('link[rel=prefetch]').forEach(it => it.remove())");
}

#[wasm_bindgen_test]
fn a_page_that_names_a_program_and_no_files_fetches_nothing() {
    javascript("document.documentElement.dataset.prefetch = 'account'");
    prefetch::next_program();
    assert_eq!(number(HINTS), 0);
}
