//! The form of `index.html`, before the program has loaded and when it takes over.

use crate::mount::{Mounted, bubbling, document, has_focus, javascript, show, type_into, until};
use crate::passkey_stub::holds;
use crate::server_stub::{Server, reads, screen};
use leptos::{ev::SubmitEvent, html, prelude::*};
use spa::{
    components::{EnterKey, Field, FieldKind, PasswordField, PasswordPurpose, Submit},
    pages::{ForgotPasswordPage, SignUpPage},
    platform::{
        adopt, form,
        theme::{self, Theme},
    },
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement};

const INDEX: &str = include_str!("../../index.html");
const BOOT: &str = include_str!("../../public/boot.js");

#[wasm_bindgen_test]
async fn what_was_typed_early_is_kept_with_the_cursor() {
    let early = early_form();
    type_into(&input(&early, "email"), "ada@example.com");
    let password = input(&early, "password");
    type_into(&password, "correct horse");
    password.focus().unwrap();
    password.set_selection_range(3, 7).unwrap();
    assert_eq!(
        adopt::read().unwrap().cursor.unwrap().selection,
        Some((3, 7))
    );

    let (mounted, sent) = app_form();
    until("the early form is gone", || {
        document().get_element_by_id("early").is_none()
    })
    .await;
    assert_eq!(mounted.field("Email address").value(), "ada@example.com");
    let password = mounted.field("Password");
    assert_eq!(password.value(), "correct horse");
    assert!(has_focus(&password));
    assert_eq!(password.selection_start().unwrap(), Some(3));
    assert_eq!(password.selection_end().unwrap(), Some(7));
    assert!(
        sent.borrow().is_empty(),
        "nothing is sent that was not submitted"
    );
}

#[wasm_bindgen_test]
async fn an_early_submission_is_sent_by_the_app_once() {
    boot();
    let early = early_form();
    type_into(&input(&early, "email"), "ada@example.com");
    type_into(&input(&early, "password"), "correct horse");
    let button: HtmlElement = early
        .query_selector("[type=submit]")
        .unwrap()
        .unwrap()
        .unchecked_into();
    button.click();
    assert_eq!(button.get_attribute("aria-busy").as_deref(), Some("true"));
    assert_eq!(button.text_content().unwrap().trim(), "Signing in…");
    assert!(adopt::read().unwrap().is_submitted);

    let (_mounted, sent) = app_form();
    until("the app has sent it", || !sent.borrow().is_empty()).await;
    assert_eq!(
        *sent.borrow(),
        [("ada@example.com".to_owned(), "correct horse".to_owned())]
    );
}

#[wasm_bindgen_test]
fn the_early_password_can_be_seen() {
    boot();
    let early = early_form();
    let password = input(&early, "password");
    let reveal: HtmlElement = early
        .query_selector("[aria-label='Show password']")
        .unwrap()
        .unwrap()
        .unchecked_into();
    reveal.click();
    assert_eq!(password.type_(), "text");
    assert_eq!(
        reveal.get_attribute("aria-pressed").as_deref(),
        Some("true")
    );
    reveal.click();
    assert_eq!(password.type_(), "password");
    early.remove();
}

#[wasm_bindgen_test]
async fn an_address_typed_early_goes_along_to_the_screen_of_a_link_and_nothing_else_does() {
    boot();
    let _server = Server::with("answers['/session'] = { state: 'password' };");
    javascript("window.wasAt = location.href");
    for (words, path, show) in DETOURS {
        let early = early_form();
        type_into(&input(&early, "email"), "ada@example.com");
        type_into(&input(&early, "password"), "correct horse");
        click_link(&early, words);
        assert!(holds(&format!(
            "location.pathname === '{path}' && location.search === ''"
        )));
        assert!(holds("document.documentElement.dataset.boot === 'loading'"));
        let mounted = show();
        reads(&mounted, "Email address").await;
        assert_eq!(mounted.field("Email address").value(), "ada@example.com");
        assert!(document().get_element_by_id("early").is_none());
        assert!(!holds(
            "[...document.querySelectorAll('input')].some(it => it.value === 'correct horse')"
        ));
        javascript("history.replaceState(null, '', window.wasAt)");
    }
}

/// What a browser puts into the hidden form by itself was not typed for another screen.
#[wasm_bindgen_test]
async fn an_early_form_that_nobody_left_gives_no_address_away() {
    let _server = Server::with("answers['/session'] = { state: 'password' };");
    for (_, _, show) in DETOURS {
        let early = early_form();
        type_into(&input(&early, "email"), "ada@example.com");
        let mounted = show();
        reads(&mounted, "Email address").await;
        assert_eq!(mounted.field("Email address").value(), "");
    }
}

/// Links of the early form: their words, where they lead, and the screen there.
const DETOURS: [(&str, &str, fn() -> Mounted); 2] = [
    ("Forgot your password?", "/forgot-password", || {
        screen(ForgotPasswordPage)
    }),
    ("Create an account", "/sign-up", || screen(SignUpPage)),
];

fn click_link(early: &Element, words: &str) {
    let links = early.query_selector_all("a").unwrap();
    let links = (0..links.length()).filter_map(|index| links.get(index));
    let mut named = links.filter(|it| it.text_content().as_deref() == Some(words));
    let link: HtmlElement = named.next().expect(words).unchecked_into();
    link.click();
}

#[wasm_bindgen_test]
fn another_page_throws_the_early_form_away() {
    early_form();
    adopt::discard();
    assert!(adopt::read().is_none());
    adopt::discard();
}

/// Nothing may move when the app takes over, so both forms are made of the same.
#[wasm_bindgen_test]
async fn the_early_form_is_made_like_the_app_s() {
    let early = early_form();
    let early_shape = shape(&early.query_selector("form").unwrap().unwrap());
    early.remove();
    let (mounted, _) = app_form();
    assert_eq!(early_shape, shape(&mounted.find("form").unwrap()));
}

#[wasm_bindgen_test]
async fn the_early_list_of_colours_works_and_keeps_the_choice() {
    boot();
    let early = early_form();
    let list = early.query_selector("select").unwrap().unwrap();
    let choose = |theme: &str| {
        js_sys::Reflect::set(&list, &"value".into(), &theme.into()).unwrap();
        list.dispatch_event(&bubbling("change")).unwrap();
    };
    choose("dark");
    assert_eq!(theme::chosen(), Theme::Dark);
    let root = document().document_element().unwrap();
    assert_eq!(root.get_attribute("data-theme").as_deref(), Some("dark"));
    choose("system");
    assert_eq!(theme::chosen(), Theme::System);
    assert_eq!(root.get_attribute("data-theme"), None);
    early.remove();
}

#[wasm_bindgen_test]
async fn a_program_that_does_not_start_is_said_and_never_a_blank_page() {
    let page = Page::open("<script>Promise.reject('no program')</script>");
    until("the notice is shown", || {
        page.is("!document.getElementById('alarm').hidden")
    })
    .await;
    assert!(page.is("document.querySelector('#alarm a').textContent === 'Reload'"));
    assert!(page.is("document.getElementById('slow').hidden"));
    // An extension failed, and the program came after all.
    assert!(page.is("dispatchEvent(new CustomEvent('ProgramStarted'))"));
    assert!(page.is("document.getElementById('alarm').hidden"));
}

#[wasm_bindgen_test]
async fn a_program_that_fails_after_an_early_submission_stops_the_waiting() {
    let page = Page::open("");
    let button = "document.querySelector('#early [type=submit]')";
    until("the form is there", || page.is(button)).await;
    page.is(&format!("{button}.click()"));
    assert!(page.is("document.querySelector('#early [aria-busy=true]')"));
    page.is("Promise.reject('no program')");
    until("the notice is shown", || {
        page.is("!document.getElementById('alarm').hidden")
    })
    .await;
    assert!(!page.is("document.querySelector('[aria-busy]')"));
    assert!(page.is(&format!("{button}.textContent.trim() === 'Sign in'")));
    // Sent again, it does not look as if it went on.
    page.is(&format!("{button}.click()"));
    assert!(!page.is("document.querySelector('[aria-busy]')"));
}

#[wasm_bindgen_test]
async fn a_browser_that_cannot_even_begin_is_told() {
    for lacks in [
        "delete window.WebAssembly",
        "delete HTMLScriptElement.prototype.noModule",
        "delete window.fetch",
    ] {
        let page = Page::open(&format!("<script>{lacks}</script>"));
        until(lacks, || {
            page.is("!document.getElementById('alarm').hidden")
        })
        .await;
    }
}

#[wasm_bindgen_test]
async fn what_breaks_after_the_start_is_told_when_it_is_the_program() {
    let page = Page::open("");
    until("the page is there", || page.is("true")).await;
    page.is("dispatchEvent(new CustomEvent('ProgramStarted'))");
    page.is("document.querySelector('#early [type=submit]').click()");
    let breaks = |stack: &str| {
        page.is(&format!(
            "dispatchEvent(new ErrorEvent('error', {{ error: {{ stack: {stack} }} }}))"
        ));
    };
    breaks("'at chrome-extension://x/sign-in-1.js'");
    // A script that somebody else put into the page of that name.
    breaks("`at ${location.origin}/sign-in:1:2`");
    page.is("document.body.dispatchEvent(new Event('error'))");
    assert!(page.is("document.getElementById('alarm').hidden"));
    breaks("`at ${location.origin}/sign-in-0123456789abcdef.js:1:2`");
    assert!(!page.is("document.getElementById('alarm').hidden"));
    assert!(!page.is("document.querySelector('[aria-busy]')"));
}

#[wasm_bindgen_test]
async fn elsewhere_than_on_the_sign_in_page_no_form_is_pretended() {
    let page = Page::open("");
    until("it is loading", || {
        page.is("document.documentElement.dataset.boot === 'loading'")
    })
    .await;
    assert!(page.is("document.getElementById('alarm').hidden"));
}

/// The real `index.html` with the real `boot.js` in a frame, at an address that is not the sign-in page's.
struct Page(HtmlElement);

impl Page {
    fn open(program: &str) -> Self {
        let boot = format!("<script>{BOOT}</script>{program}");
        // Nothing that a page loads is here, and what does not come is an error of the page.
        let lines = INDEX.lines().filter(|line| {
            !line.contains("src=\"/load.js\"") && !line.contains("rel=\"stylesheet\"")
        });
        let html: String = lines.flat_map(|line| [line, "\n"]).collect();
        let html = html.replace("<script src=\"/boot.js\"></script>", &boot);
        assert!(html.contains(&boot), "index.html loads boot.js");
        let frame: HtmlElement = document()
            .create_element("iframe")
            .unwrap()
            .unchecked_into();
        frame.set_attribute("srcdoc", &html).unwrap();
        document().body().unwrap().append_child(&frame).unwrap();
        Self(frame)
    }

    /// Whether this holds in the frame; not while it is still empty.
    fn is(&self, condition: &str) -> bool {
        let ask = "return Boolean(frame.contentDocument?.getElementById('alarm') && frame.contentWindow.eval(condition))";
        js_sys::Function::new_with_args("frame, condition", ask)
            .call2(&wasm_bindgen::JsValue::NULL, &self.0, &condition.into())
            .unwrap()
            .is_truthy()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// The elements that can be seen, with what styles and password managers go by.
fn shape(form: &Element) -> Vec<String> {
    let all = form.query_selector_all("*").unwrap();
    (0..all.length())
        .filter_map(|index| all.get(index)?.dyn_into::<Element>().ok())
        .filter(|element| element.get_attribute("role").as_deref() != Some("status"))
        .map(|element| {
            let attribute = |name: &str| element.get_attribute(name).unwrap_or_default();
            let names = [
                "class",
                "id",
                "name",
                "type",
                "autocomplete",
                "autocapitalize",
                "autocorrect",
                "spellcheck",
                "enterkeyhint",
                "for",
                "aria-label",
                "d",
            ];
            let attributes: Vec<String> = names.iter().map(|name| attribute(name)).collect();
            format!(
                "{} {}",
                element.tag_name().to_lowercase(),
                attributes.join("|")
            )
        })
        .collect()
}

/// The sign-in form as the app draws it, and what it sends.
fn app_form() -> (Mounted, Rc<RefCell<Vec<(String, String)>>>) {
    let sent = Rc::new(RefCell::new(Vec::new()));
    let keep = Rc::clone(&sent);
    let mounted = show(move || {
        let element = NodeRef::<html::Form>::new();
        adopt::into_form(element);
        let submit = move |event: SubmitEvent| {
            let fields = form::take(&event).unwrap();
            let password = fields.secret("password").expose().to_owned();
            keep.borrow_mut().push((fields.text("email"), password));
        };
        view! {
            <form class="stack" method="post" node_ref=element on:submit=submit novalidate>
                <Field name="email" kind=FieldKind::EmailOrPasskey enter=EnterKey::Next label="Email address" />
                <PasswordField
                    name="password"
                    purpose=PasswordPurpose::Current
                    label="Password"
                    reveal="Show password"
                    caps_lock="Caps Lock is on."
                />
                <Submit label="Sign in" busy_label="Signing in…" />
            </form>
        }
    });
    (mounted, sent)
}

/// The early form of the real `index.html`, in this page.
fn early_form() -> Element {
    adopt::discard();
    let parser = js_sys::Function::new_with_args(
        "html",
        "return document.importNode(new DOMParser().parseFromString(html, 'text/html').getElementById('early'), true)",
    );
    let early: Element = parser
        .call1(&wasm_bindgen::JsValue::NULL, &INDEX.into())
        .unwrap()
        .unchecked_into();
    document().body().unwrap().append_child(&early).unwrap();
    early
}

fn input(form: &Element, name: &str) -> HtmlInputElement {
    form.query_selector(&format!("[name={name}]"))
        .unwrap()
        .unwrap()
        .unchecked_into()
}

/// Runs the real `boot.js` once.
fn boot() {
    thread_local! {
        static BOOTED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    }
    if !BOOTED.replace(true) {
        javascript(BOOT);
        // As load.js does: the program runs.
        javascript("dispatchEvent(new CustomEvent('ProgramStarted'))");
    }
}
