//! What a browser calls itself (`User-Agent`), read for the name that its owner knows. Good for a list, and for nothing
//! else: anybody can send anything.

/// A browser that people know by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Browser {
    /// Google Chrome, and all that do not tell themselves apart from it.
    Chrome,
    /// Microsoft Edge.
    Edge,
    /// Mozilla Firefox.
    Firefox,
    /// Opera.
    Opera,
    /// Apple Safari.
    Safari,
    /// Samsung Internet.
    SamsungInternet,
    /// Vivaldi.
    Vivaldi,
}

/// A system, or the device that has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// Android.
    Android,
    /// Chrome OS.
    ChromeOs,
    /// An iPad.
    Ipad,
    /// An iPhone.
    Iphone,
    /// Linux.
    Linux,
    /// macOS. An iPad that asks for desktop pages says this too.
    MacOs,
    /// Windows.
    Windows,
}

/// Browsers by the word that only they say. Nearly all say `Chrome` or `Safari` as well, so those come last.
const BROWSERS: [(&str, Browser); 16] = [
    ("Edg/", Browser::Edge),
    ("EdgA/", Browser::Edge),
    ("EdgiOS/", Browser::Edge),
    ("Edge/", Browser::Edge),
    ("OPR/", Browser::Opera),
    ("OPT/", Browser::Opera),
    ("Opera/", Browser::Opera),
    ("SamsungBrowser/", Browser::SamsungInternet),
    ("Vivaldi/", Browser::Vivaldi),
    ("FxiOS/", Browser::Firefox),
    ("Firefox/", Browser::Firefox),
    ("CriOS/", Browser::Chrome),
    ("Chrome/", Browser::Chrome),
    ("Chromium/", Browser::Chrome),
    ("HeadlessChrome/", Browser::Chrome),
    ("Safari/", Browser::Safari),
];

/// Systems by the word that they say. Android says `Linux` too, and an iPhone `Mac OS X`.
const SYSTEMS: [(&str, System); 8] = [
    ("iPhone", System::Iphone),
    ("iPod", System::Iphone),
    ("iPad", System::Ipad),
    ("Android", System::Android),
    ("CrOS", System::ChromeOs),
    ("Windows", System::Windows),
    ("Macintosh", System::MacOs),
    ("Linux", System::Linux),
];

/// The browser and the system, as far as they can be told.
#[must_use]
pub fn read(user_agent: &str) -> (Option<Browser>, Option<System>) {
    (first(&BROWSERS, user_agent), first(&SYSTEMS, user_agent))
}

fn first<T: Copy>(table: &[(&str, T)], user_agent: &str) -> Option<T> {
    let known = table.iter().find(|(word, _)| user_agent.contains(word));
    known.map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_what_they_say() {
        let rows = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                (Some(Browser::Chrome), Some(System::Windows)),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                (Some(Browser::Edge), Some(System::Windows)),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                (Some(Browser::Firefox), Some(System::Linux)),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
                (Some(Browser::Safari), Some(System::MacOs)),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1",
                (Some(Browser::Safari), Some(System::Iphone)),
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.0.0 Mobile/15E148 Safari/604.1",
                (Some(Browser::Chrome), Some(System::Ipad)),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Mobile/15E148 Safari/605.1.15",
                (Some(Browser::Firefox), Some(System::Iphone)),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                (Some(Browser::Chrome), Some(System::Android)),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                (Some(Browser::SamsungInternet), Some(System::Android)),
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                (Some(Browser::Chrome), Some(System::ChromeOs)),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
                (Some(Browser::Chrome), Some(System::Linux)),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/122.0.0.0",
                (Some(Browser::Opera), Some(System::Windows)),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Vivaldi/7.5",
                (Some(Browser::Vivaldi), Some(System::Linux)),
            ),
        ];
        for (user_agent, expected) in rows {
            assert_eq!(read(user_agent), expected, "{user_agent}");
        }
    }

    #[test]
    fn what_says_nothing_known_has_no_name() {
        assert_eq!(read(""), (None, None));
        assert_eq!(read("curl/8.14.1"), (None, None));
        assert_eq!(read("\u{202E}<script>"), (None, None));
        assert_eq!(read("Something on Windows"), (None, Some(System::Windows)));
    }
}
