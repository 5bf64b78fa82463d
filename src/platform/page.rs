//! The window and its document, which a worker or a host build does not have.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, History, HtmlElement, Url, Window};

/// The window, where there is one.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that asks for it"
)]
pub(super) fn window() -> Option<Window> {
    web_sys::window()
}

/// The document, where there is one.
pub(super) fn document() -> Option<Document> {
    window()?.document()
}

/// The element with this id.
pub(super) fn by_id(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// The element with this id, as something that can take focus.
pub(super) fn html_by_id(id: &str) -> Option<HtmlElement> {
    by_id(id)?.dyn_into().ok()
}

/// The address of this page.
pub(super) fn url() -> Option<Url> {
    Url::new(&window()?.location().href().ok()?).ok()
}

/// The history of this tab.
pub(super) fn history() -> Option<History> {
    window()?.history().ok()
}
