//! Light or dark: what the person chose, kept in this browser. Nothing else is ever kept here.

use super::page;
use web_sys::Storage;

/// `public/boot.js` reads the same key before the first paint.
const KEY: &str = "latchkey.theme";
const ATTRIBUTE: &str = "data-theme";

/// The colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// What the system says.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    const fn word(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// What was chosen before; the system's when nothing was, or when the browser keeps nothing.
#[must_use]
pub fn chosen() -> Theme {
    let kept = storage()
        .and_then(|storage| storage.get_item(KEY).ok())
        .flatten();
    match kept.as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// Shows the page in these colours, and again the next time where the browser keeps things.
pub fn choose(theme: Theme) {
    if let Some(root) = page::document().and_then(|document| document.document_element()) {
        // An attribute of the root element: it cannot be refused.
        let _ = match theme.word() {
            Some(word) => root.set_attribute(ATTRIBUTE, word),
            None => root.remove_attribute(ATTRIBUTE),
        };
    }
    if let Some(storage) = storage() {
        // A private window may refuse to keep it; the page still has its colours.
        let _ = match theme.word() {
            Some(word) => storage.set_item(KEY, word),
            None => storage.remove_item(KEY),
        };
    }
}

fn storage() -> Option<Storage> {
    page::window()?.local_storage().ok().flatten()
}
