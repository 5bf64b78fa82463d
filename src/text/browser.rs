//! Names of browsers and systems.

use super::{Text, fill};
use contract::browser_name::{self, Browser, System};

/// What browsers are called, alone and together with their system.
#[derive(Debug)]
pub struct BrowserText {
    /// "{browser} on {system}".
    pub on: &'static str,
    /// A system that is known, and a browser that is not: "{system}".
    pub some_on: &'static str,
    /// Neither is known.
    pub unknown: &'static str,
}

/// English.
pub const BROWSER: BrowserText = BrowserText {
    on: "{browser} on {system}",
    some_on: "A browser on {system}",
    unknown: "An unknown browser",
};

/// What its owner calls a browser: nothing of what it says about itself is repeated.
pub fn browser_name(text: &Text, user_agent: &str) -> String {
    let words = &text.browser;
    let (browser, system) = browser_name::read(user_agent);
    let browser = browser.map(Browser::name);
    let system = system.map(System::name);
    match (browser, system) {
        (Some(browser), Some(system)) => {
            fill(words.on, &[("browser", browser), ("system", system)])
        }
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => fill(words.some_on, &[("system", system)]),
        (None, None) => words.unknown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser_name;
    use crate::text::use_text;

    #[test]
    fn a_browser_is_named_as_far_as_it_can_be_told() {
        let text = use_text();
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
                "Firefox on Linux",
            ),
            ("Firefox/140.0", "Firefox"),
            ("Thing/1 (Windows)", "A browser on Windows"),
            ("Call this number now", "An unknown browser"),
        ] {
            assert_eq!(browser_name(text, user_agent), name);
        }
    }
}
