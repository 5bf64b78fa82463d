//! What goes away while it has the focus must not take the focus with it (WCAG 2.2 §2.4.3); and where dialogs begin.

use crate::{
    passkey_stub::holds,
    server_stub::{Server, reads, screen},
    stage::{Stage, document, has_focus, javascript, settle, show, until},
};
use leptos::prelude::*;
use spa::{
    components::{Button, Dialog, Field, PageFrame, PageHeading},
    pages::{ActivityPage, SecurityPage},
};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_button_that_goes_away_leaves_the_focus_at_the_heading() {
    let gone = RwSignal::new(false);
    let stage = page(move || {
        let button = move || {
            let press = move |()| gone.set(true);
            (!gone.get()).then(|| view! { <Button on_press=press>"Try again"</Button> })
        };
        view! { {button} <Field name="email" label="Email address" /> }.into_any()
    })
    .await;
    presses(&stage, "Try again");
    until("the heading has the focus", || {
        has_focus(&stage.find("h1").unwrap())
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_button_that_goes_away_in_a_part_leaves_the_focus_at_the_heading_of_the_part() {
    let gone = RwSignal::new(false);
    let stage = page(move || {
        let button = move || {
            let press = move |()| gone.set(true);
            (!gone.get()).then(|| view! { <Button on_press=press>"Remove"</Button> })
        };
        view! {
            <section aria-labelledby="part">
                <h2 id="part" tabindex="-1">"A part"</h2>
                {button}
            </section>
        }
        .into_any()
    })
    .await;
    presses(&stage, "Remove");
    until("the heading of the part has the focus", || {
        has_focus(&stage.find("h2").unwrap())
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_button_that_goes_away_in_a_dialog_leaves_the_focus_in_the_dialog() {
    let gone = RwSignal::new(false);
    let stage = page(move || {
        view! {
            <Dialog open=true heading="Is it still you?" on_close=|()| ()>
                {move || {
                    let press = move |()| gone.set(true);
                    (!gone.get()).then(|| view! { <Button on_press=press>"Another way"</Button> })
                }}
                <Field name="code" label="Code" />
            </Dialog>
        }
        .into_any()
    })
    .await;
    until("the dialog is open", || {
        holds("!!document.querySelector('dialog[open]')")
    })
    .await;
    settle().await;
    presses(&stage, "Another way");
    until("the heading of the dialog has the focus", || {
        has_focus(&stage.find("dialog h2").unwrap())
    })
    .await;
}

#[wasm_bindgen_test]
async fn whoever_leaves_a_field_by_clicking_beside_it_is_not_called_back() {
    let gone = RwSignal::new(false);
    let stage = page(move || {
        let field =
            move || (!gone.get()).then(|| view! { <Field name="email" label="Email address" /> });
        view! { {field} }.into_any()
    })
    .await;
    let field = stage.field("Email address");
    field.focus().unwrap();
    field.blur().unwrap();
    settle().await;
    gone.set(true);
    settle().await;
    assert!(!has_focus(&stage.find("h1").unwrap()));
}

#[wasm_bindgen_test]
async fn try_again_leaves_the_focus_at_the_heading() {
    let _server = Server::with("answers['/account/activity'] = { code: 'internal' };");
    let stage = screen(ActivityPage);
    reads(&stage, "Try again").await;
    settle().await;
    presses(&stage, "Try again");
    reads(&stage, "Try again").await;
    settle().await;
    assert!(!holds("document.activeElement === document.body"));
    javascript("window.answers['/account/activity'] = { entries: [] }");
    presses(&stage, "Try again");
    reads(&stage, "Nothing happened yet.").await;
    until("the heading has the focus", || {
        has_focus(&stage.find("h1").unwrap())
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_dialog_with_one_field_begins_in_its_field() {
    let _server = Server::with(
        "overview.authenticators.splice(1);
        answers['/account/backup-codes/regenerate'] = { code: 'step_up_required', step_up: { kind: 'password' } };",
    );
    let stage = screen(SecurityPage);
    reads(&stage, "Rename").await;
    for (button, field) in [
        ("Rename Phone", "Name"),
        ("Delete my account", "Your email address"),
    ] {
        stage.button(button).click();
        until(button, || {
            holds("!!document.querySelector('dialog[open] input')")
        })
        .await;
        until("its field has the focus", || has_focus(&stage.field(field))).await;
        stage.button("Cancel").click();
        until("it is closed", || {
            !holds("document.querySelector('dialog[open]')")
        })
        .await;
    }
    stage.button("Make new backup codes").click();
    until("it asks", || {
        holds("!!document.querySelector('dialog[open] .button--danger')")
    })
    .await;
    javascript("document.querySelector('dialog[open] .button--danger').click()");
    reads(&stage, "Is it still you?").await;
    until("the password has the focus", || {
        holds("document.activeElement.id === 'step-up-password'")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_closed_dialog_has_no_heading_and_no_name() {
    let _server = Server::with("");
    let stage = screen(SecurityPage);
    reads(&stage, "Change password").await;
    assert!(holds("document.querySelectorAll('dialog').length > 3"));
    assert!(holds(
        "[...document.querySelectorAll('dialog:not([open])')].every((it) => !it.querySelector('h2') && !it.hasAttribute('aria-label'))"
    ));
}

fn presses(stage: &Stage, name: &str) {
    let button = stage.button(name);
    button.focus().unwrap();
    assert!(has_focus(&button));
    button.click();
}

/// A page with a heading and this, when the heading has taken the focus as it does.
async fn page(content: impl FnOnce() -> AnyView + Send + 'static) -> Stage {
    let stage = show(move || {
        view! {
            <PageFrame product="Latchkey" home="/" skip="Skip to content">
                <PageHeading text="A page" />
                {content()}
            </PageFrame>
        }
    });
    settle().await;
    document().body().unwrap().focus().unwrap();
    stage
}
