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
