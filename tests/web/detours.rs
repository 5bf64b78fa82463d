//! Links from mails, and the way on, on their screens.

use crate::{
    mount::{Mounted, javascript, settle, type_into},
    server_stub::{Server, reads, screen},
};
use spa::pages::{
    CancelRecoveryPage, EnrolPage, ForgotPasswordPage, PhonePage, ResetPasswordPage, SignInPage,
    StartRecoveryPage, UndoEmailChangePage,
};
use wasm_bindgen_test::wasm_bindgen_test;

const TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const DEAD: &str = "answers['/link/check'] = { code: 'link_expired' };";

/// The address as it was comes back when this is dropped.
struct Address;

impl Address {
    fn with(ending: &str) -> Self {
        javascript(&format!(
            "window.wasAt = location.href;
             history.replaceState(null, '', location.pathname + '{ending}')"
        ));
        Self
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        javascript("history.replaceState(null, '', window.wasAt)");
    }
}

/// Where the link with these words leads.
fn link(mounted: &Mounted, words: &str) -> String {
    let links = mounted
        .find("main")
        .unwrap()
        .query_selector_all("a")
        .unwrap();
    let links = (0..links.length()).filter_map(|index| links.get(index));
    let mut named = links.filter(|it| it.text_content().as_deref() == Some(words));
    let link: web_sys::Element = wasm_bindgen::JsCast::unchecked_into(named.next().expect(words));
    link.get_attribute("href").unwrap()
}

#[wasm_bindgen_test]
async fn a_dead_link_is_told_when_its_page_opens_and_leads_on() {
    type Show = fn() -> Mounted;
    let pages: [(&str, Show, &str, &str); 4] = [
        (
            "password_reset",
            || screen(ResetPasswordPage),
            "Ask for a new link",
            "/forgot-password",
        ),
        (
            "recovery_start",
            || screen(StartRecoveryPage),
            "Go to sign in",
            "/sign-in",
        ),
        (
            "recovery_cancel",
            || screen(CancelRecoveryPage),
            "Go to sign in",
            "/sign-in",
        ),
        (
            "email_change_undo",
            || screen(UndoEmailChangePage),
            "Go to sign in",
            "/sign-in",
        ),
    ];
    for (kind, show, words, path) in pages {
        let server = Server::with(DEAD);
        let _address = Address::with(&format!("?next=%2Fapp#{TOKEN}"));
        let mounted = show();
        reads(&mounted, "This link does not work any more").await;
        assert!(mounted.find("form").is_none(), "{kind}: nothing to fill in");
        assert_eq!(link(&mounted, words), format!("{path}?next=%2Fapp"));
        let asked = format!(r#"[["/link/check",{{"kind":"{kind}","token":"{TOKEN}"}}]]"#);
        assert_eq!(server.calls(), asked, "looked at, and not used");
    }
}

#[wasm_bindgen_test]
async fn a_link_without_its_token_is_told_without_asking() {
    let server = Server::with(DEAD);
    let _address = Address::with("");
    let mounted = screen(ResetPasswordPage);
    reads(&mounted, "This link is not complete").await;
    assert_eq!(link(&mounted, "Ask for a new link"), "/forgot-password");
    assert_eq!(server.calls(), "[]");
}

#[wasm_bindgen_test]
async fn a_good_link_and_one_that_nobody_could_ask_about_open_the_form() {
    for answer in [
        "",
        "answers['/link/check'] = { code: 'too_many_tries', retry_at: 0, retry_after: 60 };",
    ] {
        let _server = Server::with(answer);
        let _address = Address::with(&format!("#{TOKEN}"));
        let mounted = screen(ResetPasswordPage);
        reads(&mounted, "New password").await;
        assert!(!mounted.text().contains("This link"), "{answer}");
    }
}

#[wasm_bindgen_test]
async fn a_link_for_a_new_password_shows_whose_it_is_and_counts_to_what_that_account_needs() {
    for (minimum, typed, count) in [(15, "vK7#qpzw1", "9 of 15"), (8, "vK7#", "4 of 8")] {
        let server = Server::with(&format!(
            "answers['/link/check'] = {{ reset: {{ email: 'ann@example.com', password_min: {minimum} }} }};"
        ));
        let _address = Address::with(&format!("#{TOKEN}"));
        let mounted = screen(ResetPasswordPage);
        reads(&mounted, "For ann@example.com").await;
        reads(&mounted, &format!("At least {minimum} characters.")).await;
        let whose = mounted.find("[autocomplete=username]").expect("whose");
        assert_eq!(whose.get_attribute("value").unwrap(), "ann@example.com");
        type_into(&mounted.field("New password"), typed);
        reads(&mounted, &format!("{count} characters")).await;
        mounted.button("Set the new password").click();
        reads(&mounted, &format!("Use at least {minimum} characters.")).await;
        assert!(!server.calls().contains("finish"), "nothing is sent");
        type_into(&mounted.field("New password"), "vK7#qpzw-vK7#qpz");
        reads(&mounted, "Long enough").await;
    }
}

#[wasm_bindgen_test]
async fn where_nobody_could_say_how_long_a_password_must_be_the_server_has_the_last_word() {
    let server = Server::with("");
    let _address = Address::with(&format!("#{TOKEN}"));
    let mounted = screen(ResetPasswordPage);
    reads(&mounted, "with a second step on your account, 8 are enough").await;
    assert!(!mounted.text().contains("For "), "{}", mounted.text());
    type_into(&mounted.field("New password"), "vK7#qpzw1");
    reads(&mounted, "9 of 15 characters").await;
    mounted.button("Set the new password").click();
    crate::mount::until("it is sent", || {
        server.calls().contains("/password-reset/finish")
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_address_that_a_link_was_sent_to_is_repeated_and_another_can_be_sent_later() {
    let server = Server::with("");
    let _address = Address::with("?next=%2Fapp");
    let mounted = screen(ForgotPasswordPage);
    type_into(&mounted.field("Email address"), "ann@example.org");
    mounted.button("Send the link").click();
    reads(&mounted, "If ann@example.org has an account here").await;
    reads(&mounted, "You can ask for another link in 0:").await;
    assert!(!mounted.text().contains("Send another link"));
    assert_eq!(
        server.calls(),
        r#"[["/password-reset/ask",{"email":"ann@example.org","next":"/app"}]]"#
    );
    mounted.button("Use another address").click();
    reads(&mounted, "Send the link").await;
    assert_eq!(mounted.field("Email address").value(), "ann@example.org");
}

#[wasm_bindgen_test]
async fn every_way_out_of_the_sign_in_page_keeps_where_it_leads() {
    let _server = Server::with("answers['/session'] = { state: 'password' };");
    let _address = Address::with("?next=%2Fsecurity%23password");
    let mounted = screen(SignInPage);
    reads(&mounted, "New here?").await;
    settle().await;
    for (words, path) in [
        ("Create an account", "/sign-up"),
        ("Forgot your password?", "/forgot-password"),
    ] {
        let expected = format!("{path}?next=%2Fsecurity%23password");
        assert_eq!(link(&mounted, words), expected);
    }
}

#[wasm_bindgen_test]
async fn a_code_that_is_out_is_asked_for_after_a_reload_with_the_number_as_it_was_typed() {
    let _server = Server::with(
        "answers['/account/contacts/pending'] = { phone: { given: '+491701234567', destination:
            { channel: 'text_message', masked: '+49 ••••• 67', sent: { expires_in: 400, resend_in: 12 } } } };",
    );
    let mounted = screen(PhonePage);
    reads(&mounted, "We sent a code to +491701234567.").await;
    reads(&mounted, "You can ask for a new code in 0:").await;
    mounted.button("Change it").click();
    reads(&mounted, "Codes by text message").await;
    assert_eq!(mounted.field("Phone number").value(), "+491701234567");
}

#[wasm_bindgen_test]
async fn a_key_that_may_be_scanned_is_replaced_only_after_asking() {
    let server = Server::with(
        "answers['/account/authenticators/start'] = { id: 'one', secret: 'JBSWY3DPEHPK3PXP', issuer: 'Latchkey',
            account: 'ann@example.com', algorithm: 'SHA1', digits: 6, period: 30, now: 1700000000000,
            expires_at: 1700000600000 };",
    );
    let mounted = screen(EnrolPage);
    reads(&mounted, "Start a new set-up").await;
    mounted.button("Start a new set-up").click();
    reads(&mounted, "Replace this QR code?").await;
    assert!(!server.calls().contains("discard"));
    mounted.button("Keep this one").click();
    settle().await;
    assert!(!server.calls().contains("discard"));
    mounted.button("Start a new set-up").click();
    reads(&mounted, "Replace this QR code?").await;
    mounted.button("Replace it").click();
    crate::mount::until("the old one is dropped", || {
        server.calls().contains("/account/authenticators/discard")
    })
    .await;
}
