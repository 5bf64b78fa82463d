//! What the served page says of the service it belongs to.

use super::page;

/// The meta element that the server fills in with its setting (HTML §4.2.5.1).
const NAME: &str = "meta[name=\"application-name\"]";

/// The data block that the server writes (`api/src/http/filled_page.rs`).
const SETTINGS: &str = "site";

/// The service's name; `None` when the page does not say.
#[must_use]
pub fn name() -> Option<String> {
    let element = page::document()?.query_selector(NAME).ok()??;
    let name = element.get_attribute("content")?;
    (!name.trim().is_empty()).then_some(name)
}

/// The settings of the service that the server puts into the page, as JSON; `None` when the page does not say.
#[must_use]
pub fn settings() -> Option<String> {
    page::by_id(SETTINGS)?.text_content()
}
