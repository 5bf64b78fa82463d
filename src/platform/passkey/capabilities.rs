//! What this browser can do with passkeys here.

use super::{credentials, patience::within, public_key_credential};
use crate::platform::{object, page};
use flow::passkey_support::{Rp, Support};
use js_sys::Object;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds for one question; three come one after the other at the most. A browser that needs longer counts as
/// one that does not say.
const LIMIT: u32 = 650;

/// Asks the browser what it can do, in two seconds at the most. `rp_id` is the domain that the server's passkeys are
/// bound to; `None` when it has none.
pub async fn support(rp_id: Option<&str>) -> Support {
    let Some(window) = page::window() else {
        return Support::default();
    };
    let interface = public_key_credential();
    let has = |method| {
        let found = interface.as_ref().and_then(|it| object::method(it, method));
        found.is_some()
    };
    let can_get = credentials().is_some_and(|it| object::method(&it, "get").is_some());
    let told = match &interface {
        Some(interface) => Told::by(interface).await,
        None => Told::default(),
    };
    Support {
        is_secure: object::truth(&window, "isSecureContext").unwrap_or_default(),
        has_api: interface.is_some() && can_get,
        is_allowed: is_allowed(),
        in_frame: object::member(&window, "top").is_none_or(|top| !Object::is(&window, &top)),
        is_autofill_there: told.autofill.unwrap_or_default(),
        has_platform_authenticator: told.platform_authenticator,
        can_use_phone: told.phone,
        has_signals: has("signalUnknownCredential"),
        parses_json: has("parseRequestOptionsFromJSON") && has("parseCreationOptionsFromJSON"),
        rp: rp(rp_id, &host(), told.related_origins.unwrap_or_default()),
    }
}

/// What the browser says of itself; `None` where it does not.
#[derive(Default)]
struct Told {
    autofill: Option<bool>,
    platform_authenticator: Option<bool>,
    phone: Option<bool>,
    related_origins: Option<bool>,
}

impl Told {
    /// Asks for everything at once (§5.1.7), and for the two things that can be asked for alone (§5.1.5, §5.1.6) where
    /// that does not say.
    async fn by(interface: &JsValue) -> Self {
        let all = answer(interface, "getClientCapabilities")
            .await
            .unwrap_or_default();
        let autofill = match object::truth(&all, "conditionalGet") {
            Some(told) => Some(told),
            None => yes_or_no(interface, "isConditionalMediationAvailable").await,
        };
        let platform_authenticator = match object::truth(&all, "userVerifyingPlatformAuthenticator")
        {
            Some(told) => Some(told),
            None => yes_or_no(interface, "isUserVerifyingPlatformAuthenticatorAvailable").await,
        };
        Self {
            autofill,
            platform_authenticator,
            phone: object::truth(&all, "hybridTransport"),
            related_origins: object::truth(&all, "relatedOrigins"),
        }
    }
}

async fn yes_or_no(interface: &JsValue, method: &str) -> Option<bool> {
    answer(interface, method).await?.as_bool()
}

/// `None` when it is not there, throws, refuses, or takes too long.
async fn answer(interface: &JsValue, method: &str) -> Option<JsValue> {
    let question = JsFuture::from(object::promise(interface, method, &[]));
    within(LIMIT, question).await?.ok()
}

/// What the permissions policy says, in browsers that tell it (§5.9). The others refuse when they are asked.
fn is_allowed() -> bool {
    let policy = page::document().and_then(|it| object::member(&it, "featurePolicy"));
    let feature = JsValue::from_str("publickey-credentials-get");
    policy
        .and_then(|it| object::call(&it, "allowsFeature", &[&feature]).ok())
        .and_then(|it| it.as_bool())
        .unwrap_or(true)
}

fn host() -> String {
    let host = page::window().and_then(|it| it.location().hostname().ok());
    host.unwrap_or_default()
}

/// Whether the page's host is the domain or below it (§5.1.4 step 7). With related origins any host may be on the
/// domain's list (§5.11), which the browser looks up when it is asked.
fn rp(rp_id: Option<&str>, host: &str, looks_up_related_origins: bool) -> Rp {
    let Some(rp_id) = rp_id else {
        return Rp::None;
    };
    let is_below = host
        .strip_suffix(rp_id)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if is_below || looks_up_related_origins {
        Rp::Fits
    } else {
        Rp::Foreign
    }
}

#[cfg(test)]
mod tests {
    use super::{Rp, rp};

    #[test]
    fn a_domain_fits_its_own_host_and_those_below_it() {
        for host in ["example.org", "sign-in.example.org", "a.b.example.org"] {
            assert_eq!(rp(Some("example.org"), host, false), Rp::Fits, "{host}");
        }
        for host in ["badexample.org", "org", "example.org.evil.test", ""] {
            assert_eq!(rp(Some("example.org"), host, false), Rp::Foreign, "{host}");
        }
    }

    #[test]
    fn a_browser_that_looks_up_related_origins_decides_itself() {
        assert_eq!(rp(Some("example.org"), "example.net", true), Rp::Fits);
    }

    #[test]
    fn a_server_without_passkeys_has_no_domain_for_them() {
        assert_eq!(rp(None, "127.0.0.1", true), Rp::None);
    }
}
