//! Names of browsers and systems.

use crate::Words;
use contract::browser_name::{self, Browser, System};

/// What its owner calls a browser: nothing of what it says about itself is repeated.
pub fn browser_name(words: Words, user_agent: &str) -> String {
    let known = known_browser(words, user_agent);
    known.unwrap_or_else(|| words.browser().unknown.to_owned())
}

/// The same as far as it can be told; `None` when neither the browser nor its system is known.
pub fn known_browser(words: Words, user_agent: &str) -> Option<String> {
    let words = words.browser();
    let (browser, system) = browser_name::read(user_agent);
    match (browser.map(Browser::name), system.map(System::name)) {
        (Some(browser), Some(system)) => Some(words.on(browser, system)),
        (Some(browser), None) => Some(browser.to_owned()),
        (None, Some(system)) => Some(words.some_on(system)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::browser_name;
    use crate::ENGLISH;

    #[test]
    fn a_browser_is_named_as_far_as_it_can_be_told() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
                "Firefox on Linux",
            ),
            ("Firefox/140.0", "Firefox"),
            ("Thing/1 (Windows)", "A browser on Windows"),
            ("Call this number now", "An unknown browser"),
        ] {
            assert_eq!(browser_name(ENGLISH, user_agent), name);
        }
    }
}
