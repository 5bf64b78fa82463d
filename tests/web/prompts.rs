//! Buttons that have the browser ask for something, and the lines of a check.

use crate::mount::{has_focus, settle, show, text};
use leptos::prelude::*;
use spa::components::{CheckList, CheckMark, Checked, Choice, ChoiceList, PromptButton};
use wasm_bindgen_test::wasm_bindgen_test;

#[derive(Clone, Copy)]
struct Seen {
    waiting: RwSignal<bool>,
    presses: RwSignal<u32>,
    stops: RwSignal<u32>,
}

fn prompt(seen: Seen) -> impl IntoView {
    view! {
        <PromptButton
            id="passkey"
            label="Use your passkey"
            waiting=seen.waiting
            waiting_label="Waiting…"
            stop="Stop waiting"
            on_press=move |()| seen.presses.update(|count| *count += 1)
            on_stop=move |()| seen.stops.update(|count| *count += 1)
        />
    }
}

#[wasm_bindgen_test]
async fn while_the_browser_asks_a_press_does_nothing_and_waiting_can_be_stopped() {
    let seen = Seen {
        waiting: RwSignal::new(false),
        presses: RwSignal::new(0),
        stops: RwSignal::new(0),
    };
    let mounted = show(move || prompt(seen));
    let button = mounted.button("Use your passkey");
    button.focus().unwrap();
    button.click();
    assert_eq!(seen.presses.get_untracked(), 1);
    seen.waiting.set(true);
    settle().await;
    assert_eq!(
        text(&button),
        "Waiting…",
        "the same button says that it waits"
    );
    assert_eq!(button.get_attribute("aria-busy").as_deref(), Some("true"));
    assert_eq!(text(&mounted.role("status")), "Waiting…");
    button.click();
    assert_eq!(seen.presses.get_untracked(), 1);
    let stop = mounted.button("Stop waiting");
    stop.focus().unwrap();
    stop.click();
    assert_eq!(seen.stops.get_untracked(), 1);
    seen.waiting.set(false);
    settle().await;
    assert_eq!(text(&button), "Use your passkey");
    assert!(has_focus(&button), "the focus is back where it came from");
}

#[wasm_bindgen_test]
fn each_line_of_a_check_says_in_words_what_came_of_it() {
    let line = |name: &str, mark, said: &str, advice: Option<&str>| Checked {
        name: name.to_owned(),
        mark,
        said: said.to_owned(),
        advice: advice.map(str::to_owned),
    };
    let lines = vec![
        line("Secure connection", CheckMark::Good, "Works", None),
        line("Phone", CheckMark::Missing, "Missing", Some("Turn it on.")),
        line("Lock", CheckMark::Unknown, "Not known", None),
    ];
    let mounted = show(move || view! { <CheckList label="What was looked at" lines /> });
    let list = mounted.find("ul").unwrap();
    assert_eq!(
        list.get_attribute("aria-label").as_deref(),
        Some("What was looked at")
    );
    let said = text(&list);
    assert!(said.contains("Secure connection: Works"), "{said}");
    assert!(said.contains("Phone: Missing"), "{said}");
    assert!(said.contains("Turn it on."), "{said}");
    assert!(said.contains("Lock: Not known"), "{said}");
}

#[wasm_bindgen_test]
fn the_name_of_a_choice_is_all_that_can_be_read_on_it() {
    let chosen = RwSignal::new(None);
    let mounted = show(move || {
        let choices = vec![Choice {
            name: "Backup code".to_owned(),
            explained: "One that you saved".to_owned(),
        }];
        view! { <ChoiceList label="Ways" choices on_choose=move |index| chosen.set(Some(index)) /> }
    });
    let button = mounted.button("Backup code One that you saved");
    assert_eq!(button.get_attribute("aria-label"), None);
    button.click();
    assert_eq!(chosen.get_untracked(), Some(0));
}
