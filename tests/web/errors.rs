//! What is said when something goes wrong.

use crate::mount::{document, has_focus, settle, show, text, until};
use leptos::prelude::*;
use spa::{
    components::{Countdown, ErrorSummary, Field, SummaryError},
    platform::{alarm, clock},
};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn the_summary_takes_the_focus_and_leads_to_the_field() {
    let errors = RwSignal::new(Vec::new());
    let mounted = show(move || {
        view! {
            <ErrorSummary heading="There is a problem" errors />
            <Field name="email" label="Email address" />
        }
    });
    let summary = mounted.role("alert");
    settle().await;
    assert!(!has_focus(&summary));
    assert_eq!(text(&summary), "");

    errors.set(vec![SummaryError::at("email", "Enter your email address.")]);
    until("the summary has the focus", || has_focus(&summary)).await;
    assert!(text(&summary).contains("There is a problem"));

    let link = mounted.find("[role=alert] a").unwrap();
    assert_eq!(text(&link), "Enter your email address.");
    let before = document().location().unwrap().href().unwrap();
    link.click();
    assert!(has_focus(&mounted.field("Email address")));
    assert_eq!(document().location().unwrap().href().unwrap(), before);

    errors.set(vec![SummaryError::plain("No connection.")]);
    until("another error takes the focus again", || {
        has_focus(&summary)
    })
    .await;
    errors.set(Vec::new());
    until("the summary is empty", || text(&summary).is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_countdown_stands_once_and_is_said_at_the_marks_alone() {
    let until_moment = clock::steady_ms() + 61_900;
    let mounted = show(move || {
        let errors = Signal::stored(vec![SummaryError::plain("Too many tries.")]);
        view! {
            <ErrorSummary heading="There is a problem" errors>
                <Countdown until=until_moment text=|clock: String| format!("Again in {clock}.") />
            </ErrorSummary>
        }
    });
    let timer = mounted.role("timer");
    let said = mounted.find("[role=alert] [role=status]").unwrap();
    until("the countdown has begun", || {
        text(&timer) == "Again in 1:01."
    })
    .await;
    assert_eq!(text(&said), "", "the summary has told the start");
    assert_eq!(text(&mounted.role("alert")).matches("Again").count(), 1);
    until("a full minute is said", || text(&said) == "Again in 1:00.").await;
    assert_eq!(text(&timer), text(&said));
    until("and not found there any more", || text(&said).is_empty()).await;
    assert_eq!(text(&timer), "Again in 0:59.");
}

#[wasm_bindgen_test]
fn a_broken_program_shows_the_notice_outside_of_it() {
    let notice = document().create_element("div").unwrap();
    notice.set_id("alarm");
    notice.set_attribute("hidden", "").unwrap();
    document().body().unwrap().append_child(&notice).unwrap();
    alarm::raise();
    assert!(!notice.has_attribute("hidden"));
    notice.remove();
    alarm::raise();
}
