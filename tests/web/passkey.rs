//! Ceremonies, with a browser that refuses, hangs or lacks things: each ends, and one at a time.

use crate::{
    mount::{javascript, pause, settle, until},
    passkey_stub::{
        Browser, Later, NEVER_ENDS, UNTIL_ABORTED, creation_options, everything, holds,
        request_options,
    },
};
use contract::{
    passkey::PasskeyKind,
    webauthn::{Assertion, Attestation, RequestOptions},
};
use flow::{
    passkey_error::{Asking, Ceremony, PasskeyError},
    passkey_support::Support,
};
use spa::platform::passkey::{self, Cancel, CancelHolder, cancel};
use wasm_bindgen_test::wasm_bindgen_test;

const BUTTON: Ceremony = Ceremony::Ask(Asking::Alone);

type Answer = Result<Assertion, PasskeyError>;

#[wasm_bindgen_test]
async fn a_prompt_that_never_ends_is_given_up_after_its_time() {
    let browser = Browser::that(UNTIL_ABORTED);
    browser.hurries();
    assert_eq!(ask_once(BUTTON).await, Err(PasskeyError::Hung));
    assert!(holds("window.asked[0].options.signal.aborted"));
    assert_eq!(create_once().await, Err(PasskeyError::Hung));
    assert!(holds("window.asked[1].options.signal.aborted"));
}

#[wasm_bindgen_test]
async fn a_prompt_without_a_timeout_is_given_up_as_well() {
    let browser = Browser::that(NEVER_ENDS);
    browser.hurries();
    let request_options = request_options();
    let without = request_options.as_json().replace("\"timeout\":300000,", "");
    assert_ne!(without, request_options.as_json());
    let request_options = RequestOptions::from_json(without);
    let (_holder, cancel) = cancel();
    let given = passkey::ask(&request_options, BUTTON, &everything(), cancel).await;
    assert_eq!(given, Err(PasskeyError::Hung));
    assert_eq!(browser.calls(), 1);
}

#[wasm_bindgen_test]
async fn autofill_waits_for_as_long_as_it_is_let() {
    let browser = Browser::that(UNTIL_ABORTED);
    browser.hurries();
    let (holder, waiting) = start(Ceremony::Autofill);
    pause(500).await;
    assert!(waiting.is_under_way());
    assert!(holds(
        "window.asked[0].method === 'get'
            && window.asked[0].options.mediation === 'conditional'
            && window.asked[0].options.signal instanceof AbortSignal
            && window.asked[0].options.publicKey.timeout === undefined"
    ));
    drop(holder);
    assert!(holds("window.asked[0].options.signal.aborted"));
    assert_eq!(end(waiting).await, Err(PasskeyError::Stopped));
}

#[wasm_bindgen_test]
async fn a_button_asks_without_mediation() {
    let _browser = Browser::refusing_with("new DOMException('', 'NotAllowedError')");
    let _ = ask_once(BUTTON).await;
    assert!(holds(
        "!('mediation' in window.asked[0].options)
            && window.asked[0].options.signal instanceof AbortSignal
            && window.asked[0].options.publicKey.timeout === 300000"
    ));
}

#[wasm_bindgen_test]
async fn each_refusal_of_a_browser_says_what_it_means() {
    #[rustfmt::skip]
    let cases = [
        ("NotAllowedError", PasskeyError::NoPasskeyHere, PasskeyError::NotSupported),
        ("InvalidStateError", broken("InvalidStateError"), PasskeyError::AlreadyRegistered),
        ("SecurityError", PasskeyError::WrongDomain, PasskeyError::WrongDomain),
        ("NotSupportedError", PasskeyError::NotSupported, PasskeyError::NotSupported),
        ("AbortError", PasskeyError::Stopped, PasskeyError::Stopped),
        ("ConstraintError", PasskeyError::CannotVerifyPerson, PasskeyError::CannotVerifyPerson),
        ("UnknownError", broken("UnknownError"), broken("UnknownError")),
        ("EncodingError", broken("EncodingError"), broken("EncodingError")),
        ("OperationError", broken("OperationError"), broken("OperationError")),
    ];
    for (name, asked, created) in cases {
        let _browser = Browser::refusing_with(&format!("new DOMException('no', '{name}')"));
        assert_eq!(ask_once(BUTTON).await, Err(asked), "{name}");
        assert_eq!(create_once().await, Err(created), "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_dialog_that_was_there_for_a_while_was_closed_by_the_person() {
    let _browser = Browser::that(
        "() => new Promise((_, refuse) => setTimeout(() => refuse(new DOMException('', 'NotAllowedError')), 1200))",
    );
    assert_eq!(ask_once(BUTTON).await, Err(PasskeyError::Cancelled));
    assert_eq!(create_once().await, Err(PasskeyError::Cancelled));
}

#[wasm_bindgen_test]
async fn what_is_thrown_need_not_be_an_error() {
    for (does, name) in [
        ("() => Promise.reject(new TypeError('no'))", "TypeError"),
        ("() => { throw new TypeError('no'); }", "TypeError"),
        (
            "() => { throw new DOMException('no', 'DataError'); }",
            "DataError",
        ),
        ("() => Promise.reject('no')", "unnamed"),
        ("() => Promise.reject(undefined)", "unnamed"),
        ("() => Promise.reject(null)", "unnamed"),
        ("() => Promise.reject({ name: 5 })", "unnamed"),
        (
            "() => Promise.reject({ get name() { throw new Error('no'); } })",
            "unnamed",
        ),
    ] {
        let _browser = Browser::that(does);
        assert_eq!(ask_once(BUTTON).await, Err(broken(name)), "{does}");
        assert_eq!(create_once().await, Err(broken(name)), "{does}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_is_none_is_an_error() {
    for does in [
        "() => null",
        "async () => null",
        "async () => undefined",
        "async () => 'yes'",
        "() => ({})",
    ] {
        let _browser = Browser::that(does);
        assert_eq!(ask_once(BUTTON).await, Err(broken("answer")), "{does}");
        assert_eq!(create_once().await, Err(broken("answer")), "{does}");
    }
}

#[wasm_bindgen_test]
async fn a_browser_without_passkeys_says_so() {
    for credentials in ["undefined", "null"] {
        let _browser = Browser::with(credentials);
        assert_eq!(ask_once(BUTTON).await, Err(PasskeyError::NotSupported));
        assert_eq!(create_once().await, Err(PasskeyError::NotSupported));
    }
    let _browser = Browser::with("undefined");
    javascript(
        "Object.defineProperty(navigator, 'credentials', { configurable: true, get() { throw new Error('no'); } })",
    );
    assert_eq!(ask_once(BUTTON).await, Err(PasskeyError::NotSupported));
}

#[wasm_bindgen_test]
async fn a_browser_with_half_of_it_ends_in_an_error() {
    let _browser = Browser::with("{ get: 5 }");
    assert_eq!(ask_once(BUTTON).await, Err(PasskeyError::NotSupported));
    assert_eq!(create_once().await, Err(PasskeyError::NotSupported));
}

#[wasm_bindgen_test]
async fn letting_go_stops_a_prompt_that_does_not_listen() {
    let browser = Browser::that(NEVER_ENDS);
    let (holder, waiting) = start(BUTTON);
    until("it was asked", || browser.calls() == 1).await;
    assert!(holds("!window.asked[0].options.signal.aborted"));
    drop(holder);
    assert!(holds("window.asked[0].options.signal.aborted"));
    assert_eq!(end(waiting).await, Err(PasskeyError::Stopped));
}

#[wasm_bindgen_test]
async fn a_prompt_that_was_stopped_before_it_began_is_never_opened() {
    let browser = Browser::that(NEVER_ENDS);
    let (holder, cancel) = cancel();
    drop(holder);
    let given = passkey::ask(&request_options(), BUTTON, &everything(), cancel).await;
    assert_eq!(given, Err(PasskeyError::Stopped));
    settle().await;
    assert_eq!(browser.calls(), 0);
}

#[wasm_bindgen_test]
async fn giving_up_the_work_stops_the_prompt() {
    let browser = Browser::that(NEVER_ENDS);
    let (_holder, cancel) = cancel();
    let (request_options, support) = (request_options(), everything());
    {
        let mut work = Box::pin(passkey::ask(&request_options, BUTTON, &support, cancel));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(work.as_mut().poll(&mut context).is_pending());
        until("it was asked", || browser.calls() == 1).await;
        assert!(holds("!window.asked[0].options.signal.aborted"));
    }
    assert!(holds("window.asked[0].options.signal.aborted"));
}

#[wasm_bindgen_test]
async fn a_button_stops_autofill_and_waits_until_the_browser_lets_go() {
    let browser = Browser::that(
        "(options) => new Promise((_, refuse) => options.signal.addEventListener('abort', () =>
            setTimeout(() => { window.letGo = true; refuse(options.signal.reason); }, 300)))",
    );
    javascript("window.letGo = false");
    let (_first_holder, first) = start(Ceremony::Autofill);
    settle().await;
    let (second_holder, second) = start(BUTTON);
    assert_eq!(end(first).await, Err(PasskeyError::Stopped));
    assert_eq!(browser.calls(), 1);
    assert!(holds("!window.letGo"));
    until("the second one was asked", || browser.calls() == 2).await;
    assert!(holds("window.letGo"));
    assert!(second.is_under_way());
    drop(second_holder);
    assert_eq!(end(second).await, Err(PasskeyError::Stopped));
}

#[wasm_bindgen_test]
async fn a_prompt_that_waits_for_its_turn_can_be_overtaken() {
    let browser = Browser::that(
        "(options) => new Promise((_, refuse) => options.signal.addEventListener('abort', () =>
            setTimeout(() => { window.letGo += 1; refuse(options.signal.reason); }, 300)))",
    );
    javascript("window.letGo = 0");
    let (_first_holder, first) = start(Ceremony::Autofill);
    settle().await;
    let (_second_holder, second) = start(BUTTON);
    let (third_holder, third) = start(Ceremony::Autofill);
    assert_eq!(end(first).await, Err(PasskeyError::Stopped));
    assert_eq!(end(second).await, Err(PasskeyError::Stopped));
    until("the third one was asked", || browser.calls() == 2).await;
    assert!(holds(
        "window.letGo === 1 && window.asked[1].options.mediation === 'conditional'"
    ));
    drop(third_holder);
    assert_eq!(end(third).await, Err(PasskeyError::Stopped));
    until("the browser has let go", || holds("window.letGo === 2")).await;
}

#[wasm_bindgen_test]
async fn a_browser_that_never_lets_go_is_asked_all_the_same() {
    let browser = Browser::that(NEVER_ENDS);
    let (_first_holder, first) = start(Ceremony::Autofill);
    settle().await;
    let (_second_holder, second) = start(BUTTON);
    assert_eq!(end(first).await, Err(PasskeyError::Stopped));
    settle().await;
    assert_eq!(browser.calls(), 1);
    until("the second one was asked", || browser.calls() == 2).await;
    assert!(second.is_under_way());
}

#[wasm_bindgen_test]
async fn a_ceremony_after_one_that_ended_begins_at_once() {
    let browser = Browser::refusing_with("new DOMException('', 'UnknownError')");
    for _ in 0..3 {
        assert_eq!(ask_once(BUTTON).await, Err(broken("UnknownError")));
    }
    assert_eq!(browser.calls(), 3);
}

#[wasm_bindgen_test]
async fn a_browser_that_cannot_be_told_to_stop_still_works() {
    let browser = Browser::that(NEVER_ENDS);
    javascript("window.AbortController = undefined");
    let (holder, waiting) = start(BUTTON);
    until("it was asked", || browser.calls() == 1).await;
    assert!(holds("window.asked[0].options.signal === undefined"));
    drop(holder);
    assert_eq!(end(waiting).await, Err(PasskeyError::Stopped));
}

fn broken(name: &str) -> PasskeyError {
    PasskeyError::Broken {
        name: name.to_owned(),
    }
}

async fn ask_once(ceremony: Ceremony) -> Answer {
    let (_holder, cancel) = cancel();
    ask(ceremony, cancel).await
}

async fn ask(ceremony: Ceremony, cancel: Cancel) -> Answer {
    let support: Support = everything();
    passkey::ask(&request_options(), ceremony, &support, cancel).await
}

async fn create_once() -> Result<Attestation, PasskeyError> {
    let (_holder, cancel) = cancel();
    passkey::create(
        &creation_options(),
        PasskeyKind::Passkey,
        &everything(),
        cancel,
    )
    .await
}

fn start(ceremony: Ceremony) -> (CancelHolder, Later<Answer>) {
    let (holder, cancel) = cancel();
    (holder, Later::from(ask(ceremony, cancel)))
}

async fn end(waiting: Later<Answer>) -> Answer {
    waiting.end("the ceremony ended").await
}
