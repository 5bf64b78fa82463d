//! A service that is away for a while, and a browser that keeps no cookies.

use crate::{
    passkey_stub::number,
    server_stub::{Server, reads, screen},
    stage::{javascript, type_into, until},
};
use spa::pages::{CheckPage, SecurityPage, SignInPage};
use wasm_bindgen_test::wasm_bindgen_test;

/// From now on, what stands before the server answers `times` times at this path, and counts.
fn is_away(path: &str, times: u32, response: &str) {
    javascript(&format!(
        "{{
            const served = window.fetch;
            window.away = 0;
            window.fetch = async request => {{
                if (new URL(request.url).pathname !== '/api{path}') return served(request);
                return window.away++ < {times} ? {response} : served(request);
            }};
        }}"
    ));
}

const BAD_GATEWAY: &str = "new Response('<h1>502 Bad Gateway</h1>', { status: 502 })";

#[wasm_bindgen_test]
async fn settings_that_a_proxy_does_not_reach_come_by_themselves() {
    let _server = Server::with("");
    is_away("/account/security", 2, BAD_GATEWAY);
    let stage = screen(SecurityPage);
    reads(&stage, "Backup codes").await;
    assert_eq!(number("window.away"), 3);
    assert!(!stage.text().contains("not understood"));
}

#[wasm_bindgen_test]
async fn a_password_is_sent_once_to_a_service_that_is_away_and_it_is_said() {
    for response in [
        BAD_GATEWAY,
        "new Response('', { status: 503 })",
        "new Response('upstream timeout', { status: 504 })",
        "new Response('oops', { status: 500 })",
        "new Response('slow down', { status: 429 })",
    ] {
        let _server = Server::with("answers['/session'] = { state: 'password' };");
        is_away("/sign-in/password", 9, response);
        let stage = screen(SignInPage);
        type_into(&stage.field("Email address"), "ann@example.org");
        type_into(&stage.field("Password"), "correct horse");
        stage.button("Sign in").click();
        reads(&stage, "The service is not available just now.").await;
        assert_eq!(number("window.away"), 1, "{response}");
        assert_eq!(stage.field("Password").value(), "correct horse");
    }
}

#[wasm_bindgen_test]
async fn a_browser_without_cookies_is_told_before_the_password_is_typed_and_on_the_check() {
    let _server = Server::with("answers['/session'] = { state: 'password' };");
    let words = "This browser keeps no cookies for this site";
    let stage = screen(SignInPage);
    reads(&stage, "Password").await;
    assert!(!stage.text().contains(words));
    drop(stage);
    javascript(
        "Object.defineProperty(navigator, 'cookieEnabled', { configurable: true, get: () => false })",
    );
    let stage = screen(SignInPage);
    let told = stage.text().contains(words);
    drop(stage);
    let check = screen(CheckPage);
    until("the list is there", || check.find("li").is_some()).await;
    let line = crate::stage::text(&check.find("li").unwrap());
    javascript("delete navigator.cookieEnabled");
    assert!(told);
    assert!(line.starts_with("Cookies for this site: Missing"), "{line}");
}
