//! Fetching the other program while the person is busy, so that its page is there at once.

use super::page;
use wasm_bindgen::JsValue;

/// On the root of the page: the files of the other program, as the build names them. In a page that is not shipped it is the
/// program's name, and nothing is fetched.
const FILES: &str = "data-prefetch";

/// Has the browser fetch them into its cache. Each is asked for once; one that does not come is asked for by the next page.
pub fn next_program() {
    let Some(root) = page::document().and_then(|document| document.document_element()) else {
        return;
    };
    let files = root.get_attribute(FILES).unwrap_or_default();
    for file in files.split(' ').filter(|file| file.starts_with('/')) {
        hint(file);
    }
    // An attribute of the root element: it cannot be refused.
    let _ = root.remove_attribute(FILES);
}

/// By a request of the lowest priority, which the browser makes once it has nothing better to do (HTML, link type "prefetch").
fn hint(file: &str) {
    let hinted = || -> Result<(), JsValue> {
        let document = page::document().ok_or(JsValue::UNDEFINED)?;
        let link = document.create_element("link")?;
        link.set_attribute("rel", "prefetch")?;
        link.set_attribute("href", file)?;
        let head = document.query_selector("head")?;
        let head = head.ok_or(JsValue::UNDEFINED)?;
        head.append_child(&link)?;
        Ok(())
    };
    // Without it the next page takes longer.
    let _ = hinted();
}
