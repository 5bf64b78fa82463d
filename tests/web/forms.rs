//! Every field of every form, as keyboards, browsers and password managers see it: the rules of HTML autofill
//! (<https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill>), of Chromium
//! (<https://www.chromium.org/developers/design-documents/create-amazing-password-forms/>) and of Apple
//! (<https://developer.apple.com/password-rules/>).

use crate::{
    mount::{Mounted, javascript, type_into, until},
    passkey_stub::holds,
    server_stub::{Server, reads, screen},
};
use spa::pages::{
    EmailPage, EnrolPage, ForgotPasswordPage, PhonePage, ResetPasswordPage, SecurityPage,
    SignInPage, SignUpPage,
};
use wasm_bindgen_test::wasm_bindgen_test;

const INDEX: &str = include_str!("../../index.html");

/// What a form is to hold: for each field its id, name, type, autocomplete, inputmode, autocapitalize, enterkeyhint and
/// passwordrules.
type Rows = &'static [&'static str];

const SIGN_IN: Rows = &[
    "email|email|email|username webauthn||none|next|",
    "password|password|password|current-password||none|go|",
];
const SIGN_UP: Rows = &[
    "email|email|email|username||none|next|",
    "password|password|password|new-password||none|go|minlength: 15;",
];
const FORGOT: Rows = &["email|email|email|username||none|send|"];
const RESET: Rows = &["password|password|password|new-password||none|go|minlength: 15;"];
const RESET_KNOWN: Rows = &[
    WHOSE,
    "password|password|password|new-password||none|go|minlength: 8;",
];
const DIGITS: Rows = &["code|code|text|one-time-code|numeric|none|go|"];
const LETTERS: Rows = &["code|code|text|off|text|characters|go|"];
const WHOSE: &str = "|username|text|username||none||";
const STEP_UP_PASSWORD: Rows = &[
    WHOSE,
    "step-up-password|password|password|current-password||none|go|",
];
const STEP_UP_CODE: Rows = &["step-up-code|code|text|one-time-code|numeric|none|go|"];
const CHANGE: Rows = &[
    WHOSE,
    "current-password|current-password|password|current-password||none|next|",
    "password|password|password|new-password||none|go|minlength: 8;",
];
const RENAME: Rows = &["method-label|method-label|text|off||sentences|done|"];
const DELETION: Rows = &["email|email|email|off||none|go|"];
const ENROL: Rows = &[
    "method-label|method-label|text|off||sentences|next|",
    "code|code|text|one-time-code|numeric|none|go|",
];
const PHONE: Rows = &["phone|phone|tel|tel||none|send|"];
const EMAIL: Rows = &["email|email|email|email||none|send|"];

#[wasm_bindgen_test]
async fn the_forms_before_sign_in_are_filled_in_right() {
    is(
        "index.html",
        SIGN_IN,
        "new DOMParser().parseFromString(window.index, 'text/html')",
    );
    let _server = Server::with("answers['/session'] = { state: 'password' };");
    let mounted = screen(SignInPage);
    has(&mounted, "Email address", "sign-in", SIGN_IN).await;
    drop(mounted);
    let mounted = screen(SignUpPage);
    has(&mounted, "Email address", "sign-up", SIGN_UP).await;
    drop(mounted);
    let mounted = screen(ForgotPasswordPage);
    has(&mounted, "Email address", "forgotten password", FORGOT).await;
    drop(mounted);
    for (checked, rows) in [
        ("{}", RESET),
        (
            "{ reset: { email: 'ann@example.com', password_min: 8 } }",
            RESET_KNOWN,
        ),
    ] {
        javascript(&format!(
            "window.answers['/link/check'] = {checked};
            window.address = location.href;
            history.replaceState(null, '', '#a-token-of-more-than-twenty-letters')"
        ));
        let mounted = screen(ResetPasswordPage);
        has(&mounted, "New password", "new password", rows).await;
        javascript("history.replaceState(null, '', window.address)");
    }
}

#[wasm_bindgen_test]
async fn the_forms_of_the_second_step_are_filled_in_right() {
    for (method, label, rows) in [
        ("authenticator", "Code from your authenticator app", DIGITS),
        ("text_message", "Code from the text message", DIGITS),
        ("email", "Code from the email", DIGITS),
        ("backup_code", "Backup code", LETTERS),
    ] {
        let _server = Server::with(&format!(
            "answers['/session'] = {{ state: 'second_step', methods: ['{method}'], show_first: '{method}', expires_in: 600 }};"
        ));
        let mounted = screen(SignInPage);
        has(&mounted, label, method, rows).await;
    }
}

#[wasm_bindgen_test]
async fn the_dialogs_are_filled_in_right() {
    let _server = Server::with("overview.authenticators.splice(1); overview.password_min = 8;");
    let mounted = screen(SecurityPage);
    reads(&mounted, "Rename").await;
    for (button, rows) in [
        ("Rename Phone", RENAME),
        ("Delete my account", DELETION),
        ("Change password", CHANGE),
    ] {
        mounted.button(button).click();
        in_dialog(button, rows).await;
        mounted.button("Cancel").click();
        until("it is closed", || {
            !holds("document.querySelector('dialog[open]')")
        })
        .await;
    }
    assert!(!holds("document.querySelector('[name=name]')"));
    drop(mounted);
    for (demand, rows) in [
        (
            include_str!("../../contract/tests/golden/problem_step_up_with_password.json"),
            STEP_UP_PASSWORD,
        ),
        (
            include_str!("../../contract/tests/golden/problem_step_up_with_second_step.json"),
            STEP_UP_CODE,
        ),
    ] {
        let _server = Server::with(&format!(
            "answers['/account/backup-codes/regenerate'] = {demand};"
        ));
        let mounted = screen(SecurityPage);
        reads(&mounted, "Make new backup codes").await;
        mounted.button("Make new backup codes").click();
        until("it asks", || {
            holds("!!document.querySelector('dialog[open] .button--danger')")
        })
        .await;
        javascript("document.querySelector('dialog[open] .button--danger').click()");
        in_dialog("proving it again", rows).await;
        let is_whose = "document.querySelector('dialog[open] [name=username]')?.value";
        assert!(rows == STEP_UP_CODE || holds(&format!("{is_whose} === 'ann@example.com'")));
    }
}

#[wasm_bindgen_test]
async fn the_forms_of_new_methods_are_filled_in_right() {
    let sent = include_str!("../../contract/tests/golden/destination.json");
    let pending = include_str!("../../contract/tests/golden/pending_authenticator.json");
    let _server = Server::with(&format!(
        "answers['/account/authenticators/start'] = {pending};
        answers['/account/phone/start'] = {sent}; answers['/account/email/start'] = {sent};"
    ));
    let mounted = screen(EnrolPage);
    has(&mounted, "Code from the app", "enrolment", ENROL).await;
    drop(mounted);
    let mounted = screen(PhonePage);
    has(&mounted, "Phone number", "phone", PHONE).await;
    type_into(&mounted.field("Phone number"), "+44 20 7946 0000");
    mounted.button("Send a code").click();
    has(
        &mounted,
        "Code from the text message",
        "code for the phone",
        DIGITS,
    )
    .await;
    drop(mounted);
    let mounted = screen(EmailPage);
    has(&mounted, "Email address", "address", EMAIL).await;
    type_into(&mounted.field("Email address"), "new@example.com");
    mounted.button("Send a code").click();
    has(
        &mounted,
        "Code from the email",
        "code for the address",
        DIGITS,
    )
    .await;
}

/// Waits for a field, then looks at the form.
async fn has(mounted: &Mounted, label: &str, form: &str, rows: Rows) {
    reads(mounted, label).await;
    is(form, rows, "document.querySelector('main')");
}

async fn in_dialog(form: &str, rows: Rows) {
    until(form, || {
        holds("!!document.querySelector('dialog[open] input')")
    })
    .await;
    is(form, rows, "document.querySelector('dialog[open]')");
}

/// Looks at the first form in what this line of JavaScript gives.
fn is(form: &str, rows: Rows, place: &str) {
    let window: wasm_bindgen::JsValue = web_sys::window().unwrap().into();
    js_sys::Reflect::set(&window, &"index".into(), &INDEX.into()).unwrap();
    let found = javascript(&format!(
        "[...{place}.querySelector('form:has(input)').querySelectorAll('input:not([type=checkbox])')]
            .map((it) => ['id', 'name', 'type', 'autocomplete', 'inputmode', 'autocapitalize', 'enterkeyhint', 'passwordrules']
                .map((attribute) => it.getAttribute(attribute) ?? '').join('|')).join('\\n')"
    ));
    assert_eq!(found.as_string().unwrap(), rows.join("\n"), "{form}");
    // Nothing that is typed here is prose: no red lines, and no letter put right behind the person's back.
    let is_prose = "(it) => it.getAttribute('spellcheck') !== 'false' || it.getAttribute('autocorrect') !== 'off'";
    let typed =
        format!("[...{place}.querySelectorAll('form input:not([type=checkbox], [readonly])')]");
    assert!(!holds(&format!("{typed}.some({is_prose})")), "{form}");
    // A password manager sees that the form is sent, and none of it would ever stand in an address.
    let has_password = format!("{place}.querySelector('form [type=password]')");
    assert!(
        holds(&format!(
            "!{has_password} || {has_password}.form.method === 'post'"
        )),
        "{form}"
    );
}
