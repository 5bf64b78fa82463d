//! Which system this computer runs, as far as a browser tells: for a name that its owner recognises, nothing else.

use super::{object, page};

/// A system that people know by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Computer {
    /// Windows.
    Windows,
    /// macOS.
    MacOs,
    /// An iPhone.
    IPhone,
    /// An iPad.
    IPad,
    /// An Android phone or tablet.
    Android,
    /// Chrome OS.
    ChromeOs,
    /// Linux.
    Linux,
    /// The browser does not say, or says something else.
    Unknown,
}

/// What the browser calls itself, for whoever helps.
#[must_use]
pub fn user_agent() -> String {
    page::window()
        .and_then(|it| object::text(&it.navigator(), "userAgent"))
        .unwrap_or_default()
}

impl Computer {
    /// This computer.
    #[must_use]
    pub fn here() -> Self {
        let Some(navigator) = page::window().map(|it| it.navigator()) else {
            return Self::Unknown;
        };
        let text = |name| object::text(&navigator, name).unwrap_or_default();
        let hint = object::member(&navigator, "userAgentData")
            .and_then(|it| object::text(&it, "platform"))
            .unwrap_or_default();
        let fingers = object::member(&navigator, "maxTouchPoints").and_then(|it| it.as_f64());
        Self::told_by(&hint, &text("platform"), &text("userAgent")).or_tablet(fingers)
    }

    /// Reads what a browser says of its system: `navigator.userAgentData.platform`, `navigator.platform` and
    /// `navigator.userAgent`, each empty where it does not. The first that means something counts.
    #[must_use]
    pub fn told_by(hint: &str, platform: &str, user_agent: &str) -> Self {
        // An Android browser calls its platform Linux, and one on Chrome OS as well: only its agent says more.
        [hint, user_agent, platform]
            .into_iter()
            .map(Self::named)
            .find(|it| *it != Self::Unknown)
            .unwrap_or(Self::Unknown)
    }

    /// The order matters: an Android agent says Linux as well, and that of an iPhone "like Mac OS X".
    fn named(text: &str) -> Self {
        const NAMES: [(&str, Computer); 14] = [
            ("iPhone", Computer::IPhone),
            ("iPod", Computer::IPhone),
            ("iPad", Computer::IPad),
            ("Android", Computer::Android),
            ("CrOS", Computer::ChromeOs),
            ("Chrome OS", Computer::ChromeOs),
            ("Chromium OS", Computer::ChromeOs),
            ("ChromeOS", Computer::ChromeOs),
            ("Windows", Computer::Windows),
            ("Win32", Computer::Windows),
            ("macOS", Computer::MacOs),
            ("Mac OS X", Computer::MacOs),
            ("MacIntel", Computer::MacOs),
            ("Linux", Computer::Linux),
        ];
        NAMES
            .into_iter()
            .find(|(name, _)| text.contains(name))
            .map_or(Self::Unknown, |(_, computer)| computer)
    }

    /// An iPad asks for the pages of a Mac and says that it is one; no Mac has a screen for several fingers.
    fn or_tablet(self, fingers: Option<f64>) -> Self {
        let is_touched = fingers.is_some_and(|it| it > 1.0);
        if self == Self::MacOs && is_touched {
            return Self::IPad;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Computer;

    #[test]
    fn systems_are_told_apart() {
        #[rustfmt::skip]
        let cases = [
            ("Windows", "Win32", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", Computer::Windows),
            ("", "Win32", "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", Computer::Windows),
            ("macOS", "MacIntel", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", Computer::MacOs),
            ("", "MacIntel", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", Computer::MacOs),
            ("", "iPhone", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X)", Computer::IPhone),
            ("", "iPad", "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X)", Computer::IPad),
            ("Android", "Linux armv81", "Mozilla/5.0 (Linux; Android 10; K)", Computer::Android),
            ("", "Linux aarch64", "Mozilla/5.0 (Android 15; Mobile; rv:140.0)", Computer::Android),
            ("Chrome OS", "Linux x86_64", "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", Computer::ChromeOs),
            ("Chromium OS", "Linux x86_64", "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", Computer::ChromeOs),
            ("Linux", "Linux x86_64", "Mozilla/5.0 (X11; Linux x86_64)", Computer::Linux),
            ("", "Linux x86_64", "", Computer::Linux),
            ("", "FreeBSD amd64", "Mozilla/5.0 (X11; FreeBSD amd64; rv:140.0)", Computer::Unknown),
            ("Unknown", "", "", Computer::Unknown),
            ("", "", "", Computer::Unknown),
        ];
        for (hint, platform, agent, computer) in cases {
            assert_eq!(
                Computer::told_by(hint, platform, agent),
                computer,
                "{hint} {platform} {agent}"
            );
        }
    }

    #[test]
    fn a_mac_for_several_fingers_is_an_ipad() {
        assert_eq!(Computer::MacOs.or_tablet(Some(5.0)), Computer::IPad);
        assert_eq!(Computer::MacOs.or_tablet(Some(0.0)), Computer::MacOs);
        assert_eq!(Computer::MacOs.or_tablet(None), Computer::MacOs);
        assert_eq!(Computer::Windows.or_tablet(Some(10.0)), Computer::Windows);
    }
}
