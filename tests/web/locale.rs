//! Dates as people of the browser's region write them.

use crate::stage::javascript;
use spa::platform::locale;
use wasm_bindgen_test::wasm_bindgen_test;

/// Noon of 29 November 2026, UTC.
const MOMENT: i64 = 1_795_953_600_000;

/// A browser that prefers this language. The true one comes back when it is dropped.
struct Preferring;

impl Preferring {
    fn language(tag: &str) -> Self {
        javascript(&format!(
            "Object.defineProperty(navigator, 'language', {{ configurable: true, value: '{tag}' }})"
        ));
        Self
    }
}

impl Drop for Preferring {
    fn drop(&mut self) {
        javascript("delete navigator.language");
    }
}

#[wasm_bindgen_test]
fn people_outside_the_united_states_see_the_day_before_the_month() {
    for tag in [
        "en-GB",
        "en-AU",
        "de-DE",
        "de",
        "fr-FR",
        "pt",
        "ja-JP",
        "es-MX",
        "not_a_tag!",
    ] {
        let _browser = Preferring::language(tag);
        let date = locale::date(MOMENT, "en");
        let expected = if tag == "not_a_tag!" {
            "November 29, 2026"
        } else {
            "29 November 2026"
        };
        assert_eq!(date, expected, "{tag}");
    }
}

#[wasm_bindgen_test]
fn a_browser_of_the_united_states_shows_dates_as_there() {
    let _browser = Preferring::language("en-US");
    assert_eq!(locale::date(MOMENT, "en"), "November 29, 2026");
}

#[wasm_bindgen_test]
fn the_hours_are_counted_as_in_the_region_of_the_browser() {
    let american = {
        let _browser = Preferring::language("en-US");
        locale::date_and_time(MOMENT, "en")
    };
    let german = {
        let _browser = Preferring::language("de-DE");
        locale::date_and_time(MOMENT, "en")
    };
    assert!(american.ends_with("M"), "{american}");
    assert!(!german.ends_with("M"), "{german}");
    assert!(german.contains("29 November 2026"), "{german}");
}
