//! Printing a few lines alone.
//!
//! A sheet is put beside the app, the print styles hide everything else, and the sheet goes when printing is over.
//! An isolated frame would need holes in the content security policy, and Safari on a phone prints the whole page
//! instead of the frame.

use super::page;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{AddEventListenerOptions, Document, Element, Event};

const SHEET: &str = "print-sheet";
const ATTRIBUTE: &str = "data-printing";

/// Why nothing was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintError {
    /// The browser does not print, or not for this page.
    Refused,
}

/// What goes on paper.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// The heading.
    pub heading: &'a str,
    /// A sentence below it.
    pub note: &'a str,
    /// The lines, one below the other.
    pub lines: &'a [String],
}

/// Opens the print dialog with the sheet and nothing else on it.
pub fn alone(sheet: Sheet<'_>) -> Result<(), PrintError> {
    clear();
    lay_out(sheet).map_err(|_| PrintError::Refused)?;
    if page::window().is_some_and(|window| window.print().is_ok()) {
        return Ok(());
    }
    clear();
    Err(PrintError::Refused)
}

/// Takes away a sheet that is still there: a phone may never say that it has printed.
pub fn clear() {
    let Some(document) = page::document() else {
        return;
    };
    if let Some(root) = document.document_element() {
        // Removing an attribute cannot be refused.
        let _ = root.remove_attribute(ATTRIBUTE);
    }
    if let Some(sheet) = document.get_element_by_id(SHEET) {
        sheet.remove();
    }
}

fn lay_out(sheet: Sheet<'_>) -> Result<(), JsValue> {
    let missing = || JsValue::NULL;
    let document = page::document().ok_or_else(missing)?;
    let body = document.body().ok_or_else(missing)?;
    let section = document.create_element("section")?;
    section.set_id(SHEET);
    section.set_class_name(SHEET);
    add(&document, &section, "h1", sheet.heading)?;
    add(&document, &section, "p", sheet.note)?;
    let list = document.create_element("ol")?;
    for line in sheet.lines {
        add(&document, &list, "li", line)?;
    }
    section.append_child(&list)?;
    body.append_child(&section)?;
    document
        .document_element()
        .ok_or_else(missing)?
        .set_attribute(ATTRIBUTE, "")?;
    clear_afterwards()
}

fn add(document: &Document, parent: &Element, name: &str, text: &str) -> Result<(), JsValue> {
    let child = document.create_element(name)?;
    child.set_text_content(Some(text));
    parent.append_child(&child).map(drop)
}

fn clear_afterwards() -> Result<(), JsValue> {
    let window = page::window().ok_or(JsValue::NULL)?;
    let options = AddEventListenerOptions::new();
    options.set_once(true);
    let listener = Closure::once_into_js(|_: Event| clear());
    window.add_event_listener_with_callback_and_add_event_listener_options(
        "afterprint",
        listener.unchecked_ref(),
        &options,
    )
}
