//! What a browser calls itself (`User-Agent`), read for the name that its owner knows: one table for the page and the
//! mails. Good for a list, and for nothing else: anybody can send anything.

/// A browser that people know by name. Names of products are the same in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Browser {
    /// Brave.
    Brave,
    /// Google Chrome, and all that do not tell themselves apart from it.
    Chrome,
    /// `DuckDuckGo`.
    DuckDuckGo,
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
    /// Yandex Browser.
    Yandex,
}

impl Browser {
    /// The name of the product.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Brave => "Brave",
            Self::Chrome => "Chrome",
            Self::DuckDuckGo => "DuckDuckGo",
            Self::Edge => "Edge",
            Self::Firefox => "Firefox",
            Self::Opera => "Opera",
            Self::Safari => "Safari",
            Self::SamsungInternet => "Samsung Internet",
            Self::Vivaldi => "Vivaldi",
            Self::Yandex => "Yandex Browser",
        }
    }
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
    /// macOS.
    MacOs,
    /// macOS, or an iPad: since iPadOS 13 Safari says the same on both.
    MacOrIpad,
    /// Windows.
    Windows,
}

impl System {
    /// The name of the product.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Android => "Android",
            Self::ChromeOs => "ChromeOS",
            Self::Ipad => "iPad",
            Self::Iphone => "iPhone",
            Self::Linux => "Linux",
            Self::MacOs => "macOS",
            Self::MacOrIpad => "Mac or iPad",
            Self::Windows => "Windows",
        }
    }
}

/// Browsers by the word that only they say, and whether only devices of Apple's with touch have it. Nearly all say `Chrome` or `Safari` as well, so those come last.
const BROWSERS: [(&str, Browser, Build); 24] = [
    ("Edg/", Browser::Edge, Build::Any),
    ("EdgA/", Browser::Edge, Build::Any),
    ("EdgiOS/", Browser::Edge, Build::AppleTouch),
    ("Edge/", Browser::Edge, Build::Any),
    ("OPR/", Browser::Opera, Build::Any),
    ("OPT/", Browser::Opera, Build::AppleTouch),
    ("OPX/", Browser::Opera, Build::Any),
    ("Opera/", Browser::Opera, Build::Any),
    ("SamsungBrowser/", Browser::SamsungInternet, Build::Any),
    ("Samsung Internet/", Browser::SamsungInternet, Build::Any),
    ("Vivaldi/", Browser::Vivaldi, Build::Any),
    ("Brave/", Browser::Brave, Build::Any),
    ("DuckDuckGo/", Browser::DuckDuckGo, Build::Any),
    ("Ddg/", Browser::DuckDuckGo, Build::Any),
    ("YaBrowser/", Browser::Yandex, Build::Any),
    ("FxiOS/", Browser::Firefox, Build::AppleTouch),
    ("Focus/", Browser::Firefox, Build::AppleTouch),
    ("Firefox/", Browser::Firefox, Build::Any),
    ("CriOS/", Browser::Chrome, Build::AppleTouch),
    ("Chrome/", Browser::Chrome, Build::Any),
    ("Chromium/", Browser::Chrome, Build::Any),
    ("HeadlessChrome/", Browser::Chrome, Build::Any),
    // Chrome's desktop pages on Apple's devices say no more than Safari.
    ("GSA/", Browser::Chrome, Build::AppleTouch),
    ("Safari/", Browser::Safari, Build::Any),
];

/// Where a browser that says a word can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Build {
    /// Anywhere.
    Any,
    /// On an iPhone or iPad alone, whatever else it says.
    AppleTouch,
}

/// Systems by the words that they say, in `User-Agent`, `navigator.platform` or `Sec-CH-UA-Platform`. Android says `Linux`
/// too, and an iPhone `Mac OS X`.
const SYSTEMS: [(&str, System); 15] = [
    ("iPhone", System::Iphone),
    ("iPod", System::Iphone),
    ("iPad", System::Ipad),
    ("Android", System::Android),
    ("CrOS", System::ChromeOs),
    ("Chrome OS", System::ChromeOs),
    ("Chromium OS", System::ChromeOs),
    ("ChromeOS", System::ChromeOs),
    ("Windows", System::Windows),
    ("Win32", System::Windows),
    ("macOS", System::MacOs),
    ("Macintosh", System::MacOs),
    ("Mac OS X", System::MacOs),
    ("MacIntel", System::MacOs),
    ("Linux", System::Linux),
];

/// Brands that say their name in `Sec-CH-UA` (User-Agent Client Hints §3.1) and not in `User-Agent`, with the word that
/// [`read`] knows.
const BRANDS: [(&str, &str); 5] = [
    ("\"Brave\"", "Brave/"),
    ("\"Vivaldi\"", "Vivaldi/"),
    ("\"Opera\"", "OPR/"),
    ("\"DuckDuckGo\"", "DuckDuckGo/"),
    ("\"Samsung Internet\"", "SamsungBrowser/"),
];

/// The browser and the system, as far as they can be told.
#[must_use]
pub fn read(user_agent: &str) -> (Option<Browser>, Option<System>) {
    let known = BROWSERS.iter().find(|(word, ..)| user_agent.contains(word));
    let says = system_word(user_agent);
    let system = match (known, says) {
        // An iPad asks for desktop pages and calls itself a Macintosh.
        (Some((_, _, Build::AppleTouch)), Some(System::MacOs)) => Some(System::Ipad),
        (Some((_, Browser::Safari, _)), Some(System::MacOs)) => Some(System::MacOrIpad),
        _ => says,
    };
    (known.map(|(_, browser, _)| *browser), system)
}

/// The system of this computer, by what its browser says: `navigator.userAgentData.platform`, `navigator.userAgent` and
/// `navigator.platform`, each empty where it does not, and whether its screen takes several fingers.
#[must_use]
pub fn own_system(
    (hint, user_agent, platform): (&str, &str, &str),
    is_touched: bool,
) -> Option<System> {
    // An Android browser calls its platform Linux, and one on Chrome OS as well: only its agent says more.
    let says = [hint, user_agent, platform]
        .into_iter()
        .find_map(system_word);
    match says {
        // No Mac has a screen for several fingers.
        Some(System::MacOs) if is_touched => Some(System::Ipad),
        says => says,
    }
}

fn system_word(text: &str) -> Option<System> {
    let known = SYSTEMS.iter().find(|(word, _)| text.contains(word));
    known.map(|(_, system)| *system)
}

/// The word for a brand that only its `Sec-CH-UA` tells, to be kept with its `User-Agent`.
#[must_use]
pub fn brand_word(brands: &str) -> Option<&'static str> {
    let known = BRANDS.iter().find(|(brand, _)| brands.contains(brand));
    known.map(|(_, word)| *word)
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
                (Some(Browser::Safari), Some(System::MacOrIpad)),
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
    fn what_asks_for_desktop_pages_or_is_a_relative_of_another_is_told_apart() {
        let rows = [
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                (Some(Browser::Chrome), Some(System::MacOs)),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140 Version/11.1.1 Safari/605.1.15",
                (Some(Browser::Chrome), Some(System::Ipad)),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Safari/605.1.15",
                (Some(Browser::Firefox), Some(System::Ipad)),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 EdgiOS/140.0 Safari/605.1.15",
                (Some(Browser::Edge), Some(System::Ipad)),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0",
                (Some(Browser::Edge), Some(System::Android)),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Brave/",
                (Some(Browser::Brave), Some(System::Linux)),
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0 Mobile DuckDuckGo/5 Safari/537.36",
                (Some(Browser::DuckDuckGo), Some(System::Android)),
            ),
        ];
        for (user_agent, expected) in rows {
            assert_eq!(read(user_agent), expected, "{user_agent}");
        }
    }

    #[test]
    fn the_own_system_is_told_by_whatever_says_most() {
        #[rustfmt::skip]
        let cases = [
            (("Windows", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", "Win32"), Some(System::Windows)),
            (("", "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Win32"), Some(System::Windows)),
            (("macOS", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "MacIntel"), Some(System::MacOs)),
            (("", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", "MacIntel"), Some(System::MacOs)),
            (("", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X)", "iPhone"), Some(System::Iphone)),
            (("", "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X)", "iPad"), Some(System::Ipad)),
            (("Android", "Mozilla/5.0 (Linux; Android 10; K)", "Linux armv81"), Some(System::Android)),
            (("", "Mozilla/5.0 (Android 15; Mobile; rv:140.0)", "Linux aarch64"), Some(System::Android)),
            (("Chrome OS", "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", "Linux x86_64"), Some(System::ChromeOs)),
            (("Chromium OS", "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", "Linux x86_64"), Some(System::ChromeOs)),
            (("Linux", "Mozilla/5.0 (X11; Linux x86_64)", "Linux x86_64"), Some(System::Linux)),
            (("", "", "Linux x86_64"), Some(System::Linux)),
            (("", "Mozilla/5.0 (X11; FreeBSD amd64; rv:140.0)", "FreeBSD amd64"), None),
            (("Unknown", "", ""), None),
            (("", "", ""), None),
        ];
        for (says, system) in cases {
            assert_eq!(own_system(says, false), system, "{says:?}");
        }
        let mac = (
            "",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)",
            "MacIntel",
        );
        assert_eq!(own_system(mac, true), Some(System::Ipad));
        assert_eq!(own_system(("Windows", "", ""), true), Some(System::Windows));
    }

    #[test]
    fn a_brand_is_told_where_only_the_client_hint_tells_it() {
        let brave = "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\", \"Brave\";v=\"140\"";
        assert_eq!(brand_word(brave), Some("Brave/"));
        let chrome =
            "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\", \"Google Chrome\";v=\"140\"";
        assert_eq!(brand_word(chrome), None);
        assert_eq!(brand_word("Call Brave now"), None);
        for (_, word) in BRANDS {
            assert!(BROWSERS.iter().any(|(known, ..)| *known == word), "{word}");
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
