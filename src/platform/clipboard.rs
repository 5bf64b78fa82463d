//! The clipboard.

use super::{object, page};
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
    // Without a secure context it is not there, and an old one cannot write.
    let clipboard = object::member(&navigator, "clipboard")
        .filter(|it| object::method(it, "writeText").is_some())
        .ok_or(ClipboardError::Unavailable)?;
    let text = JsValue::from_str(text);
    JsFuture::from(object::promise(&clipboard, "writeText", &[&text]))
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
