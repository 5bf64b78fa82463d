//! Telling whether a click leads this tab to another page.

use super::page;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlAnchorElement, MouseEvent};

/// The address that a click leads this tab to, if it leads anywhere else than on this page.
pub(super) fn followed(event: &Event) -> Option<String> {
    let click = event.dyn_ref::<MouseEvent>()?;
    let is_plain = click.button() == 0
        && !(click.meta_key() || click.alt_key() || click.ctrl_key() || click.shift_key());
    let link = event
        .composed_path()
        .iter()
        .find_map(|it| it.dyn_into::<HtmlAnchorElement>().ok())?;
    let is_kept = link.has_attribute("download") || !matches!(link.target().as_str(), "" | "_self");
    let address = link.href();
    let is_page = address.starts_with("http://") || address.starts_with("https://");
    let here = page::window()?.location().href().ok()?;
    let same = without_fragment(&address) == without_fragment(&here);
    (is_plain && !is_kept && is_page && !same).then_some(address)
}

fn without_fragment(address: &str) -> &str {
    address
        .split_once('#')
        .map_or(address, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use super::without_fragment;

    #[test]
    fn a_place_on_the_same_page_is_no_other_page() {
        assert_eq!(
            without_fragment("https://a.example/b#main"),
            "https://a.example/b"
        );
        assert_eq!(
            without_fragment("https://a.example/b?c"),
            "https://a.example/b?c"
        );
    }
}
