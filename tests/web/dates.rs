//! Dates are written the way the browser's languages write them.

use crate::mount::javascript;
use spa::platform::locale;
use wasm_bindgen_test::wasm_bindgen_test;

/// Noon of 3 April 2026 where this computer is.
fn noon() -> i64 {
    let moment = javascript("new Date(2026, 3, 3, 12, 0).getTime()");
    let milliseconds = moment.as_f64().unwrap();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds of this century"
    )]
    let whole = milliseconds as i64;
    whole
}

struct Languages;

impl Languages {
    fn are(list: &str) -> Self {
        javascript(&format!(
            "Object.defineProperty(navigator, 'languages', {{ configurable: true, value: {list} }})"
        ));
        Self
    }
}

impl Drop for Languages {
    fn drop(&mut self) {
        javascript("delete navigator.languages");
    }
}

#[wasm_bindgen_test]
fn a_date_is_written_as_the_browser_is_set_and_not_as_the_page_is() {
    for (languages, expected) in [
        ("['en-GB', 'en']", "3 April 2026"),
        ("['de-DE', 'en-US']", "3. April 2026"),
        ("['fr-CA']", "3 avril 2026"),
        ("['en-US']", "April 3, 2026"),
    ] {
        let _languages = Languages::are(languages);
        assert_eq!(locale::date(noon()), expected, "{languages}");
        assert!(
            locale::date_and_time(noon()).starts_with(expected),
            "{languages}"
        );
    }
    let _languages = Languages::are("['en-GB']");
    assert!(
        locale::date_and_time(noon()).ends_with("12:00"),
        "no 12:00 PM"
    );
}

#[wasm_bindgen_test]
fn a_browser_with_a_tag_of_its_own_still_writes_dates() {
    for languages in ["['x-not a tag']", "[]", "undefined"] {
        let _languages = Languages::are(languages);
        assert!(locale::date(noon()).contains("2026"), "{languages}");
    }
}
