//! Where in the site this page stands: the address bar, the history, and links that lead to another screen.

use super::{capture::capture, followed_link::followed, page};
use leptos::{
    ev,
    prelude::{on_cleanup, window_event_listener},
};
use wasm_bindgen::JsValue;
use web_sys::Url;

/// The address of this page within the site: its path, its query, and the place on it.
#[must_use]
pub fn here() -> String {
    let part = |url: Url| [url.pathname(), url.search(), url.hash()].concat();
    page::url().map(part).unwrap_or_default()
}

/// What stands in the query of this address under a name, decoded; `None` when it does not, or says nothing.
#[must_use]
pub fn query(name: &str) -> Option<String> {
    let value = page::url()?.search_params().get(name)?;
    Some(value).filter(|value| !value.is_empty())
}

/// Takes the place of the present entry of the history, without loading anything.
pub fn replace(address: &str) {
    if let Some(history) = page::history() {
        // An address of this very origin cannot be refused; a browser that does so often lets it through a little later.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
        top();
    }
}

/// Keeps this page open when a link leads to a screen of it, and tells `moved` of that and of the back button, for as long
/// as the current owner lives.
pub fn follow_links(is_screen: fn(&str) -> bool, moved: impl Fn() + Clone + 'static) {
    let popped = moved.clone();
    let listener = window_event_listener(ev::popstate, move |_| popped());
    on_cleanup(move || listener.remove());
    let Some(window) = page::window() else { return };
    capture(window.into(), "click", move |event| {
        let address = followed(&event).and_then(|link| within_site(&link));
        if let Some(address) = address.filter(|address| is_screen(address)) {
            event.prevent_default();
            push(&address);
            moved();
        }
    });
}

fn push(address: &str) {
    if let Some(history) = page::history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
        top();
    }
}

fn top() {
    if let Some(window) = page::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// The path of an address of this very site, with what stands behind it.
fn within_site(address: &str) -> Option<String> {
    let rest = address.strip_prefix(&page::url()?.origin())?;
    rest.starts_with('/').then(|| rest.to_owned())
}
