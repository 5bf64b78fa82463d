//! A browser that does with passkeys what a test says.

use crate::mount::{javascript, until};
use contract::webauthn::{CreationOptions, RequestOptions};
use flow::passkey_support::{Rp, Support};
use std::{cell::RefCell, future::Future, rc::Rc};

/// What the browser gets to do with a call: a function of the options. This one lets go when the test is over.
pub const NEVER_ENDS: &str = "() => new Promise((_, refuse) => window.waiting.push(refuse))";
/// Lets go as soon as it is aborted.
pub const UNTIL_ABORTED: &str = "(options) => new Promise((_, refuse) =>
    options.signal.addEventListener('abort', () => refuse(options.signal.reason)))";

const KEEP: &str = "window.kept ??= {
    PublicKeyCredential: window.PublicKeyCredential,
    AbortController: window.AbortController,
    setTimeout: window.setTimeout,
};
window.asked = [];
window.waiting = [];";
const RESTORE: &str = "Object.assign(window, window.kept);
    for (const refuse of window.waiting) refuse('the test is over');
    delete navigator.credentials;
    delete document.featurePolicy;";

/// The stand-in. The true browser comes back when it is dropped.
pub struct Browser;

impl Browser {
    /// One that does this when it is asked, and writes down what it was asked.
    pub fn that(does: &str) -> Self {
        Self::with(&format!(
            "{{
                get: (options) => {{ window.asked.push({{ method: 'get', options }}); return ({does})(options); }},
                create: (options) => {{ window.asked.push({{ method: 'create', options }}); return ({does})(options); }},
            }}"
        ))
    }

    /// One that refuses in these words of JavaScript.
    pub fn refusing_with(thrown: &str) -> Self {
        Self::that(&format!("() => Promise.reject({thrown})"))
    }

    /// One with this in the place of `navigator.credentials`.
    pub fn with(credentials: &str) -> Self {
        javascript(KEEP);
        javascript(&format!(
            "Object.defineProperty(navigator, 'credentials', {{ configurable: true, value: {credentials} }})"
        ));
        Self
    }

    /// One in which waits of more than ten seconds are over a thousand times sooner.
    pub fn hurries(&self) {
        javascript(
            "window.setTimeout = (work, wait) => window.kept.setTimeout.call(window, work, wait > 10000 ? wait / 1000 : wait)",
        );
    }

    /// How often it was asked.
    pub fn calls(&self) -> u32 {
        number("window.asked.length")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        javascript(RESTORE);
    }
}

/// What a task gives in the end.
pub struct Later<T>(Rc<RefCell<Option<T>>>);

impl<T: 'static> Later<T> {
    /// Starts it.
    pub fn from(work: impl Future<Output = T> + 'static) -> Self {
        let slot = Rc::new(RefCell::new(None));
        let given = Rc::clone(&slot);
        wasm_bindgen_futures::spawn_local(async move {
            let result = work.await;
            given.replace(Some(result));
        });
        Self(slot)
    }

    /// Whether it goes on.
    pub fn is_under_way(&self) -> bool {
        self.0.borrow().is_none()
    }

    /// Waits for it.
    pub async fn end(self, what: &str) -> T {
        until(what, || !self.is_under_way()).await;
        self.0.take().unwrap()
    }
}

/// Whether this holds in JavaScript.
pub fn holds(condition: &str) -> bool {
    javascript(condition).is_truthy()
}

/// What this is in JavaScript.
pub fn number(expression: &str) -> u32 {
    javascript(&format!("String({expression})"))
        .as_string()
        .and_then(|it| it.parse().ok())
        .expect(expression)
}

/// Request options that name two credentials.
pub fn request_options() -> RequestOptions {
    serde_json::from_str(
        r#"{
            "challenge": "AAECAwQFBgcICQoLDA0ODw",
            "timeout": 300000,
            "rpId": "localhost",
            "allowCredentials": [
                { "type": "public-key", "id": "AQID", "transports": ["usb", "nfc"] },
                { "type": "public-key", "id": "_-8" }
            ],
            "userVerification": "required",
            "hints": ["security-key"]
        }"#,
    )
    .unwrap()
}

/// Creation options with one credential that is there already.
pub fn creation_options() -> CreationOptions {
    serde_json::from_str(
        r#"{
            "rp": { "name": "Latchkey", "id": "localhost" },
            "user": { "id": "-_8AAQ", "name": "ada@example.org", "displayName": "ada@example.org" },
            "challenge": "AAECAwQFBgcICQoLDA0ODw",
            "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -257 }],
            "timeout": 300000,
            "excludeCredentials": [{ "type": "public-key", "id": "AQID", "transports": ["internal"] }],
            "authenticatorSelection": {
                "residentKey": "required", "requireResidentKey": true, "userVerification": "required"
            },
            "attestation": "none",
            "extensions": { "credProps": true }
        }"#,
    )
    .unwrap()
}

/// A browser that can do everything.
pub fn everything() -> Support {
    Support {
        is_secure: true,
        has_api: true,
        is_allowed: true,
        in_frame: false,
        is_autofill_there: true,
        has_platform_authenticator: Some(true),
        can_use_phone: Some(true),
        has_signals: true,
        parses_json: true,
        rp: Rp::Fits,
    }
}
