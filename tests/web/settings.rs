//! The security settings, with a server that answers as the contract says.

use crate::{
    mount::{Mounted, description, has_focus, javascript, settle, text, type_into, until},
    passkey_stub::holds,
    server_stub::{Server, reads, screen},
};
use spa::pages::{ActivityPage, SecurityPage};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

/// Three sessions, the first of which is this one.
const SESSIONS: &str = "
    const session = (id, user_agent) => ({ id, is_current: id === 'own', user_agent, network: '192.0.2.7',
        created_at: 1700000000000, last_seen_at: 1700000060000 });
    overview.sessions = [session('own', 'Firefox/1 (X11; Linux)'), session('phone', 'Safari/1 (iPhone)'),
        session('other', '')];
    const gone = (ids) => { overview.sessions = overview.sessions.filter((it) => !ids.includes(it.id)); return {}; };
    answers['/account/sessions/end'] = ({ id }) => gone([id]);
    answers['/account/sessions/end-others'] = () => gone(['phone', 'other']);";
/// One method, and nothing else.
const ONE_METHOD: &str = "overview.authenticators.splice(1);
    answers['/account/authenticators/remove'] = () => { overview.authenticators = []; return {}; };";

#[wasm_bindgen_test]
async fn a_session_is_ended_after_the_proof_without_asking_for_it_again() {
    let server = Server::with(&format!(
        "{SESSIONS}
        overview.open_for = 0;
        const end = answers['/account/sessions/end'];
        let proved = false;
        answers['/account/sessions/end'] = (body) => proved ? end(body) : golden.step_up;
        answers['/step-up/proof'] = () => {{ proved = true; overview.open_for = 600; return golden.stepped_up; }};"
    ));
    let mounted = screen(SecurityPage);
    reads(&mounted, "Safari on iPhone").await;
    assert!(
        mounted
            .text()
            .contains("The next change asks you to prove that it is you.")
    );
    mounted
        .button("Sign out Safari on iPhone, network 192.0.2.7")
        .click();
    reads(&mounted, "Is it still you?").await;
    until("the code is asked for", || {
        !holds("!document.getElementById('step-up-code')")
    })
    .await;
    type_into(&mounted.field("Code from your authenticator app"), "123456");
    reads(&mounted, "Safari on iPhone is signed out.").await;
    assert_eq!(
        server.calls(),
        concat!(
            r#"[["/account/sessions/end",{"id":"phone"}],"#,
            r#"["/step-up/proof",{"method":"authenticator","code":"123456"}],"#,
            r#"["/account/sessions/end",{"id":"phone"}]]"#
        )
    );
    reads(&mounted, "Changes are open for ").await;
    until("who acted stands where it was done", || {
        holds("document.activeElement.textContent === 'Safari on iPhone is signed out.'")
    })
    .await;
}

#[wasm_bindgen_test]
async fn all_other_sessions_end_at_once_and_this_one_has_no_button() {
    let _server = Server::with(SESSIONS);
    let mounted = screen(SecurityPage);
    reads(&mounted, "An unknown browser").await;
    assert!(mounted.text().contains("This browser"));
    assert!(!holds(
        "[...document.querySelectorAll('button')].some((it) => it.ariaLabel?.includes('Firefox on Linux, network'))"
    ));
    mounted.button("Sign out everywhere else").click();
    reads(&mounted, "Only this browser.").await;
    assert!(!mounted.text().contains("Safari on iPhone"));
}

#[wasm_bindgen_test]
async fn the_last_second_step_goes_only_when_that_is_understood() {
    let server = Server::with(ONE_METHOD);
    let mounted = screen(SecurityPage);
    reads(&mounted, "Remove").await;
    mounted.button("Remove Phone").click();
    reads(&mounted, "This is your only second step.").await;
    mounted.button("Turn off the second step").click();
    let tick = mounted.field("I understand that my password alone opens my account");
    until("it says what is missing", || {
        description(&tick) == "Tick the box first: your account loses its second step."
    })
    .await;
    assert!(has_focus(&tick));
    assert_eq!(server.calls(), "[]");
    tick.click();
    mounted.button("Turn off the second step").click();
    reads(&mounted, "Phone was removed.").await;
    reads(&mounted, "Your password alone opens your account").await;
}

#[wasm_bindgen_test]
async fn a_key_that_is_needed_cannot_be_removed() {
    let server = Server::with(
        "const key = (id) => ({ id, kind: 'security_key', name: id, credential_id: id, storage: 'one_device',
            created_at: 1700000000000, last_used_at: null });
        overview.passkeys = [key('Blue'), key('Red')];
        overview.keys_only = true;",
    );
    let mounted = screen(SecurityPage);
    reads(&mounted, "Not accepted while only keys are.").await;
    mounted.button("Remove Blue").click();
    reads(
        &mounted,
        "Only keys are accepted, and that takes two of them.",
    )
    .await;
    mounted.button("Cancel").click();
    mounted.button("Accept other methods again").click();
    reads(&mounted, "complete the second step again.").await;
    javascript("document.querySelector('dialog[open] .button--secondary').click()");
    server.asked(1).await;
    assert_eq!(server.calls(), r#"[["/account/keys-only",{"on":false}]]"#);
}

#[wasm_bindgen_test]
async fn what_is_lost_with_a_method_is_said_and_one_suggestion_at_the_most() {
    let _server = Server::with(&format!(
        "{ONE_METHOD} overview.backup_codes.left = 0; overview.email_confirmed_at = null;"
    ));
    let mounted = screen(SecurityPage);
    reads(&mounted, "If you lose this, you would be locked out.").await;
    assert!(
        mounted
            .text()
            .contains("Your email address is not confirmed")
    );
    assert!(
        !mounted
            .text()
            .contains("You have one method, and it can be lost")
    );
    assert!(!mounted.text().contains("You have no backup codes left"));
}

#[wasm_bindgen_test]
async fn a_recovery_that_is_under_way_is_stopped_from_the_settings() {
    let server = Server::with(
        "overview.recovery = { stage: 'waiting', ready_at: golden.site.now + 3_600_000 };
        answers['/account/recovery/cancel'] = () => { overview.recovery = null; return {}; };",
    );
    let mounted = screen(SecurityPage);
    reads(&mounted, "Somebody is recovering this account").await;
    until("what is left counts by the server's clock", || {
        let words = mounted.text();
        words.contains("1:00:00 left") || words.contains("59:59 left")
    })
    .await;
    mounted.button("Stop the recovery").click();
    reads(&mounted, "The recovery is stopped.").await;
    until("the notice is gone", || {
        !mounted
            .text()
            .contains("Somebody is recovering this account")
    })
    .await;
    assert_eq!(server.calls(), r#"[["/account/recovery/cancel",{}]]"#);
}

#[wasm_bindgen_test]
async fn the_account_is_deleted_only_by_its_address() {
    let server = Server::with("");
    let mounted = screen(SecurityPage);
    reads(&mounted, "Delete my account").await;
    mounted.button("Delete my account").click();
    reads(&mounted, "nobody can bring it back").await;
    for (typed, said) in [
        ("", "Type your email address."),
        (
            "eve@example.com",
            "This is not the address of your account.",
        ),
    ] {
        type_into(&mounted.field("Your email address"), typed);
        mounted.button("Delete for good").click();
        reads(&mounted, said).await;
    }
    assert_eq!(server.calls(), "[]");
    type_into(&mounted.field("Your email address"), "Ann@example.com");
    mounted.button("Delete for good").click();
    server.asked(1).await;
    assert_eq!(
        server.calls(),
        r#"[["/account/delete",{"email":"Ann@example.com"}]]"#
    );
}

#[wasm_bindgen_test]
async fn what_was_not_me_leads_to_taking_the_account_back() {
    let server = Server::with(SESSIONS);
    let mounted = screen(ActivityPage);
    reads(&mounted, "Signed in with a new browser").await;
    let list = mounted.find("ol").unwrap();
    assert_eq!(
        list.get_attribute("aria-label").as_deref(),
        Some("What happened")
    );
    assert!(text(&list).contains("Firefox on Linux · network 2001:db8::"));
    not_me(&mounted, "Signed in with a new browser").click();
    reads(&mounted, "Take your account back").await;
    reads(&mounted, "No browser skips the second step.").await;
    mounted.button("Sign out everywhere else").click();
    reads(&mounted, "No other browser is signed in.").await;
    assert_eq!(server.calls(), r#"[["/account/sessions/end-others",{}]]"#);
    let way = mounted.find("dialog[open] a").unwrap();
    assert_eq!(text(&way), "Change your password");
    assert_eq!(
        way.get_attribute("href").as_deref(),
        Some("/security#password")
    );
}

#[wasm_bindgen_test]
async fn a_list_that_did_not_come_can_be_asked_for_again() {
    let _server = Server::with("answers['/account/activity'] = { code: 'internal' };");
    let mounted = screen(ActivityPage);
    reads(&mounted, "Something went wrong on the server").await;
    javascript("window.answers['/account/activity'] = { entries: [] }");
    mounted.button("Try again").click();
    reads(&mounted, "Nothing happened yet.").await;
    settle().await;
    assert!(!mounted.text().contains("Something went wrong"));
}

/// The button at the first entry that says this.
fn not_me(mounted: &Mounted, what: &str) -> HtmlElement {
    mounted
        .find(&format!("button[aria-label^='This wasn’t me: {what}']"))
        .expect(what)
}

#[wasm_bindgen_test]
async fn a_new_name_that_reaches_nobody_stays_where_it_was_typed() {
    let _server = Server::with(
        "answers['/account/authenticators/rename'] = () => { throw new TypeError('Failed to fetch'); };
        overview.authenticators.splice(1);",
    );
    let mounted = screen(SecurityPage);
    reads(&mounted, "Authenticator apps").await;
    mounted.button("Rename Phone").click();
    reads(&mounted, "Rename this authenticator app").await;
    type_into(&mounted.field("Name"), "Work phone");
    mounted.button("Save").click();
    reads(&mounted, "No connection to the server.").await;
    assert!(mounted.text().contains("What you typed is still here."));
    assert!(holds(
        "[...document.querySelectorAll('dialog[open] input')].some((it) => it.value === 'Work phone')"
    ));
}

#[wasm_bindgen_test]
async fn settings_that_cannot_be_loaded_promise_nothing_about_what_was_typed() {
    let _server = Server::with(
        "answers['/account/security'] = () => { throw new TypeError('Failed to fetch'); };",
    );
    let mounted = screen(SecurityPage);
    reads(&mounted, "No connection to the server.").await;
    assert!(!mounted.text().contains("still here"), "{}", mounted.text());
}

#[wasm_bindgen_test]
async fn with_only_keys_accepted_nothing_invites_to_add_what_is_not() {
    let _server = Server::with(
        "overview.text_messages = true; overview.keys_only = true; overview.email_codes = 'off';
        overview.email_confirmed_at = 1700000000000;",
    );
    let mounted = screen(SecurityPage);
    reads(&mounted, "Authenticator apps").await;
    for invitation in [
        "Add a phone number",
        "Turn on codes by email",
        "Add another authenticator app",
        "Make new backup codes",
    ] {
        let is_there = format!(
            "[...document.querySelectorAll('a, button')].some((it) => it.textContent === '{invitation}')"
        );
        assert!(!holds(&is_there), "{invitation}");
    }
}

#[wasm_bindgen_test]
async fn codes_that_nobody_saved_are_not_counted() {
    let server =
        Server::with("overview.backup_codes.unsaved = 's1'; overview.backup_codes.left = 10;");
    let mounted = screen(SecurityPage);
    reads(&mounted, "10 backup codes made, not saved").await;
    assert!(!mounted.text().contains("10 backup codes left"));
    mounted.button("I have saved them").click();
    until("the server is told", || {
        server
            .calls()
            .contains(r#"["/account/backup-codes/acknowledge",{"set":"s1"}]"#)
    })
    .await;
}
