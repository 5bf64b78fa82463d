//! A page that the browser translates: its text nodes are replaced while it is in use.

use crate::mount::{Mounted, javascript, settle, show, until};
use leptos::prelude::*;
use spa::{
    components::{Countdown, PageHeading, Submit},
    platform::{clock, translation},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// How translators put `<font>` elements in the place of text: in one go, beside it and then away with it, the other way
/// round, or with the text itself inside.
const WAYS: [&str; 4] = [
    "text.replaceWith(font);",
    "text.before(font); text.remove();",
    "{ const [parent, next] = [text.parentNode, text.nextSibling]; text.remove(); parent.insertBefore(font, next); }",
    "font.firstChild.firstChild?.remove(); text.before(font); font.firstChild.append(text); text.data = words;",
];

/// Translates everything that is mounted, which is to say writes it in capitals.
fn translate(mounted: &Mounted, way: &str) {
    let code = format!(
        "const texts = [];
         const walker = document.createTreeWalker(mounted, NodeFilter.SHOW_TEXT);
         while (walker.nextNode()) texts.push(walker.currentNode);
         for (const text of texts) {{
             if (!text.data.trim() || text.parentNode.nodeName === 'FONT') continue;
             const words = text.data.toUpperCase();
             const font = document.createElement('font');
             font.append(document.createElement('font'));
             font.firstChild.append(words);
             {way}
         }}"
    );
    js_sys::Function::new_with_args("mounted", &code)
        .call1(
            &JsValue::NULL,
            &mounted.find("*").unwrap().parent_element().unwrap(),
        )
        .unwrap();
}

#[wasm_bindgen_test]
async fn words_that_change_are_seen_while_the_page_is_translated() {
    translation::install();
    for way in WAYS {
        let words = RwSignal::new("one".to_owned());
        let mounted = show(move || {
            view! { <p>"Step " {words} " of two"</p> }
        });
        translate(&mounted, way);
        settle().await;
        assert_eq!(mounted.text(), "STEP ONE OF TWO", "{way}");
        words.set("two".to_owned());
        settle().await;
        assert_eq!(mounted.text(), "STEP two OF TWO", "{way}");
        // The browser translates what is new, and so on.
        translate(&mounted, way);
        settle().await;
        words.set("three".to_owned());
        settle().await;
        assert_eq!(mounted.text(), "STEP three OF TWO", "{way}");
    }
}

#[wasm_bindgen_test]
async fn what_comes_and_goes_does_so_while_the_page_is_translated() {
    translation::install();
    for way in WAYS {
        let shown = RwSignal::new(Some("old"));
        let list = RwSignal::new(vec![1, 2, 3]);
        let mounted = show(move || {
            view! {
                <div>
                    {move || shown.get()}
                    {move || if shown.get().is_some() { "some".into_any() } else { view! { <b>"none"</b> }.into_any() }}
                    <For each=move || list.get() key=|it| *it children=|it| format!("n{it} ") />
                    "end"
                </div>
            }
        });
        translate(&mounted, way);
        settle().await;
        shown.set(None);
        list.set(vec![3, 4, 1]);
        settle().await;
        assert_eq!(mounted.text().to_lowercase(), "nonen3 n4 n1 end", "{way}");
        translate(&mounted, way);
        settle().await;
        shown.set(Some("new"));
        list.set(vec![5]);
        settle().await;
        assert_eq!(mounted.text().to_lowercase(), "newsomen5 end", "{way}");
    }
}

#[wasm_bindgen_test]
async fn a_heading_a_button_and_a_countdown_go_on_while_the_page_is_translated() {
    translation::install();
    for way in WAYS {
        let (heading, busy) = (RwSignal::new("Sign in".to_owned()), RwSignal::new(false));
        let end = clock::steady_ms() + 2_900;
        let mounted = show(move || {
            view! {
                <div>
                    <PageHeading text=heading />
                    <Submit label="Send" busy busy_label="Sending" />
                    <Countdown until=end text=|clock: String| format!("again in {clock}") />
                </div>
            }
        });
        translate(&mounted, way);
        settle().await;
        heading.set("Second step".to_owned());
        busy.set(true);
        settle().await;
        let text = |selector| crate::mount::text(&mounted.find(selector).unwrap());
        assert_eq!(text("h1"), "Second step", "{way}");
        assert_eq!(text("button"), "Sending", "{way}");
        let now = "[role=timer]";
        until("the countdown goes on", || text(now) == "again in 0:02").await;
        translate(&mounted, way);
        until("it goes on again", || text(now) == "again in 0:01").await;
    }
}

#[wasm_bindgen_test]
async fn a_translation_that_is_taken_back_leaves_the_words_as_they_were() {
    translation::install();
    let words = RwSignal::new("one".to_owned());
    let mounted = show(move || view! { <p>"Step " {words}</p> });
    translate(&mounted, WAYS[0]);
    settle().await;
    assert_eq!(mounted.text(), "STEP ONE");
    javascript("for (const font of document.querySelectorAll('p > font')) font.remove()");
    settle().await;
    assert_eq!(mounted.text(), "Step one");
    words.set("two".to_owned());
    settle().await;
    assert_eq!(mounted.text(), "Step two");
}
