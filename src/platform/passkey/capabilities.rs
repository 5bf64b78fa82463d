//! What this browser can do with passkeys here.

use super::{credentials, public_key_credential};
use crate::platform::{object, page, timeout::within};
use flow::passkey_support::{Rp, Support};
use js_sys::Object;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds for one question; three come one after the other at the most. A browser that needs longer counts as
/// one that does not say.
const LIMIT: u32 = 650;

/// Asks the browser what it can do, in two seconds at the most. `rp_id` is the domain that the server's passkeys are
/// bound to, `None` when it has none; `origins` are those that it lets the page be opened at.
pub async fn support(rp_id: Option<&str>, origins: &[String]) -> Support {
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
        rp: here(origins).rp(rp_id, told.related_origins.unwrap_or_default()),
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

/// Where the page stands.
struct Here {
    host: String,
    /// Whether that is one of the addresses that the server lets it be opened at.
    is_expected: bool,
}

fn here(origins: &[String]) -> Here {
    let location = page::window().map(|it| it.location());
    let host = location.as_ref().and_then(|it| it.hostname().ok());
    let origin = location.and_then(|it| it.origin().ok());
    Here {
        host: host.unwrap_or_default(),
        is_expected: origin.is_some_and(|origin| origins.contains(&origin)),
    }
}

impl Here {
    /// Whether the page's host is the domain or below it (§5.1.4 step 7), or a related one that the browser looks up
    /// when it is asked (§5.11).
    fn rp(&self, rp_id: Option<&str>, looks_up_related_origins: bool) -> Rp {
        let Some(rp_id) = rp_id else {
            return Rp::None;
        };
        let is_below = self
            .host
            .strip_suffix(rp_id)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if self.is_expected && (is_below || looks_up_related_origins) {
            Rp::Fits
        } else {
            Rp::Foreign
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Here, Rp};

    fn at(host: &str) -> Here {
        Here {
            host: host.to_owned(),
            is_expected: true,
        }
    }

    #[test]
    fn a_domain_fits_its_own_host_and_those_below_it() {
        for host in ["example.org", "sign-in.example.org", "a.b.example.org"] {
            let rp = at(host).rp(Some("example.org"), false);
            assert_eq!(rp, Rp::Fits, "{host}");
        }
        for host in ["badexample.org", "org", "example.org.evil.test", ""] {
            let rp = at(host).rp(Some("example.org"), false);
            assert_eq!(rp, Rp::Foreign, "{host}");
        }
    }

    #[test]
    fn another_domain_fits_where_the_browser_looks_up_related_origins() {
        assert_eq!(at("example.net").rp(Some("example.org"), true), Rp::Fits);
        assert_eq!(
            at("example.net").rp(Some("example.org"), false),
            Rp::Foreign
        );
    }

    #[test]
    fn an_address_that_the_server_does_not_expect_never_fits() {
        let elsewhere = Here {
            is_expected: false,
            ..at("example.org")
        };
        assert_eq!(elsewhere.rp(Some("example.org"), true), Rp::Foreign);
    }

    #[test]
    fn a_server_without_passkeys_has_no_domain_for_them() {
        assert_eq!(at("127.0.0.1").rp(None, true), Rp::None);
    }
}
