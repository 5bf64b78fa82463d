//! A code that was refused is typed anew, in every place where a code is typed; and what is wrong twice is said twice.

use crate::{
    passkey_stub::{holds, number},
    server_stub::{Server, reads, screen},
    stage::{Stage, description, document, has_focus, javascript, text, type_into, until},
};
use spa::pages::{EnrolPage, PhonePage, SecurityPage, SignInPage};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

/// A sign-in that waits for a code of this kind.
fn second_step(method: &str) -> String {
    format!(
        "answers['/session'] = {{ state: 'second_step', methods: ['{method}'], show_first: '{method}',
            expires_in: 600, destinations: [{{ channel: '{method}', masked: 'a•••', sent: {{ expires_in: 600, resend_in: 0 }} }}]
                .filter((it) => ['email', 'text_message'].includes(it.channel)) }};
        answers['/sign-in/proof'] = {REFUSED};"
    )
}

/// The same words each time: how often one may still try is another matter.
const REFUSED: &str = "{ code: 'wrong_code', tries_left: 4 }";
const SENT: &str =
    "{ channel: 'text_message', masked: '+44 •••', sent: { expires_in: 600, resend_in: 0 } }";
const WRONG: &str = "That code is not right. 4 tries left.";
const INCOMPLETE: &str = "That is not the form of a code. Check that all of it is there.";

#[wasm_bindgen_test]
async fn a_wrong_code_is_selected_to_be_typed_over_wherever_codes_are_typed() {
    for (method, label, code) in [
        (
            "authenticator",
            "Code from your authenticator app",
            "123456",
        ),
        ("backup_code", "Backup code", "AAAA-BBBB-CCCC-DDDD"),
        ("text_message", "Code from the text message", "123456"),
        ("email", "Code from the email", "123456"),
    ] {
        let _server = Server::with(&second_step(method));
        let stage = screen(SignInPage);
        reads(&stage, label).await;
        is_typed_over(&stage, &stage.field(label), code).await;
    }
    step_up_is_typed_over().await;
    enrolment_is_typed_over().await;
    phone_is_typed_over().await;
}

async fn step_up_is_typed_over() {
    let _server = Server::with(&format!(
        "answers['/account/sessions/end-others'] = golden.step_up;
        overview.sessions = ['a', 'b'].map((id) => ({{ id, is_current: id === 'a', user_agent: '', network: '',
            created_at: 0, last_seen_at: 0 }}));
        answers['/step-up/proof'] = {REFUSED};"
    ));
    let stage = screen(SecurityPage);
    reads(&stage, "Sign out everywhere else").await;
    stage.button("Sign out everywhere else").click();
    reads(&stage, "Is it still you?").await;
    let label = "Code from your authenticator app";
    until("the code is asked for", || has_label(label)).await;
    let field = stage.field(label);
    is_typed_over(&stage, &field, "123456").await;
    let link = stage.find("dialog[open] [role=alert] a").unwrap();
    document().body().unwrap().focus().unwrap();
    link.click();
    assert!(has_focus(&field), "the summary leads to the field");
}

async fn enrolment_is_typed_over() {
    let _server = Server::with(&format!(
        "answers['/account/authenticators/start'] = {}; answers['/account/authenticators/confirm'] = {REFUSED};",
        include_str!("../../contract/tests/golden/pending_authenticator.json")
    ));
    let stage = screen(EnrolPage);
    reads(&stage, "Code from the app").await;
    is_typed_over(&stage, &stage.field("Code from the app"), "123456").await;
}

async fn phone_is_typed_over() {
    let _server = Server::with(&format!(
        "answers['/account/phone/start'] = {SENT}; answers['/account/phone/confirm'] = {REFUSED};"
    ));
    let stage = phone_code().await;
    is_typed_over(&stage, &stage.field("Code from the text message"), "123456").await;
}

/// Waits at the code of a phone number.
async fn phone_code() -> Stage {
    let stage = screen(PhonePage);
    reads(&stage, "Phone number").await;
    type_into(&stage.field("Phone number"), "+44 20 7946 0000");
    stage.button("Send a code").click();
    reads(&stage, "Code from the text message").await;
    stage
}

async fn is_typed_over(stage: &Stage, field: &HtmlInputElement, code: &str) {
    field.focus().unwrap();
    type_into(field, code);
    field.set_selection_range(99, 99).unwrap();
    // Letters are never complete by themselves.
    javascript("document.activeElement.form.requestSubmit()");
    until("it is said", || description(field).contains(WRONG)).await;
    until(
        "the field has the focus, and what is in it is selected",
        || has_focus(field) && is_selected(field),
    )
    .await;
    assert!(text(&stage.find("[role=alert] li").unwrap()) == WRONG);
}

fn is_selected(field: &HtmlInputElement) -> bool {
    let length = u32::try_from(field.value().chars().count()).unwrap();
    length > 0
        && field.selection_start().unwrap() == Some(0)
        && field.selection_end().unwrap() == Some(length)
}

fn has_label(label: &str) -> bool {
    holds(&format!(
        "[...document.querySelectorAll('label')].some((it) => it.textContent === '{label}')"
    ))
}

#[wasm_bindgen_test]
async fn the_same_refusal_again_is_said_again_and_the_code_selected_again() {
    let _server = Server::with(&second_step("authenticator"));
    let stage = screen(SignInPage);
    let label = "Code from your authenticator app";
    reads(&stage, label).await;
    let field = stage.field(label);
    type_into(&field, "12");
    stage.button("Confirm").click();
    until("it is refused", || description(&field).contains(INCOMPLETE)).await;
    until("it is to be typed over", || {
        has_focus(&field) && is_selected(&field)
    })
    .await;
    field.set_selection_range(2, 2).unwrap();
    watch_alerts();
    stage.button("Confirm").click();
    until("it is said anew", || number("window.alertsSaid") > 0).await;
    until("it is to be typed over again", || {
        has_focus(&field) && is_selected(&field)
    })
    .await;
    assert_eq!(text(&stage.find("[role=alert] li").unwrap()), INCOMPLETE);

    // Right or not, what is on its way is not told off.
    watch_alerts();
    type_into(&field, "123456");
    until("it is refused", || description(&field).contains(WRONG)).await;
    assert_eq!(
        text(&stage.find("[role=alert]").unwrap())
            .matches(WRONG)
            .count(),
        1
    );
}

/// Counts what is put into alerts from now on: that is what is announced.
fn watch_alerts() {
    javascript(
        "window.alertsSaid = 0;
        for (const alert of document.querySelectorAll('[role=alert]'))
            new MutationObserver((changes) => { window.alertsSaid += changes.filter((it) =>
                [...it.addedNodes].some((node) => node.textContent.trim())).length; })
                .observe(alert, { childList: true, subtree: true });",
    );
}

#[wasm_bindgen_test]
async fn two_empty_passwords_are_two_different_errors() {
    let _server = Server::with("");
    let stage = screen(SecurityPage);
    reads(&stage, "Change password").await;
    stage.button("Change password").click();
    reads(&stage, "Current password").await;
    javascript("document.querySelector('dialog[open] form').requestSubmit()");
    until("both are said", || {
        number("document.querySelectorAll('dialog[open] [role=alert] li').length") == 2
    })
    .await;
    assert!(holds(
        "(([a, b]) => a.textContent !== b.textContent)(document.querySelectorAll('dialog[open] [role=alert] li'))"
    ));
}

#[wasm_bindgen_test]
async fn another_code_is_asked_for_and_the_focus_goes_where_it_is_typed() {
    let _server = Server::with(&format!("answers['/account/phone/start'] = {SENT};"));
    let stage = phone_code().await;
    let field = stage.field("Code from the text message");
    reads(&stage, "Send another code").await;
    for _ in 0..2 {
        let again = stage.button("Send another code");
        again.focus().unwrap();
        again.click();
        until("the field of the code has the focus", || has_focus(&field)).await;
        reads(&stage, "Send another code").await;
        assert!(has_focus(&field));
    }
}

#[wasm_bindgen_test]
async fn a_new_set_up_leaves_the_focus_at_the_heading() {
    let _server = Server::with(&format!(
        "answers['/account/authenticators/start'] = {};",
        include_str!("../../contract/tests/golden/pending_authenticator.json")
    ));
    let stage = screen(EnrolPage);
    reads(&stage, "Start a new set-up").await;
    let again = stage.button("Start a new set-up");
    again.focus().unwrap();
    again.click();
    until("it is asked", || {
        holds("!!document.querySelector('dialog[open]')")
    })
    .await;
    stage.button("Replace it").click();
    until("the button is drawn anew", || !again.is_connected()).await;
    until("the heading has the focus", || {
        has_focus(&stage.find("h1").unwrap())
    })
    .await;
    reads(&stage, "Code from the app").await;
    assert!(has_focus(&stage.find("h1").unwrap()));
}
