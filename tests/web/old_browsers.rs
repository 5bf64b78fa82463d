//! Browsers that lack something: either it works all the same, or it is said.

use crate::mount::{javascript, pause, show, until};
use leptos::{ev::SubmitEvent, prelude::*};
use spa::{
    components::{Button, Dialog},
    platform::{
        cookies,
        deadline::{pause as wait, within_ms},
        form,
    },
};
use std::{cell::Cell, future::pending, rc::Rc};
use wasm_bindgen_test::wasm_bindgen_test;

/// Takes something away from the browser until this is dropped.
struct Without(String);

impl Without {
    fn new(owner: &str, name: &str) -> Self {
        javascript(&format!(
            "(window.taken ??= {{}})['{name}'] = Object.getOwnPropertyDescriptor({owner}, '{name}'); delete {owner}.{name}"
        ));
        Self(format!(
            "Object.defineProperty({owner}, '{name}', window.taken['{name}'])"
        ))
    }
}

impl Drop for Without {
    fn drop(&mut self) {
        javascript(&self.0);
    }
}

#[wasm_bindgen_test]
async fn what_takes_too_long_ends_in_every_browser() {
    for without in [None, Some(("AbortSignal", "timeout"))] {
        let _gone = without.map(|(owner, name)| Without::new(owner, name));
        let aborted = Rc::new(Cell::new(None));
        let signal = Rc::clone(&aborted);
        let ended = within_ms(50, |given| {
            signal.set(given);
            pending::<()>()
        });
        assert_eq!(ended.await, None, "{without:?}");
        let signal = aborted.take();
        assert!(signal.is_none_or(|signal| signal.aborted()), "{without:?}");
        let ended = within_ms(5_000, async |_| {
            wait(10).await;
            "in time"
        });
        assert_eq!(ended.await, Some("in time"), "{without:?}");
    }
}

#[wasm_bindgen_test]
async fn a_form_is_submitted_without_request_submit() {
    let _gone = Without::new("HTMLFormElement.prototype", "requestSubmit");
    let sent = Rc::new(Cell::new(0));
    let count = Rc::clone(&sent);
    let _mounted = show(move || {
        let submit = move |event: SubmitEvent| {
            let fields = form::take(&event).unwrap();
            assert_eq!(fields.text("code"), "123456");
            count.set(count.get() + 1);
        };
        view! {
            <form on:submit=submit novalidate>
                <input id="old-code" name="code" value="123456" />
            </form>
        }
    });
    form::submit("old-code");
    assert_eq!(sent.get(), 1);
}

#[wasm_bindgen_test]
async fn a_dialog_opens_and_closes_without_the_methods_of_dialogs() {
    let _show = Without::new("HTMLDialogElement.prototype", "showModal");
    let _close = Without::new("HTMLDialogElement.prototype", "close");
    let open = RwSignal::new(false);
    let mounted = show(move || {
        view! {
            <Dialog open heading="Remove it?" on_close=move |()| open.set(false)>
                <Button on_press=move |()| open.set(false)>"Keep it"</Button>
            </Dialog>
        }
    });
    let is_open = || mounted.find("dialog[open]").is_some();
    pause(60).await;
    assert!(!is_open());
    open.set(true);
    until("it is open", is_open).await;
    mounted.button("Keep it").click();
    until("it is closed", || !is_open()).await;
}

#[wasm_bindgen_test]
fn cookies_that_are_not_kept_are_noticed() {
    assert!(cookies::are_kept());
    let is_clean = || {
        javascript("document.cookie")
            .as_string()
            .unwrap_or_default()
            .is_empty()
    };
    assert!(is_clean());
    for (owner, name, value) in [
        ("navigator", "cookieEnabled", "false"),
        ("document", "cookie", "''"),
    ] {
        javascript(&format!(
            "Object.defineProperty({owner}, '{name}', {{ configurable: true, get: () => {value}, set: () => {{}} }})"
        ));
        let kept = cookies::are_kept();
        javascript(&format!("delete {owner}.{name}"));
        assert!(!kept, "{name}");
    }
    javascript(
        "Object.defineProperty(document, 'cookie', { configurable: true, get() { throw new DOMException('no', 'SecurityError') } })",
    );
    let kept = cookies::are_kept();
    javascript("delete document.cookie");
    assert!(!kept);
    assert!(cookies::are_kept() && is_clean());
}
