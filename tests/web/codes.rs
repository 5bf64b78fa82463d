//! The QR code: a camera must find it in every theme.

use crate::mount::{Mounted, document, show};
use contract::Secret;
use flow::qr::{QUIET_ZONE, Square};
use leptos::prelude::*;
use spa::components::QrCode;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

const STYLES: [&str; 3] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/components.css"),
];

#[wasm_bindgen_test]
fn the_code_has_a_white_border_of_four_modules() {
    let square = Square::new(&Secret::new(
        "otpauth://totp/Latchkey:ada?secret=JBSWY3DPEHPK3PXP",
    ))
    .unwrap();
    let size = square.size();
    let mounted = code(&square);
    let svg = mounted.role("img");
    assert_eq!(svg.get_attribute("aria-label").as_deref(), Some("QR code"));
    let side = size + 2 * QUIET_ZONE;
    assert_eq!(
        svg.get_attribute("viewBox"),
        Some(format!("0 0 {side} {side}"))
    );

    let number = |code: &str| crate::mount::javascript(code).as_f64().unwrap();
    let paper = "document.querySelector('[role=img] path:first-child').getBBox()";
    let ink = "document.querySelector('[role=img] path:last-child').getBBox()";
    let (side, quiet, size) = (side as f64, QUIET_ZONE as f64, size as f64);
    assert_eq!(number(&format!("{paper}.x")), 0.0);
    assert_eq!(number(&format!("{paper}.y")), 0.0);
    assert_eq!(number(&format!("{paper}.width")), side);
    assert_eq!(number(&format!("{paper}.height")), side);
    assert_eq!(number(&format!("{ink}.x")), quiet);
    assert_eq!(number(&format!("{ink}.y")), quiet);
    assert_eq!(number(&format!("{ink}.width")), size);
    assert_eq!(number(&format!("{ink}.height")), size);
}

#[wasm_bindgen_test]
fn the_code_is_black_on_white_by_day_and_by_night_and_without_any_style() {
    let square = Square::new(&Secret::new("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP")).unwrap();
    let mounted = code(&square);
    let paper = mounted.find("path:first-child").unwrap();
    let ink = mounted.find("path:last-child").unwrap();
    let is_right = |when: &str| {
        assert_eq!(fill(&paper), "rgb(255, 255, 255)", "paper {when}");
        assert_eq!(fill(&ink), "rgb(0, 0, 0)", "ink {when}");
    };
    is_right("without a style");

    let style = document().create_element("style").unwrap();
    style.set_text_content(Some(&STYLES.concat()));
    document().head().unwrap().append_child(&style).unwrap();
    let root = document().document_element().unwrap();
    for theme in ["light", "dark"] {
        root.set_attribute("data-theme", theme).unwrap();
        is_right(theme);
    }
    root.remove_attribute("data-theme").unwrap();
    style.remove();
}

fn code(square: &Square) -> Mounted {
    let (path, side) = (square.path(), square.view_box_size());
    show(move || view! { <QrCode path side label="QR code" /> })
}

fn fill(element: &Element) -> String {
    let style = web_sys::window()
        .unwrap()
        .get_computed_style(element)
        .unwrap()
        .unwrap();
    style.get_property_value("fill").unwrap()
}
