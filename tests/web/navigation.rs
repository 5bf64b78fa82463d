//! What the address says, and leaving for another one.

use crate::{
    mount::{javascript, settle, show, until},
    passkey_stub::holds,
};
use contract::Secret;
use leptos::prelude::*;
use spa::platform::{
    leave::{self, LeaveError},
    link,
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_test::wasm_bindgen_test;

const TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// The address as it was comes back when this is dropped.
struct Address;

impl Address {
    fn with(ending: &str) -> Self {
        javascript(&format!(
            "window.before = location.href;
             history.replaceState({{ kept: true }}, '', location.pathname + '{ending}')"
        ));
        Self
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        javascript("history.replaceState(null, '', window.before)");
    }
}

#[wasm_bindgen_test]
fn a_token_is_taken_once_and_wiped_from_the_address() {
    let _address = Address::with(&format!("?a=b#{TOKEN}"));
    javascript("window.entries = history.length");
    let token = link::take_token().unwrap();
    assert_eq!(token.expose(), TOKEN);
    assert!(holds(
        "location.hash === '' && location.search === '?a=b' && !location.href.includes('#')"
    ));
    assert!(
        holds("history.length === window.entries && history.state.kept"),
        "the entry is the same one"
    );
    assert!(link::take_token().is_none());
}

#[wasm_bindgen_test]
fn a_place_on_the_page_is_no_token() {
    let _address = Address::with("#password");
    assert!(link::take_token().is_none());
    assert!(holds("location.hash === '#password'"));
}

#[wasm_bindgen_test]
async fn another_link_in_the_same_tab_is_heard_until_the_page_is_left() {
    let _address = Address::with("");
    let heard = Rc::new(RefCell::new(Vec::<Secret>::new()));
    let keep = Rc::clone(&heard);
    let mounted = show(move || {
        link::follow_token(move |token| keep.borrow_mut().push(token));
        view! { <p>"here"</p> }
    });
    javascript(&format!("location.hash = '{TOKEN}'"));
    until("the token is heard", || heard.borrow().len() == 1).await;
    assert_eq!(heard.borrow()[0].expose(), TOKEN);
    assert!(holds("location.hash === ''"));
    drop(mounted);
    javascript(&format!("location.hash = '{TOKEN}'"));
    settle().await;
    assert_eq!(heard.borrow().len(), 1);
}

#[wasm_bindgen_test]
fn a_link_that_came_apart_is_put_right_in_the_same_entry_of_the_history() {
    let _address = Address::with(&format!("%23{TOKEN}"));
    javascript("window.entries = history.length");
    assert!(link::take_token().is_none());
    link::mend(|came| Some(came.replace("%23", "#")));
    assert!(holds(
        "history.length === window.entries && history.state.kept"
    ));
    assert_eq!(link::take_token().unwrap().expose(), TOKEN);
    assert!(holds("!location.href.includes('%23')"));
}

#[wasm_bindgen_test]
fn a_script_is_not_left_for() {
    for address in [
        "javascript:window.left = true",
        "//evil.example",
        "data:text/html,x",
        "",
    ] {
        assert_eq!(leave::to(address), Err(LeaveError::Forbidden), "{address}");
    }
    assert!(holds("window.left === undefined"));
}

#[wasm_bindgen_test]
async fn the_page_is_left_in_its_place() {
    let _address = Address::with("");
    javascript("window.entries = history.length");
    let path = javascript("location.pathname").as_string().unwrap();
    assert_eq!(leave::to(&format!("{path}#there")), Ok(()));
    until("the browser went there", || {
        holds("location.hash === '#there'")
    })
    .await;
    assert!(holds("history.length === window.entries"));
}
