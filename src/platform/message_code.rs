//! Codes of text messages that the browser reads by itself (`WebOTP` API, <https://wicg.github.io/web-otp/>).
//!
//! It reads only messages that end in `@host #code` with the host of this page. A browser that cannot do it, and a
//! person who does not want it, come to the same: the code is typed.

use super::{cancel::Cancel, object, page};
use contract::Secret;
use js_sys::Array;
use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Waits for the code of a text message, until `cancel`'s holder is dropped. `None` when there is none to be had:
/// the browser does not read messages, somebody said no, or the wait was ended.
pub async fn hear(cancel: Cancel) -> Option<Secret> {
    let credentials = reader()?;
    let switch = cancel.switch();
    let message = object::object(&[("transport", &Array::of1(&"sms".into()))]);
    let options = object::object(&[("otp", &message), ("signal", &switch.signal())]);
    let mut answer = pin!(JsFuture::from(object::promise(
        &credentials,
        "get",
        &[&options]
    )));
    let answer = poll_fn(|context| {
        // What somebody put in the browser's place may never answer, not even when it is aborted.
        if switch.poll_off(context).is_ready() {
            return Poll::Ready(None);
        }
        answer.as_mut().poll(context).map(Result::ok)
    })
    .await?;
    let code = object::text(&answer, "code").map(Secret::new)?;
    (!code.is_empty()).then_some(code)
}

/// `navigator.credentials`, of a browser that reads messages.
fn reader() -> Option<JsValue> {
    let window: JsValue = page::window()?.into();
    object::member(&window, "OTPCredential")?;
    let navigator = object::member(&window, "navigator")?;
    object::member(&navigator, "credentials")
}
