//! Where the focus goes, and what the frame around a page offers.

use crate::stage::{bubbling, document, has_focus, javascript, settle, show, text, until};
use leptos::prelude::*;
use spa::{
    components::{Button, Dialog, Field, PageFrame, PageHeading},
    platform::{
        broadcast::{self, News},
        focus::Landing,
        page_title,
        theme::{self, Theme},
    },
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn the_heading_takes_the_focus_when_the_step_changes() {
    let heading = RwSignal::new("Sign in".to_owned());
    let landing = RwSignal::new(Landing::Heading);
    let stage = show(move || {
        view! {
            <PageHeading text=heading landing />
            <Field name="code" label="Code" />
        }
    });
    settle().await;
    let title = stage.find("h1").unwrap();

    heading.set("Second step".to_owned());
    until("the heading has the focus", || has_focus(&title)).await;

    landing.set(Landing::Field("code"));
    heading.set("Another step".to_owned());
    until("the field has the focus", || {
        has_focus(&stage.field("Code"))
    })
    .await;

    landing.set(Landing::Field("not-there"));
    heading.set("A third step".to_owned());
    until("without the field, the heading has the focus", || {
        has_focus(&title)
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_same_heading_again_leaves_the_focus_alone() {
    let heading = RwSignal::new("Sign in".to_owned());
    let stage = show(move || {
        view! {
            <PageHeading text=heading />
            <Field name="email" label="Email address" />
        }
    });
    settle().await;
    let field = stage.field("Email address");
    field.focus().unwrap();
    heading.set("Sign in".to_owned());
    settle().await;
    assert!(has_focus(&field));
}

#[wasm_bindgen_test]
fn the_frame_has_one_main_part_and_a_way_past_the_header() {
    let stage = show(|| {
        view! {
            <PageFrame product="Latchkey" home="/" skip="Skip to content">
                <p>"here"</p>
            </PageFrame>
        }
    });
    let main = stage.find("main").unwrap();
    assert_eq!(text(&main), "here");
    stage.find("a[href='#main']").unwrap().click();
    assert!(has_focus(&main));
    assert_eq!(text(&stage.find("header a").unwrap()), "Latchkey");
}

#[wasm_bindgen_test]
async fn a_dialog_takes_the_focus_closes_at_esc_and_gives_the_focus_back() {
    let open = RwSignal::new(false);
    let stage = show(move || {
        view! {
            <Button on_press=move |()| open.set(true)>"Remove"</Button>
            <Dialog open heading="Remove it?" on_close=move |()| open.set(false)>
                <Button on_press=move |()| open.set(false)>"Yes"</Button>
            </Dialog>
        }
    });
    let opener = stage.button("Remove");
    opener.focus().unwrap();
    opener.click();
    let dialog = stage.find("dialog").unwrap();
    until("the dialog is open", || dialog.has_attribute("open")).await;
    assert_eq!(
        dialog.get_attribute("aria-label").as_deref(),
        Some("Remove it?")
    );
    let heading = stage.find("dialog h2").unwrap();
    until("its heading has the focus", || has_focus(&heading)).await;
    stage.button("Yes");

    dialog.dispatch_event(&bubbling("cancel")).unwrap();
    until("the dialog is closed", || !dialog.has_attribute("open")).await;
    assert!(has_focus(&opener));
    assert!(!stage.text().contains("Yes"), "its content is gone with it");
}

#[wasm_bindgen_test]
async fn the_title_follows() {
    let title = RwSignal::new("Sign in".to_owned());
    let _stage = show(move || page_title::follow(title.into()));
    until("the title is there", || document().title() == "Sign in").await;
    title.set("Error: Sign in".to_owned());
    until("the title has changed", || {
        document().title() == "Error: Sign in"
    })
    .await;
}

#[wasm_bindgen_test]
fn a_chosen_theme_is_kept_and_can_be_given_up() {
    let shown = || {
        document()
            .document_element()
            .unwrap()
            .get_attribute("data-theme")
    };
    theme::choose(Theme::Dark);
    assert_eq!(
        (theme::chosen(), shown().as_deref()),
        (Theme::Dark, Some("dark"))
    );
    theme::choose(Theme::System);
    assert_eq!((theme::chosen(), shown()), (Theme::System, None));
}

#[wasm_bindgen_test]
async fn another_tab_is_heard_and_our_own_words_are_not() {
    let heard = Rc::new(Cell::new(0));
    let count = Rc::clone(&heard);
    let stage = show(move || {
        broadcast::listen(move |News::SessionChanged| count.set(count.get() + 1));
    });
    broadcast::tell(News::SessionChanged);
    settle().await;
    assert_eq!(heard.get(), 0);

    javascript(
        "window.other = new BroadcastChannel('latchkey'); other.postMessage('session-changed'); other.postMessage({ odd: 1 })",
    );
    until("the other tab is heard", || heard.get() == 1).await;
    drop(stage);
    javascript("other.postMessage('session-changed')");
    settle().await;
    assert_eq!(heard.get(), 1, "a page that was left hears nothing");
    javascript("other.close()");
}
