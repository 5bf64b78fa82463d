//! The clipboard.

use super::page;
use leptos::{
    html::ElementType,
    prelude::{GetUntracked, NodeRef},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Node;

/// Why nothing was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClipboardError {
    /// The browser has no clipboard for this page: it is old, or the page came over plain HTTP.
    Unavailable,
    /// The browser or the person said no.
    Refused,
}

/// Puts the text on the clipboard. Call it from a click: browsers refuse it otherwise.
pub async fn copy(text: &str) -> Result<(), ClipboardError> {
    let window = page::window().ok_or(ClipboardError::Unavailable)?;
    let navigator = window.navigator();
    // The binding calls it always there; without a secure context it is not.
    let there = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| clipboard.is_object());
    if !there {
        return Err(ClipboardError::Unavailable);
    }
    JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .map(drop)
        .map_err(|_| ClipboardError::Refused)
}

/// Selects the text of an element, so that whoever cannot be helped by [`copy`] can copy it with the keyboard or a
/// long press.
pub fn select<E>(element: NodeRef<E>)
where
    E: ElementType,
    E::Output: JsCast + Clone + AsRef<Node> + 'static,
{
    let selection = page::window()
        .and_then(|window| window.get_selection().ok())
        .flatten();
    if let (Some(element), Some(selection)) = (element.try_get_untracked().flatten(), selection) {
        // Selecting is a kindness: where it fails, the person can still do it by hand.
        let _ = selection.select_all_children(element.as_ref());
    }
}
