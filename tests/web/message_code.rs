//! Codes of text messages that the browser reads.

use crate::{
    mount::{javascript, settle},
    passkey_stub::{Browser, Later, NEVER_ENDS, UNTIL_ABORTED, holds},
};
use contract::Secret;
use spa::platform::{
    cancel::{CancelHolder, cancel},
    message_code,
};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_code_that_came_is_given() {
    let _browser = reading("async () => ({ code: '123456', type: 'otp' })");
    let (_holder, heard) = listen();
    let code = heard.end("the code is heard").await.unwrap();
    assert_eq!(code.expose(), "123456");
    assert!(holds(
        "window.asked[0].options.otp.transport.join() === 'sms'
            && window.asked[0].options.signal instanceof AbortSignal"
    ));
    forget();
}

#[wasm_bindgen_test]
async fn a_browser_that_reads_no_messages_is_not_asked() {
    let browser = Browser::that(NEVER_ENDS);
    let (_holder, heard) = listen();
    assert_eq!(heard.end("it is over at once").await, None);
    assert_eq!(browser.calls(), 0);
}

#[wasm_bindgen_test]
async fn whatever_else_comes_is_no_code() {
    for answer in [
        "() => Promise.reject(new DOMException('no', 'AbortError'))",
        "() => { throw new TypeError('no'); }",
        "async () => null",
        "async () => ({})",
        "async () => ({ code: '' })",
        "async () => ({ code: 123456 })",
        "async () => ({ get code() { throw new Error('no'); } })",
        "() => undefined",
    ] {
        let _browser = reading(answer);
        let (_holder, heard) = listen();
        assert_eq!(heard.end(answer).await, None, "{answer}");
    }
    forget();
}

#[wasm_bindgen_test]
async fn who_holds_the_wait_ends_it() {
    for stubbornness in [UNTIL_ABORTED, NEVER_ENDS] {
        let _browser = reading(stubbornness);
        let (holder, heard) = listen();
        settle().await;
        assert!(heard.is_under_way());
        drop(holder);
        assert!(holds("window.asked[0].options.signal.aborted"));
        assert_eq!(heard.end("it is over").await, None);
    }
    forget();
}

#[wasm_bindgen_test]
async fn a_browser_with_nothing_to_ask_gives_nothing() {
    for credentials in ["undefined", "null", "{}", "{ get: 5 }"] {
        let _browser = Browser::with(credentials);
        javascript("window.OTPCredential = class {}");
        let (_holder, heard) = listen();
        assert_eq!(heard.end(credentials).await, None, "{credentials}");
    }
    forget();
}

/// A browser that reads messages, and does this.
fn reading(does: &str) -> Browser {
    let browser = Browser::that(does);
    javascript("window.OTPCredential = class {}");
    browser
}

fn forget() {
    javascript("delete window.OTPCredential");
}

fn listen() -> (CancelHolder, Later<Option<Secret>>) {
    let (holder, cancel) = cancel();
    (holder, Later::from(message_code::hear(cancel)))
}
