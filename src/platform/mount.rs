//! Puts the app into the page.

use super::page;
use leptos::prelude::IntoView;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The element of `index.html` that the app lives in.
const POINT: &str = "app";

/// Draws the app inside `#app`, for as long as the page is open. Without such an element it takes the body.
pub fn mount<N: IntoView + 'static>(app: impl FnOnce() -> N + 'static) {
    if let Some(point) = point() {
        leptos::mount::mount_to(point, app).forget();
    }
}

fn point() -> Option<HtmlElement> {
    let document = page::document()?;
    document
        .get_element_by_id(POINT)
        .and_then(|element| element.dyn_into().ok())
        .or_else(|| document.body())
}
