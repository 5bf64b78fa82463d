//! What the served page says of the service it belongs to.

use super::page;

/// The meta element that the server fills in with its setting (HTML §4.2.5.1).
const NAME: &str = "meta[name=\"application-name\"]";

/// The service's name; `None` when the page does not say.
#[must_use]
pub fn name() -> Option<String> {
    let element = page::document()?.query_selector(NAME).ok()??;
    let name = element.get_attribute("content")?;
    (!name.trim().is_empty()).then_some(name)
}
