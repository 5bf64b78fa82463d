//! Passkeys and security keys: the only file, with those in its folder, that touches `navigator.credentials` and
//! `PublicKeyCredential` (WebAuthn Level 3 §5.1).
//!
//! Nothing here panics, whatever the browser or a password manager in its place does: a ceremony always ends, with an
//! answer or a [`PasskeyError`]. What a refusal means is decided in [`flow::passkey_error`]; here its name is taken, and
//! the time it took.

mod capabilities;
mod detached;
mod json;
mod signals;
mod turn;

pub use super::cancel::{Cancel, CancelHolder, cancel};
pub use capabilities::support;
pub use signals::{signal_all_accepted, signal_current_details, signal_unknown};

use super::{object, page};
use contract::{
    passkey::PasskeyKind,
    webauthn::{Assertion, Attestation, CreationOptions, RequestOptions},
};
use flow::{
    passkey_error::{Ceremony, PasskeyError, Refusal},
    passkey_support::Support,
};
use turn::{End, Request};
use wasm_bindgen::JsValue;

/// Milliseconds beyond its timeout after which a dialog is taken for one that never ends. A browser may round the
/// timeout up (§5.1.3 step 4), and a person may answer at the last moment.
const GRACE: u32 = 30_000;
/// The timeout of options that say none, in milliseconds: the largest that browsers take as their own default
/// (§15.1, which recommends 300,000 to 600,000).
const DEFAULT_TIMEOUT: u32 = 600_000;
/// What was thrown need not be an error.
const UNNAMED: &str = "unnamed";
/// The longest that a browser can wait in one go, in milliseconds.
const LONGEST_WAIT: u32 = i32::MAX.unsigned_abs();

/// Has the browser ask for a passkey or security key. A ceremony that is still going on elsewhere in the page is
/// stopped first.
///
/// With [`Ceremony::Autofill`] it waits in the fields that say `webauthn`, for as long as it is let; otherwise the
/// browser opens its dialog, which wants a click just before.
pub async fn ask(
    request: &RequestOptions,
    ceremony: Ceremony,
    support: &Support,
    cancel: Cancel,
) -> Result<Assertion, PasskeyError> {
    let options = json::request(request).ok_or_else(|| broken("options"))?;
    let timeout = if ceremony == Ceremony::Autofill {
        // It waits for as long as the page stands; the standard leaves nobody a choice (§5.1.4 step 4).
        object::set(&options, "timeout", &JsValue::UNDEFINED);
        None
    } else {
        json::timeout(request).or(Some(DEFAULT_TIMEOUT))
    };
    let asked = Asked {
        ceremony,
        timeout,
        support,
    };
    let answer = asked.run("get", &options, cancel).await?;
    json::assertion(&answer).ok_or_else(|| broken("answer"))
}

/// Has the browser make a passkey or security key. A ceremony that is still going on elsewhere in the page is stopped
/// first. The browser opens its dialog, which wants a click just before.
pub async fn create(
    creation: &CreationOptions,
    kind: PasskeyKind,
    support: &Support,
    cancel: Cancel,
) -> Result<Attestation, PasskeyError> {
    let options = json::creation(creation).ok_or_else(|| broken("options"))?;
    let asked = Asked {
        ceremony: Ceremony::Create(kind),
        timeout: creation.0.timeout.or(Some(DEFAULT_TIMEOUT)),
        support,
    };
    let answer = asked.run("create", &options, cancel).await?;
    json::attestation(&answer).ok_or_else(|| broken("answer"))
}

/// What the browser was asked, for telling what its refusal means.
struct Asked<'a> {
    ceremony: Ceremony,
    /// Milliseconds; `None` when it may take for ever.
    timeout: Option<u32>,
    support: &'a Support,
}

impl Asked<'_> {
    async fn run(
        &self,
        method: &'static str,
        public_key: &JsValue,
        cancel: Cancel,
    ) -> Result<JsValue, PasskeyError> {
        let can = |it: &JsValue| object::method(it, method).is_some();
        let Some(credentials) = credentials().filter(can) else {
            return Err(self.refused("NotSupportedError", 0));
        };
        let signal = cancel.switch().signal();
        let options = object::object(&[("publicKey", public_key), ("signal", &signal)]);
        if self.ceremony == Ceremony::Autofill {
            object::set(&options, "mediation", &JsValue::from_str("conditional"));
        }
        let request = Request {
            credentials,
            method,
            options,
            time_limit: self.timeout.map(time_limit),
        };
        match turn::take(request, cancel).await {
            End::Stopped => Err(PasskeyError::Stopped),
            End::Hung => Err(PasskeyError::Hung),
            End::Settled {
                result: Ok(answer), ..
            } => Ok(answer),
            End::Settled {
                result: Err(thrown),
                elapsed,
            } => {
                let name = object::text(&thrown, "name");
                Err(self.refused(name.as_deref().unwrap_or(UNNAMED), elapsed))
            }
        }
    }

    fn refused(&self, name: &str, elapsed_ms: i64) -> PasskeyError {
        PasskeyError::from_refusal(&Refusal {
            name,
            ceremony: self.ceremony,
            elapsed_ms,
            timeout_ms: self.timeout.map_or(0, i64::from),
            support: self.support,
        })
    }
}

/// `navigator.credentials`, which a page that was not loaded safely does not have.
fn credentials() -> Option<JsValue> {
    object::member(&page::window()?.navigator(), "credentials")
}

/// `PublicKeyCredential`, where the signals and the questions about the browser are.
fn public_key_credential() -> Option<JsValue> {
    let window: JsValue = page::window()?.into();
    object::member(&window, "PublicKeyCredential")
}

fn time_limit(timeout: u32) -> u32 {
    timeout.saturating_add(GRACE).min(LONGEST_WAIT)
}

/// Nothing that was given can be used.
fn broken(what: &str) -> PasskeyError {
    PasskeyError::Broken {
        name: what.to_owned(),
    }
}
