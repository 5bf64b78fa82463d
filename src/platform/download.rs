//! Saving a text as a file.

use super::page;
use leptos::prelude::set_timeout;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Browsers begin a download a moment after the click; the text is let go of after this.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// Why nothing was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DownloadError {
    /// The browser cannot make files, or not for this page.
    Refused,
}

/// Offers `text` as a file of this name. It never leaves the browser, and its address is withdrawn afterwards.
pub fn text_file(name: &str, text: &str) -> Result<(), DownloadError> {
    let url = address_of(text).map_err(|_| DownloadError::Refused)?;
    let clicked = click_link(name, &url);
    set_timeout(
        move || {
            // Nothing to withdraw is as good as withdrawn.
            let _ = Url::revoke_object_url(&url);
        },
        KEPT_FOR,
    );
    clicked.ok_or(DownloadError::Refused)
}

fn address_of(text: &str) -> Result<String, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("text/plain;charset=utf-8");
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    Url::create_object_url_with_blob(&blob)
}

fn click_link(name: &str, url: &str) -> Option<()> {
    let link = page::document()?
        .create_element("a")
        .ok()?
        .dyn_into::<HtmlAnchorElement>()
        .ok()?;
    link.set_href(url);
    link.set_download(name);
    link.click();
    Some(())
}
