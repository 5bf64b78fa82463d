//! Secrets that people take with them: copied, saved, printed.

use crate::mount::{Mounted, bubbling, document, has_focus, javascript, settle, show, text, until};
use leptos::prelude::*;
use spa::{
    components::{BackupCodes, BackupCodesWords, CopyWords, SecretText},
    platform::{download, print},
};
use std::cell::Cell;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

const COPIES: &str = "window.copied = null; Object.defineProperty(navigator, 'clipboard', {
    configurable: true, value: { writeText: async (text) => { window.copied = text; } } })";
const REFUSES: &str = "Object.defineProperty(navigator, 'clipboard', {
    configurable: true, value: { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } })";
const HAS_NO_CLIPBOARD: &str =
    "Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined })";
const CATCHES_DOWNLOADS: &str =
    "window.saved = null; HTMLAnchorElement.prototype.click = function () {
    window.saved = { name: this.download, url: this.href }; }";
const LETS_GO: &str = "delete HTMLAnchorElement.prototype.click";
const PRINTS: &str = "window.printed = null; window.print = () => {
    window.printed = document.querySelector('[data-printing] body > .print-sheet').textContent; }";
const PRINTS_NOT: &str = "window.print = () => { throw new Error('no printer'); }";

thread_local! {
    static SAVED: Cell<u32> = const { Cell::new(0) };
}

#[wasm_bindgen_test]
async fn a_secret_is_read_in_groups_and_copied_without_spaces() {
    javascript(COPIES);
    let mounted = secret();
    assert!(mounted.text().contains("JBSW Y3DP EHPK 3PXP"));
    mounted.button("Copy").click();
    until("it says that it copied", || {
        text(&mounted.role("status")) == "Copied"
    })
    .await;
    assert_eq!(
        javascript("window.copied").as_string().as_deref(),
        Some("JBSWY3DPEHPK3PXP")
    );
}

#[wasm_bindgen_test]
async fn where_copying_is_refused_the_text_is_selected_and_that_is_said() {
    for browser in [REFUSES, HAS_NO_CLIPBOARD] {
        javascript(browser);
        let mounted = secret();
        mounted.button("Copy").click();
        until("it says that it did not", || {
            text(&mounted.role("status")) == "Copy it by hand."
        })
        .await;
        let selected = javascript("String(getSelection())").as_string().unwrap();
        assert_eq!(selected, "JBSW Y3DP EHPK 3PXP");
    }
}

#[wasm_bindgen_test]
async fn codes_let_people_on_only_when_they_are_said_to_be_saved() {
    SAVED.set(0);
    let mounted = codes();
    assert_eq!(
        mounted
            .find("ol")
            .unwrap()
            .get_attribute("aria-label")
            .as_deref(),
        Some("Backup codes")
    );
    let tick = mounted.field("I have saved them");

    mounted.button("Continue").click();
    until("it says what is missing", || {
        text(&mounted.role("alert")) == "Tick the box first."
    })
    .await;
    assert!(has_focus(&tick));
    assert_eq!(tick.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(SAVED.get(), 0);

    tick.click();
    until("the error is gone", || {
        text(&mounted.role("alert")).is_empty()
    })
    .await;
    mounted.button("Continue").click();
    assert_eq!(SAVED.get(), 1);
}

#[wasm_bindgen_test]
async fn codes_are_copied_one_below_the_other() {
    javascript(COPIES);
    let mounted = codes();
    mounted.button("Copy codes").click();
    until("it copied", || javascript("window.copied").is_string()).await;
    assert_eq!(
        javascript("window.copied").as_string().as_deref(),
        Some("AAAA-BBBB\nCCCC-DDDD")
    );
}

#[wasm_bindgen_test]
async fn codes_are_saved_as_a_file_that_never_leaves_the_browser() {
    javascript(CATCHES_DOWNLOADS);
    let mounted = codes();
    mounted.button("Download codes").click();
    assert_eq!(
        javascript("window.saved.name").as_string().as_deref(),
        Some("codes.txt")
    );
    assert!(
        javascript("window.saved.url")
            .as_string()
            .unwrap()
            .starts_with("blob:")
    );
    let file = javascript("fetch(window.saved.url).then((answer) => answer.text())");
    let file = JsFuture::from(js_sys::Promise::from(file))
        .await
        .unwrap()
        .as_string()
        .unwrap();
    assert_eq!(
        file,
        "Backup codes for Latchkey\nEach works once.\n\nAAAA-BBBB\nCCCC-DDDD\n"
    );
    javascript(LETS_GO);
}

#[wasm_bindgen_test]
async fn a_refused_download_is_said() {
    javascript(
        "window.make = URL.createObjectURL; URL.createObjectURL = () => { throw new Error('no'); }",
    );
    let mounted = codes();
    mounted.button("Download codes").click();
    until("it says so", || {
        mounted.text().contains("Your browser does not allow this.")
    })
    .await;
    assert_eq!(
        download::text_file("x.txt", "x"),
        Err(download::DownloadError::Refused)
    );
    javascript("URL.createObjectURL = window.make");
}

#[wasm_bindgen_test]
async fn codes_are_printed_alone_and_leave_nothing_behind() {
    javascript(PRINTS);
    let mounted = codes();
    mounted.button("Print codes").click();
    let printed = javascript("window.printed").as_string().unwrap();
    for line in [
        "Backup codes for Latchkey",
        "Each works once.",
        "AAAA-BBBB",
        "CCCC-DDDD",
    ] {
        assert!(printed.contains(line), "{line} is on paper");
    }
    assert!(!printed.contains("Continue"));
    assert!(document().query_selector(".print-sheet").unwrap().is_some());
    web_sys::window()
        .unwrap()
        .dispatch_event(&bubbling("afterprint"))
        .unwrap();
    assert!(document().query_selector(".print-sheet").unwrap().is_none());
    assert!(
        !document()
            .document_element()
            .unwrap()
            .has_attribute("data-printing")
    );
}

#[wasm_bindgen_test]
async fn a_sheet_that_was_never_said_to_be_printed_goes_with_the_page() {
    javascript(PRINTS);
    let mounted = codes();
    mounted.button("Print codes").click();
    drop(mounted);
    settle().await;
    assert!(document().query_selector(".print-sheet").unwrap().is_none());
}

#[wasm_bindgen_test]
async fn a_refused_print_is_said() {
    javascript(PRINTS_NOT);
    let mounted = codes();
    mounted.button("Print codes").click();
    until("it says so", || {
        mounted.text().contains("Your browser does not allow this.")
    })
    .await;
    assert!(document().query_selector(".print-sheet").unwrap().is_none());
    let sheet = print::Sheet {
        heading: "",
        note: "",
        lines: &[],
    };
    assert_eq!(print::alone(sheet), Err(print::PrintError::Refused));
}

fn copy_words(copy: &str) -> CopyWords {
    CopyWords {
        copy: copy.to_owned(),
        copied: "Copied".to_owned(),
        refused: "Copy it by hand.".to_owned(),
    }
}

fn secret() -> Mounted {
    show(|| {
        view! {
            <SecretText secret="JBSWY3DPEHPK3PXP".to_owned() label="Set-up key" words=copy_words("Copy") />
        }
    })
}

fn codes() -> Mounted {
    show(|| {
        let words = BackupCodesWords {
            label: "Backup codes".to_owned(),
            copy: copy_words("Copy codes"),
            download: "Download codes".to_owned(),
            file_name: "codes.txt".to_owned(),
            print: "Print codes".to_owned(),
            refused: "Your browser does not allow this.".to_owned(),
            heading: "Backup codes for Latchkey".to_owned(),
            note: "Each works once.".to_owned(),
            saved: "I have saved them".to_owned(),
            not_saved: "Tick the box first.".to_owned(),
            go_on: "Continue".to_owned(),
        };
        let codes = vec!["AAAA-BBBB".to_owned(), "CCCC-DDDD".to_owned()];
        view! { <BackupCodes codes words on_saved=|()| SAVED.set(SAVED.get() + 1) /> }
    })
}
