//! Who is led to the sign-up page, and who is led on from it.

use crate::{
    mount::{Mounted, javascript, settle, until},
    passkey_stub::holds,
    server_stub::{Server, reads, screen},
};
use spa::pages::{SignInPage, SignUpPage};
use wasm_bindgen_test::wasm_bindgen_test;

const LINK: &str = "Create an account";

/// The address as it was comes back when this is dropped.
struct At;

impl At {
    fn path(path: &str) -> Self {
        javascript(&format!(
            "window.wasAt = location.href; history.replaceState(null, '', '{path}')"
        ));
        Self
    }
}

impl Drop for At {
    fn drop(&mut self) {
        javascript("history.replaceState(null, '', window.wasAt)");
    }
}

/// A server where nobody is signed in.
fn server(is_open: bool) -> Server {
    Server::with(&format!(
        "answers['/session'] = {{ state: 'password' }};
         answers['/site'] = {{ ...golden.site, sign_up_open: {is_open} }};"
    ))
}

fn has_link(mounted: &Mounted) -> bool {
    mounted.text().contains(LINK) || mounted.find("a[href^='/sign-up']").is_some()
}

#[wasm_bindgen_test]
async fn the_sign_in_page_leads_to_the_sign_up_while_that_is_open() {
    let _server = server(true);
    let mounted = screen(SignInPage);
    reads(&mounted, LINK).await;
    settle().await;
    assert!(has_link(&mounted));
}

#[wasm_bindgen_test]
async fn the_sign_in_page_does_not_lead_to_a_sign_up_that_is_closed() {
    let _server = server(false);
    let mounted = screen(SignInPage);
    until("the link is gone", || !has_link(&mounted)).await;
    assert!(mounted.text().contains("Forgot your password?"));
    assert!(!mounted.text().contains("New here?"));
}

#[wasm_bindgen_test]
async fn whoever_is_signed_in_and_opens_the_sign_up_page_is_led_on_by_the_sign_in_page() {
    let server = Server::with("");
    let _at = At::path("/sign-up");
    let mounted = screen(SignUpPage);
    until("the page is left", || {
        holds("location.pathname === '/sign-in'")
    })
    .await;
    assert!(mounted.find("input[autocomplete=new-password]").is_none());
    drop(mounted);
    let _mounted = screen(SignInPage);
    until("the settings are open", || {
        holds("location.pathname === '/security'")
    })
    .await;
    assert_eq!(server.calls(), "[]", "nothing is sent");
}

#[wasm_bindgen_test]
async fn whoever_is_signed_in_is_led_from_the_sign_up_page_along_their_way() {
    let _server = Server::with("");
    let _at = At::path("/sign-up?next=%2Fapp");
    let mounted = screen(SignUpPage);
    until("the page is left", || {
        holds("location.pathname + location.search === '/sign-in?next=%2Fapp'")
    })
    .await;
    assert!(mounted.find("form").is_none());
}
